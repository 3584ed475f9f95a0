"""The table of functions: how one is declared, and what calling one means for nulls and unknown values.

A function takes values of its parameters' types and gives a value. Nulls are refused, and an unknown argument makes the
result unknown, unless a parameter says otherwise. Lazy functions take expressions and are the evaluator's to call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from jobspec.hcl.types import DYNAMIC, Type
from jobspec.hcl.values import DYNAMIC_UNKNOWN, UNKNOWN, Value, unknown

LARGEST_RESULT = 64 * 1024 * 1024
"""Characters or elements beyond which a function refuses to make its result."""


class FunctionError(Exception):
    """A call fails. With an index, it is that argument's fault."""

    def __init__(self, message: str, argument: int | None = None) -> None:
        super().__init__(message)
        self.argument = argument


class Parameter(NamedTuple):
    """One parameter: its name and type, and whether it takes nulls, unknown values and untyped ones."""

    name: str
    type: Type = DYNAMIC
    null: bool = False
    unknown: bool = False
    untyped: bool = False


class Context(NamedTuple):
    """What the few functions that look outside may see: files if allowed, and the environment given."""

    allow_filesystem: bool = False
    base_dir: str | None = None
    filesystem_root: str | None = None
    environ: Mapping[str, str] = {}


Returns = Type | Callable[..., Type]


class Function(NamedTuple):
    """A function of the language."""

    name: str
    parameters: tuple[Parameter, ...]
    variadic: Parameter | None
    returns: Returns
    implementation: Callable[..., Value]
    doc: str
    examples: tuple[tuple[str, str], ...]
    contextual: bool
    lazy: bool

    def parameter(self, index: int) -> Parameter | None:
        """The parameter that an argument is for."""
        return self.parameters[index] if index < len(self.parameters) else self.variadic

    def result_type(self, arguments: Sequence[Value]) -> Type:
        """The type of the result of these arguments; a `FunctionError` if they cannot be."""
        return self.returns(*arguments) if callable(self.returns) else self.returns

    def call(self, arguments: Sequence[Value], context: Context) -> Value:
        """The result for arguments that have the parameters' types."""
        blurred = False
        untyped = False
        for index, argument in enumerate(arguments):
            parameter = self.parameter(index)
            if parameter is None:
                raise FunctionError("too many arguments", index)
            if argument.raw is None and not parameter.null:
                raise FunctionError("argument must not be null", index)
            if argument.raw is UNKNOWN:
                blurred = blurred or not parameter.unknown
            if argument.raw in (UNKNOWN, None) and argument.term == DYNAMIC and not parameter.untyped:
                untyped = True
        if self.contextual and not context.allow_filesystem:
            raise FunctionError("files and paths are not available here")
        if blurred or untyped:
            return DYNAMIC_UNKNOWN if untyped else unknown(self.result_type(arguments))
        if self.contextual:
            return self.implementation(context, *arguments)
        return self.implementation(*arguments)


DECLARED: dict[str, Function] = {}
"""The functions of the families that were loaded, by name."""


def function(
    name: str,
    *parameters: Parameter,
    returns: Returns,
    variadic: Parameter | None = None,
    examples: Sequence[tuple[str, str]] = (),
    contextual: bool = False,
    lazy: bool = False,
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare a function: its signature, the type of its result, and examples as (expression, JSON of the value)."""

    def declare(implementation: Callable[..., Value]) -> Callable[..., Value]:
        if name in DECLARED:
            raise ValueError(f"the function {name} is declared twice")
        doc = (implementation.__doc__ or "").strip()
        DECLARED[name] = Function(
            name, parameters, variadic, returns, implementation, doc, tuple(examples), contextual, lazy
        )
        return implementation

    return declare


def check_size(size: int, what: str) -> None:
    """Refuse a result too large to hold."""
    if size > LARGEST_RESULT:
        raise FunctionError(f"{what} would be larger than {LARGEST_RESULT} bytes")


def whole(value: Value, what: str = "") -> int:
    """A number as a whole one of 64 bits."""
    number: Any = value.raw
    lead = f"{what}: " if what else ""
    if not number.is_whole or not -(2**63) <= int(number) < 2**63:
        raise FunctionError(f"{lead}a whole number between -9223372036854775808 and 9223372036854775807 is required")
    return int(number)
