"""Functions of maps and objects, and element access."""

from __future__ import annotations

from jobspec.hcl import types
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.functions.registry import FunctionError, Parameter, function, whole
from jobspec.hcl.types import DYNAMIC, NUMBER, STRING, Type, describe, kind, list_of
from jobspec.hcl.values import (
    DYNAMIC_UNKNOWN,
    UNKNOWN,
    Value,
    list_value,
    map_value,
    object_value,
    text,
    tuple_value,
    unknown,
)

_MAPS = ("map", "object")
_MAP = Parameter("inputMap", DYNAMIC)


def _index_type(collection: Value, key: Value) -> Type:
    shape = kind(collection.term)
    if shape == "tuple" or shape == "object":
        return _member_type(collection.term, shape, key)
    if shape == "list" and key.term not in (NUMBER, DYNAMIC):
        raise FunctionError("the key of a list must be a number")
    if shape == "map" and key.term not in (STRING, DYNAMIC):
        raise FunctionError("the key of a map must be a string")
    if shape in ("list", "map"):
        return types.inner(collection.term)
    raise FunctionError(f"{describe(collection.term)} cannot be indexed")


def _member_type(term: Type, shape: str, key: Value) -> Type:
    wanted = NUMBER if shape == "tuple" else STRING
    if key.term not in (wanted, DYNAMIC):
        raise FunctionError(f"the key of a {shape} must be a {wanted}")
    if key.raw is UNKNOWN:
        return DYNAMIC
    if shape == "object":
        members = types.attributes(term)
        if key.raw not in members:
            raise FunctionError(f'there is no attribute "{key.raw}"')
        return members[key.raw]
    elements = types.members(term)
    at = whole(key, "key")
    if not 0 <= at < len(elements):
        raise FunctionError(f"the key must be from 0 up to, not including, {len(elements)}")
    return elements[at]


@function(
    *("index", Parameter("collection", DYNAMIC), Parameter("key", DYNAMIC)),
    returns=_index_type,
    examples=[('index(["a", "b"], 1)', '"b"')],
)
def index(collection: Value, key: Value) -> Value:
    """The element at a key, as `collection[key]`."""
    _index_type(collection, key)
    if isinstance(collection.raw, dict):
        if key.raw not in collection.raw:
            raise FunctionError(f'there is no element "{key.raw}"')
        found: Value = collection.raw[key.raw]
        return found
    at = whole(key, "key")
    if not 0 <= at < len(collection.raw):
        raise FunctionError("the index is outside of the list")
    item: Value = collection.raw[at]
    return item


def _keys_type(map: Value) -> Type:
    shape = kind(map.term)
    if shape == "map":
        return list_of(STRING)
    if shape == "object":
        return types.tuple_of(STRING for _ in types.attributes(map.term))
    if map.term == DYNAMIC:
        return DYNAMIC
    raise FunctionError("a map or an object is required", 0)


@function(
    *("keys", Parameter("inputMap", DYNAMIC, unknown=True, untyped=True)),
    returns=_keys_type,
    examples=[("keys({ b = 1, a = 2 })", '["a","b"]')],
)
def keys(map: Value) -> Value:
    """The keys in their order."""
    wanted = _keys_type(map)
    if kind(map.term) == "object":
        return tuple_value(text(name) for name in types.attributes(map.term))
    if map.raw is UNKNOWN:
        return unknown(wanted)
    return list_value(STRING, (text(name) for name in map.raw))


def _values_type(map: Value) -> Type:
    shape = kind(map.term)
    if shape == "map":
        return list_of(types.inner(map.term))
    if shape == "object":
        return types.tuple_of(types.attributes(map.term).values())
    raise FunctionError("a map or an object is required")


@function(
    *("values", Parameter("mapping", DYNAMIC)),
    returns=_values_type,
    examples=[("values({ b = 1, a = 2 })", "[2,1]")],
)
def values(map: Value) -> Value:
    """The values in the order of their keys."""
    return Value(_values_type(map), tuple(map.raw.values()))


