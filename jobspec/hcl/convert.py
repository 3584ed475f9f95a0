"""Conversion of values between types, and the one type that several unify to.

A conversion is *safe* if every value of the type has it (number to string); unification of conditionals and functions
also takes the unsafe ones (string to number), which may fail on a value. Numbers never become bools.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from jobspec.hcl import types
from jobspec.hcl.numbers import parse, plain
from jobspec.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, Type
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
        return Value(_filled(source, target), value.raw)
    if isinstance(target, str):
        return _to_primitive(value, source, target)
    return _TO[str(target[0])](value, target)


def _to_primitive(value: Value, source: Type, target: str) -> Value:
    if target == STRING and source == NUMBER:
        return Value(STRING, plain(value.raw))
    if target == STRING and source == BOOL:
        return Value(STRING, "true" if value.raw else "false")
    if target == NUMBER and source == STRING:
        number = parse(value.raw)
        if number is None:
            raise ConversionError("a number is required")
        return Value(NUMBER, number)
    if target == BOOL and source == STRING:
        if value.raw not in _BOOLS:
            raise ConversionError("a bool is required")
        return truth(_BOOLS[value.raw])
    raise ConversionError(mismatch(source, target))


def _each(items: Sequence[Value], element: Type) -> list[Value]:
    return [_at(index, item, element) for index, item in enumerate(items)]


def _element_type(value: Value, target: Type) -> Type:
    """The wanted element type; if that is left open, what the elements have in common."""
    element = types.inner(target)
    if not types.has_dynamic(element):
        return element
    if types.kind(value.term) in types.COLLECTIONS and element == DYNAMIC:
        return types.inner(value.term)
    terms = [_result_type(item.term, element) for item in value.parts()]
    found = unify(terms) if terms else element
    if found is None:
        raise ConversionError("all elements must have the same type")
    return found


def _result_type(source: Type, target: Type) -> Type:
    return source if target == DYNAMIC else _filled(source, target)


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
    wanted = "any single type" if target == DYNAMIC else types.describe(target)
    return f"{wanted} required, but have {types.describe(source)}"


def convertible(source: Type, target: Type, *, unsafe: bool) -> bool:
    """Whether values of a type convert to another: all of them, or with `unsafe` some."""
    if source == target or target == DYNAMIC:
        return True
    if source == DYNAMIC:
        return unsafe
    if isinstance(target, str):
        if not isinstance(source, str):
            return False
        return target == STRING if source != STRING else unsafe and target in (NUMBER, BOOL)
    if isinstance(source, str):
        return False
    return _structures_convert(source, target, unsafe)


def _structures_convert(source: Type, target: Type, unsafe: bool) -> bool:
    come, go = str(source[0]), str(target[0])
    if go == "tuple":
        ours, theirs = types.members(target), types.members(source) if come == "tuple" else ()
        return come == "tuple" and len(ours) == len(theirs) and _all(zip(theirs, ours), unsafe)
    if go == "object":
        wanted = types.attributes(target)
        if come == "map":
            return unsafe and _all(((types.inner(source), term) for term in wanted.values()), unsafe)
        if come != "object":
            return False
        given = types.attributes(source)
        return wanted.keys() <= given.keys() and _all(((given[name], term) for name, term in wanted.items()), unsafe)
    element = types.inner(target)
    if go == "map":
        if come not in ("map", "object"):
            return False
    elif come not in ("list", "set", "tuple") or (go == "set" and come != "set" and not unsafe):
        return False
    if come in types.COLLECTIONS:
        return convertible(types.inner(source), element, unsafe=unsafe)
    parts = list(types.members(source)) if come == "tuple" else list(types.attributes(source).values())
    if element == DYNAMIC:
        return not parts or unify(parts, unsafe=unsafe) is not None
    return _all(((part, element) for part in parts), unsafe)


def _all(pairs: Iterable[tuple[Type, Type]], unsafe: bool) -> bool:
    return all(convertible(come, go, unsafe=unsafe) for come, go in pairs)


def _filled(source: Type, target: Type) -> Type:
    """The target type with what it leaves open taken from the source."""
    if target == DYNAMIC:
        return source
    if isinstance(target, str) or not types.has_dynamic(target) or isinstance(source, str):
        return target
    come, go = source[0], target[0]
    if go in types.COLLECTIONS:
        if come in types.COLLECTIONS:
            return (go, _filled(types.inner(source), types.inner(target)))
        parts = types.members(source) if come == "tuple" else tuple(types.attributes(source).values())
        common = unify([_filled(part, types.inner(target)) for part in parts]) if parts else None
        return (go, common) if common is not None else target
    if go == "tuple" and come == "tuple":
        return types.tuple_of(_filled(one, other) for one, other in zip(types.members(source), types.members(target)))
    if go == "object" and come == "object":
        given = types.attributes(source)
        wanted = types.attributes(target)
        return types.object_of({name: _filled(given.get(name, term), term) for name, term in wanted.items()})
    return target


def unify(terms: Sequence[Type], *, unsafe: bool = True) -> Type | None:
    """The one type that values of all these types convert to, or None.

    >>> unify(["number", "string"])
    'string'
    """
    first = terms[0]
    if all(term == first for term in terms):
        return first
    kinds = {types.kind(term) for term in terms if term != DYNAMIC}
    if not kinds:
        return DYNAMIC
    open_ended = DYNAMIC in terms
    if len(kinds) == 1 and (only := next(iter(kinds))) not in types.PRIMITIVES:
        if open_ended:
            return DYNAMIC
        return _unify_alike(only, terms, unsafe)
    if kinds == {"map", "object"} or kinds == {"list", "tuple"}:
        found = _unify_with_literals(kinds, terms, unsafe)
        if found is not None:
            return found
    if "object" in kinds and "tuple" in kinds:
        return None
    return _most_general(terms, unsafe)


def _unify_alike(only: str, terms: Sequence[Type], unsafe: bool) -> Type | None:
    if only in types.COLLECTIONS:
        element = unify([types.inner(term) for term in terms], unsafe=unsafe)
        return None if element is None else (only, element)
    if only == "tuple":
        return _unify_tuples(terms, unsafe)
    return _unify_objects(terms, unsafe)


def _unify_tuples(terms: Sequence[Type], unsafe: bool) -> Type | None:
    rows = [types.members(term) for term in terms]
    if len({len(row) for row in rows}) == 1:
        columns = [unify(column, unsafe=unsafe) for column in zip(*rows)]
        if None not in columns:
            return types.tuple_of(column for column in columns if column is not None)
    return _as_collection("list", [part for row in rows for part in row], unsafe)


def _unify_objects(terms: Sequence[Type], unsafe: bool) -> Type | None:
    rows = [types.attributes(term) for term in terms]
    if len({frozenset(row) for row in rows}) == 1:
        columns = {name: unify([row[name] for row in rows], unsafe=unsafe) for name in rows[0]}
        if None not in columns.values():
            return types.object_of({name: column for name, column in columns.items() if column is not None})
    return _as_collection("map", [part for row in rows for part in row.values()], unsafe)


def _as_collection(collection: str, parts: Sequence[Type], unsafe: bool) -> Type | None:
    element = unify(parts, unsafe=unsafe) if parts else DYNAMIC
    if element == DYNAMIC and not all(map(types.has_dynamic, parts)):
        # Elements that have nothing in common but an untyped null among them make no collection.
        return None
    return None if element is None else (collection, element)


def _unify_with_literals(kinds: set[str], terms: Sequence[Type], unsafe: bool) -> Type | None:
    """Maps among objects, or lists among tuples: the literals are read as collections first."""
    literal, collection = ("object", "map") if "map" in kinds else ("tuple", "list")
    literals = [term for term in terms if types.kind(term) == literal]
    if literal == "object":
        parts = [part for term in literals for part in types.attributes(term).values()]
    else:
        parts = [part for term in literals for part in types.members(term)]
    gathered = _as_collection(collection, parts, unsafe)
    if gathered is None:
        return None
    return unify([*(term for term in terms if types.kind(term) != literal), gathered], unsafe=unsafe)


def _most_general(terms: Sequence[Type], unsafe: bool) -> Type | None:
    """The first of the types, the more general before the others, that all convert to."""
    for candidate in sorted(terms, key=_generality):
        if all(convertible(term, candidate, unsafe=unsafe) for term in terms):
            return candidate
    return None


def _generality(term: Type) -> int:
    order = {STRING: 0, "list": 1, "set": 2, "map": 1, "object": 3, "tuple": 3, DYNAMIC: 9}
    return order.get(types.kind(term), 1)


use_conversion(convert)
