"""The types of the language: primitive, collection and structural, as hashable terms.

A primitive type is its name; the others are tuples led by their kind: `("list", "string")`, `("tuple", ("number",))`,
`("object", (("a", "string"),))` with the attributes in order of their names. Knows nothing of values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Type = str | tuple[Any, ...]

STRING = "string"
NUMBER = "number"
BOOL = "bool"
DYNAMIC = "dynamic"
"""The type of what is not known well enough to have one: an untyped null, or the result of an unknown choice."""

PRIMITIVES = frozenset({STRING, NUMBER, BOOL})
COLLECTIONS = frozenset({"list", "set", "map"})
EMPTY_OBJECT: Type = ("object", ())
EMPTY_TUPLE: Type = ("tuple", ())


def list_of(element: Type) -> Type:
    """The type of lists of one element type."""
    return ("list", element)


def set_of(element: Type) -> Type:
    """The type of sets of one element type."""
    return ("set", element)


def map_of(element: Type) -> Type:
    """The type of maps from text to one element type."""
    return ("map", element)


def tuple_of(elements: Iterable[Type]) -> Type:
    """The type of tuples with these element types."""
    return ("tuple", tuple(elements))


def object_of(attributes: Mapping[str, Type]) -> Type:
    """The type of objects with exactly these attributes."""
    return ("object", tuple(sorted(attributes.items())))


def kind(type: Type) -> str:
    """The name of a primitive type, or the leading word of any other."""
    return type if isinstance(type, str) else str(type[0])


def inner(type: Type) -> Type:
    """The element type of a collection type."""
    element: Type = type[1]
    return element


def members(type: Type) -> tuple[Type, ...]:
    """The element types of a tuple type."""
    elements: tuple[Type, ...] = type[1]  # type: ignore[assignment]
    return elements


def attributes(type: Type) -> dict[str, Type]:
    """The attribute types of an object type."""
    return dict(type[1])  # type: ignore[arg-type]


def describe(type: Type) -> str:
    """A type in words.

    >>> describe(("list", ("map", "string")))
    'list of map of string'
    """
    if isinstance(type, str):
        return type
    return f"{type[0]} of {describe(type[1])}" if type[0] in COLLECTIONS else str(type[0])


def to_json(type: Type) -> str | list[Any]:
    """A type as JSON writes it: nested lists, objects as a mapping."""
    if isinstance(type, str):
        return type
    if type[0] == "tuple":
        return ["tuple", [to_json(element) for element in type[1]]]
    if type[0] == "object":
        return ["object", {name: to_json(element) for name, element in type[1]}]
    return [type[0], to_json(type[1])]


def from_json(given: Any) -> Type:
    """The type that JSON describes; a `ValueError` if it describes none.

    >>> from_json(["object", {"b": "bool", "a": ["list", "string"]}])
    ('object', (('a', ('list', 'string')), ('b', 'bool')))
    """
    if isinstance(given, str) and (given in PRIMITIVES or given == DYNAMIC):
        return given
    if isinstance(given, (list, tuple)) and len(given) == 2:
        word, rest = given
        if word in COLLECTIONS:
            return (word, from_json(rest))
        if word == "tuple" and isinstance(rest, (list, tuple)):
            return tuple_of(from_json(element) for element in rest)
        if word == "object" and isinstance(rest, Mapping):
            return object_of({str(name): from_json(element) for name, element in rest.items()})
    raise ValueError(f"no type of the language: {given!r}")


def has_dynamic(type: Type) -> bool:
    """Whether a type leaves some part of it open."""
    if isinstance(type, str):
        return type == DYNAMIC
    if type[0] == "tuple":
        return any(has_dynamic(element) for element in type[1])
    if type[0] == "object":
        return any(has_dynamic(element) for _, element in type[1])
    return has_dynamic(type[1])
