"""Types written as expressions: `string`, `list(number)`, `object({ a = bool })`."""

from __future__ import annotations

from jobspec.diagnostics import Diagnostic, Range, did_you_mean
from jobspec.hcl import mistakes, types
from jobspec.hcl.collections import Object, Tuple
from jobspec.hcl.elsewhere import TYPE_WORDS
from jobspec.hcl.node import Expression
from jobspec.hcl.operations import Call, Parenthesized
from jobspec.hcl.references import Variable
from jobspec.hcl.templates import Template
from jobspec.hcl.types import DYNAMIC, PRIMITIVES, Type

_COMPLEX = ("list", "set", "map", "object", "tuple")


class TypeProblem(Exception):
    """An expression is no type; the diagnostic says where and why."""

    def __init__(self, subject: Range, summary: str, detail: str) -> None:
        super().__init__(summary)
        self.diagnostic = Diagnostic("error", mistakes.BAD_TYPE.id, summary, detail, subject=subject)


def read_type(node: Expression, *, exact: bool) -> Type:
    """The type that an expression writes; `any` only where it need not be exact. A `TypeProblem` if it is none."""
    if isinstance(node, Parenthesized):
        raise TypeProblem(node.range, "Not a type", "A type stands without parentheses around it.")
    if isinstance(node, Variable):
        return _word(node, exact)
    if isinstance(node, Call):
        return _call(node, exact)
    detail = "A type is a word (string, number, bool) or a call such as list(string)."
    if isinstance(node, Template) and node.plain in (*PRIMITIVES, *_COMPLEX):
        detail = f"A type is written without quotes: {node.plain}."
    raise TypeProblem(node.range, "Not a type", detail)


def _word(node: Variable, exact: bool) -> Type:
    if node.name in PRIMITIVES:
        return node.name
    if node.name == "any":
        if not exact:
            return DYNAMIC
        raise TypeProblem(node.range, "Type is not exact", 'An exact type is required here, which "any" is not.')
    if node.name in _COMPLEX:
        example = {"object": "object({ name = string })", "tuple": "tuple([string, number])"}
        detail = f"It needs what it is made of: {example.get(node.name, f'{node.name}(string)')}."
        raise TypeProblem(node.range, f"Type {node.name} is not complete", detail)
    hint = TYPE_WORDS.get(node.name) or did_you_mean(node.name, sorted([*PRIMITIVES, *_COMPLEX]))
    detail = f'Did you mean "{hint}"?' if hint else "There are string, number, bool, list, set, map, object and tuple."
    raise TypeProblem(node.range, f'Unknown type "{node.name}"', detail)


def _call(node: Call, exact: bool) -> Type:
    if node.name in PRIMITIVES or node.name == "any":
        raise TypeProblem(node.range, "Not a type", f"The type {node.name} takes no argument.")
    if node.name == "optional":
        raise TypeProblem(node.range, "Optional attribute", "Attributes cannot be optional here.")
    if node.name not in _COMPLEX:
        raise TypeProblem(node.range, f'Unknown type "{node.name}"', f"There are {', '.join(_COMPLEX)}.")
    if len(node.arguments) != 1:
        subject = node.close_range if not node.arguments else node.arguments[1].range
        raise TypeProblem(subject, "Not a type", f"The type {node.name} takes one argument.")
    argument = node.arguments[0]
    if node.name == "object":
        return _object(argument, exact)
    if node.name == "tuple":
        if not isinstance(argument, Tuple):
            raise TypeProblem(argument.range, "Not a type", "A tuple's types stand in a list: tuple([string, number]).")
        return types.tuple_of(read_type(item, exact=exact) for item in argument.items)
    return (node.name, read_type(argument, exact=exact))


def _object(argument: Expression, exact: bool) -> Type:
    if not isinstance(argument, Object):
        detail = "An object's attributes stand in braces: object({ name = string })."
        raise TypeProblem(argument.range, "Not a type", detail)
    members = {}
    for item in argument.items:
        key = item.literal_key
        if key is None:
            raise TypeProblem(item.key.range, "Not a type", "An attribute's name is a plain name.")
        if key in members:
            detail = f'It has a type already; remove one of the two "{key}".'
            raise TypeProblem(item.key.range, f'Duplicate attribute "{key}"', detail)
        members[key] = _attribute(item.value, exact)
    return types.object_of(members)


def _attribute(node: Expression, exact: bool) -> Type:
    """The type of an attribute. Where it need not be exact it may be called optional, which changes nothing."""
    if isinstance(node, Call) and node.name == "optional" and not exact and 1 <= len(node.arguments) <= 2:
        return read_type(node.arguments[0], exact=exact)
    return read_type(node, exact=exact)
