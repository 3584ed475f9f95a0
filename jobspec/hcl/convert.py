"""Conversion of values between types. What cannot be said of a type alone is found out with its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jobspec.hcl import types
from jobspec.hcl.numbers import infinity, parse, plain
from jobspec.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, Type
from jobspec.hcl.unification import convertible, filled, unify
from jobspec.hcl.values import (
    UNKNOWN,
    Value,
    list_value,
    map_value,
    object_value,
    set_value,
    truth,
    tuple_value,
    use_conversion,
)

_INFINITIES = ("Inf", "inf")
_BOOLS = {"true": True, "1": True, "false": False, "0": False}


class ConversionError(ValueError):
    """A value does not convert; the message says what is wanted."""


def convert(value: Value, target: Type) -> Value:
    """The value in another type; a `ConversionError` if it has none there.

    >>> convert(Value.from_python(["1", 2]), ("list", "number")).to_json()
    '[1,2]'
    """
    source = value._term
    if source == target and source is not None:
        return value
    if target == DYNAMIC:
        return value
    source = value.term
    if source == target:
        return value
    if value.raw is UNKNOWN or value.raw is None:
        if not convertible(source, target, unsafe=True):
            raise ConversionError(mismatch(source, target))
        return Value(filled(source, target), value.raw)
    if isinstance(target, str):
        return _to_primitive(value, source, target)
    return _TO[str(target[0])](value, target)


def _to_primitive(value: Value, source: Type, target: str) -> Value:
    if target == STRING and source == NUMBER:
        return Value(STRING, plain(value.raw))
    if target == STRING and source == BOOL:
        return Value(STRING, "true" if value.raw else "false")
    if target == NUMBER and source == STRING:
        number = infinity(value.raw[0] == "-") if value.raw.lstrip("+-") in _INFINITIES else parse(value.raw)
        if number is None:
            raise ConversionError(f"a number is required, not {_shown(value.raw)}")
        return Value(NUMBER, number)
    if target == BOOL and source == STRING:
        if value.raw not in _BOOLS:
            raise ConversionError(f"true or false is required, not {_shown(value.raw)}")
        return truth(_BOOLS[value.raw])
    raise ConversionError(mismatch(source, target))


def _each(items: Sequence[Value], element: Type) -> list[Value]:
    return [_at(index, item, element) for index, item in enumerate(items)]


def _element_type(value: Value, target: Type) -> Type:
    """The wanted element type; if that is left open, what the elements have in common."""
    element = types.inner(target)
    if not value.raw and types.kind(value.term) in types.COLLECTIONS:
        # No element is there to be asked, but its type is.
        if not convertible(value.term, target, unsafe=True):
            raise ConversionError(mismatch(value.term, target))
    if not types.has_dynamic(element):
        return element
    if types.kind(value.term) in types.COLLECTIONS and element == DYNAMIC:
        return types.inner(value.term)
    terms = [_result_type(item.term, element) for item in value.parts()]
    found = unify(terms) if terms else element
    typed = {term for term in terms if term != DYNAMIC}
    if found == DYNAMIC and typed:
        # Untyped nulls among others make no list; in a map they take the type of the others.
        found = typed.pop() if len(typed) == 1 and types.kind(target) == "map" else None
    if found is None:
        raise ConversionError("all elements must have the same type")
    return found


def _result_type(source: Type, target: Type) -> Type:
    return source if target == DYNAMIC else filled(source, target)


def _to_list(value: Value, target: Type) -> Value:
    if not isinstance(value.raw, tuple):
        raise ConversionError(mismatch(value.term, target))
    element = _element_type(value, target)
    return list_value(element, _each(value.raw, element))


def _to_set(value: Value, target: Type) -> Value:
    if not isinstance(value.raw, tuple):
        raise ConversionError(mismatch(value.term, target))
    element = _element_type(value, target)
    return set_value(element, _each(value.raw, element))


def _to_map(value: Value, target: Type) -> Value:
    if not isinstance(value.raw, dict):
        raise ConversionError(mismatch(value.term, target))
    element = _element_type(value, target)
    converted = {}
    for name, item in value.raw.items():
        try:
            converted[name] = convert(item, element)
        except ConversionError as error:
            raise ConversionError(f'element "{name}": {error}') from None
    return map_value(element, converted)


def _to_object(value: Value, target: Type) -> Value:
    wanted = types.attributes(target)
    if not isinstance(value.raw, dict):
        raise ConversionError(mismatch(value.term, target))
    missing = [name for name in wanted if name not in value.raw]
    if missing:
        quoted = ", ".join(f'"{name}"' for name in missing)
        raise ConversionError(f"attribute{'s'[: len(missing) > 1]} {quoted} required")
    converted = {}
    for name, term in wanted.items():
        try:
            converted[name] = convert(value.raw[name], term)
        except ConversionError as error:
            raise ConversionError(f'attribute "{name}": {error}') from None
    return object_value(converted)


def _to_tuple(value: Value, target: Type) -> Value:
    wanted = types.members(target)
    if types.kind(value.term) != "tuple":
        raise ConversionError(mismatch(value.term, target))
    if len(wanted) != len(value.raw):
        raise ConversionError(f"a tuple of {len(wanted)} elements is required, but this one has {len(value.raw)}")
    return tuple_value(_at(index, item, term) for index, (item, term) in enumerate(zip(value.raw, wanted)))


def _at(index: int, item: Value, term: Type) -> Value:
    try:
        return convert(item, term)
    except ConversionError as error:
        raise ConversionError(f"element {index}: {error}") from None


_TO: dict[str, Callable[[Value, Type], Value]] = {
    "list": _to_list,
    "set": _to_set,
    "map": _to_map,
    "object": _to_object,
    "tuple": _to_tuple,
}


def mismatch(source: Type, target: Type) -> str:
    """Why a type does not convert to another."""
    wanted = "any single type" if target == DYNAMIC else _with_article(types.describe(target))
    return f"{wanted} is required, but this is {_with_article(types.describe(source))}"


def _with_article(term: str) -> str:
    return f"{'an' if term.startswith(('o', 'a')) else 'a'} {term}"


def _shown(content: str) -> str:
    return f'"{content}"' if len(content) <= _MOST_SHOWN else f'"{content[:_MOST_SHOWN]}…"'


_MOST_SHOWN = 40


use_conversion(convert)
