"""The language usable alone: an expression or a template to its value."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from jobspec.diagnostics import Diagnostic, ParseError
from jobspec.hcl.evaluation import Undeclared
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.evaluator import evaluate as evaluate_node
from jobspec.hcl.functions import Context
from jobspec.hcl.node import Expression
from jobspec.hcl.parser import parse_expression, parse_template
from jobspec.hcl.values import Value, object_value

StrPath = str | os.PathLike[str]
Reader = Callable[[str, str], tuple[Expression | None, list[Diagnostic]]]


def evaluate(
    expression: str,
    *,
    variables: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    allow_filesystem: bool = False,
    base_dir: StrPath | None = None,
    undeclared: Undeclared = "keep",
    filename: str = "<expression>",
) -> Value:
    """The value of an expression; a `ParseError` if it has none.

    >>> evaluate('"${name}-${1 + 2}"', variables={"name": "web"}).to_python()
    'web-3'
    """
    scope = _scope(variables, environ, allow_filesystem, base_dir, undeclared)
    return _evaluated(parse_expression, expression, scope, filename)


def evaluate_template(
    template: str,
    *,
    variables: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    allow_filesystem: bool = False,
    base_dir: StrPath | None = None,
    undeclared: Undeclared = "keep",
    filename: str = "<expression>",
) -> Value:
    """The value of a text that is a template as a whole; a `ParseError` if it has none.

    >>> evaluate_template("%{ for x in [1, 2] }<${x}>%{ endfor }").to_python()
    '<1><2>'
    """
    scope = _scope(variables, environ, allow_filesystem, base_dir, undeclared)
    return _evaluated(parse_template, template, scope, filename)


def _scope(
    variables: Mapping[str, object] | None,
    environ: Mapping[str, str] | None,
    allow_filesystem: bool,
    base_dir: StrPath | None,
    undeclared: Undeclared,
) -> Scope:
    if undeclared not in ("keep", "error"):
        raise ValueError(f'undeclared is "keep" or "error", not {undeclared!r}')
    base = None if base_dir is None else os.fspath(base_dir)
    context = Context(allow_filesystem, base, None, dict(environ or {}))
    # As in a jobspec without variables and locals, `var` and `local` are known and hold nothing.
    names: dict[object, Value] = {"var": object_value({}), "local": object_value({})}
    names.update({name: Value.from_python(value) for name, value in (variables or {}).items()})
    return Scope(names, context=context, undeclared=undeclared)


def _evaluated(read: Reader, text: str, scope: Scope, filename: str) -> Value:
    node, problems = read(text, filename)
    if node is None or problems:
        raise ParseError(problems)
    value, problems = evaluate_node(node, scope)
    if problems:
        raise ParseError(problems)
    return value
