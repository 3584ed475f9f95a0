"""A job made ready to be compared: equal by `==` exactly where the reference finds it equal.

Three things stand between a tree and that: a service knows the namespace it is registered in, which the client's keys
do not say; in opaque maps `true` is not 1, though Python finds them equal; and numbers there are 64-bit floats.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from jobspec.diff.pairs import Tree
from jobspec.model.table import STRUCTS
from jobspec.model.write import service_namespace

_EXACT_BELOW = 2**53
"""From here on not every integer is a float of its own."""


class _Flag:
    """A boolean inside an opaque map, equal to itself only."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


_FLAGS = {True: _Flag("true"), False: _Flag("false")}


def comparable(job: Tree) -> Tree:
    """The job with only those parts made anew that need it."""
    return _struct(job, "Job", job["Namespace"] or "")


@cache
def _steps(struct: str) -> tuple[tuple[str, str, str], ...]:
    """Key, type and struct of the fields below which something has to be made anew."""
    return tuple(
        (field.json, field.type, field.struct)
        for field in STRUCTS[struct]
        if field.type == "any_map" or field.struct == "Service" or (field.struct and _steps(field.struct))
    )


def _struct(tree: Tree, struct: str, namespace: str) -> Tree:
    changed: Tree = {}
    for key, kind, inner in _steps(struct):
        value = tree[key]
        if value:
            made = _exact(value) if kind == "any_map" else _below(value, kind, inner, namespace)
            if made is not value:
                changed[key] = made
    if struct == "Service":
        changed["Namespace"] = service_namespace(tree, namespace)
    return {**tree, **changed} if changed else tree


def _below(value: Any, kind: str, struct: str, namespace: str) -> Any:
    if kind == "struct":
        return _struct(value, struct, namespace)
    if kind == "structs":
        return [_struct(item, struct, namespace) for item in value]
    return {key: _struct(item, struct, namespace) for key, item in value.items()}


def _exact(value: Any) -> Any:
    """A value of an opaque map; the same object where nothing in it needs another form."""
    kind = value.__class__
    if kind is str:
        return value
    if kind is bool:
        return _FLAGS[value]
    if kind is int:
        return value if -_EXACT_BELOW < value < _EXACT_BELOW else float(value)
    if kind is dict or kind is list:
        changed = [(key, made) for key, inner in _inside(value) if (made := _exact(inner)) is not inner]
        if changed:
            value = value.copy()
            for key, made in changed:
                value[key] = made
    return value


def _inside(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if value.__class__ is dict else enumerate(value)