def _lookup_type(map: Value, key: Value, default: Value) -> Type:
    shape = kind(map.term)
    if shape == "map":
        element = types.inner(map.term)
        if not _converts(default, element):
            raise FunctionError(f"the default must be {describe(element)}, as the map's values are", 2)
        return element
    if shape != "object":
        raise FunctionError("a map or an object is required", 0)
    if key.raw is UNKNOWN:
        return DYNAMIC
    return types.attributes(map.term).get(key.raw, default.term)


def _converts(value: Value, term: Type) -> bool:
    try:
        convert(value, term)
    except ConversionError:
        return False
    return True


@function(
    *("lookup", _MAP, Parameter("key", STRING), Parameter("default", DYNAMIC)),
    returns=_lookup_type,
    examples=[('lookup({ a = 1 }, "b", 5)', "5")],
)
def lookup(map: Value, key: Value, default: Value) -> Value:
    """The value at a key, or a default if there is none."""
    _lookup_type(map, key, default)
    if key.raw in map.raw:
        found: Value = map.raw[key.raw]
        return found
    return convert(default, types.inner(map.term)) if kind(map.term) == "map" else default


def _merge_type(*maps: Value) -> Type:
    if not maps:
        return types.EMPTY_OBJECT
    for one in maps:
        if kind(one.term) not in _MAPS and one.term != DYNAMIC:
            raise FunctionError(f"all arguments must be maps or objects, not {describe(one.term)}")
    first = maps[0].term
    if all(one.term == first for one in maps) and first != DYNAMIC:
        return first
    merged: dict[str, Type] = {}
    for one in maps:
        if one.raw is UNKNOWN:
            return DYNAMIC
        if kind(one.term) == "object":
            merged.update(types.attributes(one.term))
        elif one.raw is not None:
            merged.update({name: item.term for name, item in one.raw.items()})
    return types.object_of(merged)


@function(
    "merge",
    variadic=Parameter("maps", DYNAMIC, null=True, untyped=True),
    returns=_merge_type,
    examples=[("merge({ a = 1 }, { b = 2 })", '{"a":1,"b":2}')],
)
def merge(*maps: Value) -> Value:
    """All maps or objects in one; of equal keys the last one's value."""
    wanted = _merge_type(*maps)
    merged: dict[str, Value] = {}
    for one in maps:
        if one.raw is not None:
            merged.update(one.raw)
    if kind(wanted) == "map":
        return map_value(types.inner(wanted), merged)
    return object_value(merged)


def _zipmap_type(keys: Value, values: Value) -> Type:
    shape = kind(values.term)
    if shape == "list":
        return types.map_of(types.inner(values.term))
    if shape != "tuple":
        raise FunctionError("the values must be a list or a tuple")
    elements = types.members(values.term)
    if not keys.is_known:
        return DYNAMIC
    if len(keys.raw) != len(elements):
        raise FunctionError(f"there are {len(keys.raw)} keys but {len(elements)} values")
    return types.object_of({key.raw: element for key, element in zip(keys.raw, elements)})


@function(
    *("zipmap", Parameter("keys", list_of(STRING)), Parameter("values", DYNAMIC)),
    returns=_zipmap_type,
    examples=[('zipmap(["a", "b"], [1, 2])', '{"a":1,"b":2}')],
)
def zipmap(keys: Value, values: Value) -> Value:
    """A map from keys to values."""
    if any(key.raw is None for key in keys.raw):
        raise FunctionError("a key is null", 0)
    wanted = _zipmap_type(keys, values)
    if not keys.is_known:
        return DYNAMIC_UNKNOWN if wanted == DYNAMIC else unknown(wanted)
    if len(keys.raw) != len(values.raw):
        raise FunctionError(f"there are {len(keys.raw)} keys but {len(values.raw)} values")
    pairs = {key.raw: item for key, item in zip(keys.raw, values.raw)}
    return map_value(types.inner(wanted), pairs) if kind(wanted) == "map" else object_value(pairs)
