"""Functions that take expressions instead of values. The evaluator calls them; here they are only declared."""

from __future__ import annotations

from jobspec.hcl.functions.registry import FunctionError, Parameter, function
from jobspec.hcl.types import BOOL, DYNAMIC
from jobspec.hcl.values import Value


@function(
    *("can", Parameter("expression")),
    returns=BOOL,
    lazy=True,
    examples=[("can(1 + 2)", "true"), ('can(parseint("z", 10))', "false")],
)
def can(expression: Value) -> Value:
    """Whether an expression has a value, or is an error."""
    raise FunctionError("can takes an expression")


@function("try", variadic=Parameter("expressions"), returns=DYNAMIC, lazy=True, examples=[('try({}.a, "b")', '"b"')])
def try_(*expressions: Value) -> Value:
    """The value of the first expression that has one."""
    raise FunctionError("try takes expressions")


@function(
    *("convert", Parameter("value"), Parameter("type")),
    returns=DYNAMIC,
    lazy=True,
    examples=[("convert([1, true], list(string))", '["1","true"]')],
)
def convert(value: Value, type: Value) -> Value:
    """The value converted to a type, which is written as in a variable's declaration."""
    raise FunctionError("convert takes a value and a type")
