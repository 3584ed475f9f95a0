"""Functions of lists and tuples."""

from __future__ import annotations

from jobspec.hcl import types
from jobspec.hcl.convert import convert
from jobspec.hcl.equality import equals
from jobspec.hcl.functions.registry import FunctionError, Parameter, check_size, function, whole
from jobspec.hcl.numbers import Number
from jobspec.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, Type, kind, list_of
from jobspec.hcl.unification import unify
from jobspec.hcl.values import (
    DYNAMIC_UNKNOWN,
    FALSE,
    TRUE,
    UNKNOWN,
    Value,
    list_value,
    number,
    tuple_value,
    unknown,
)

_LIST = Parameter("list", list_of(DYNAMIC))
_SEQUENCES = ("list", "tuple")
_MOST_STEPS = 1024
"""As many numbers as `range` makes."""


def _chunks_type(list: Value, size: Value) -> Type:
    return list_of(list.term)


@function(
    *("chunklist", _LIST, Parameter("size", NUMBER)),
    returns=_chunks_type,
    examples=[('chunklist(["a", "b", "c"], 2)', '[["a","b"],["c"]]')],
)
def chunklist(list: Value, size: Value) -> Value:
    """The list cut into lists of a size; into one if the size is 0."""
    step = whole(size, "size")
    if step < 0:
        raise FunctionError("the size must not be negative", 1)
    items = list.raw
    step = step or max(len(items), 1)
    element = types.inner(list.term)
    return list_value(list.term, (list_value(element, items[at : at + step]) for at in range(0, len(items), step)))


def _coalesce_type(*values: Value) -> Type:
    if not values:
        raise FunctionError("at least one argument is required")
    found = unify([value.term for value in values if value.raw is not None or value.term != DYNAMIC] or [DYNAMIC])
    if found is None:
        raise FunctionError("all arguments must have one type")
    return found


@function(
    "coalesce",
    variadic=Parameter("vals", DYNAMIC, null=True, unknown=True, untyped=True),
    returns=_coalesce_type,
    examples=[('coalesce(null, "b")', '"b"'), ('coalesce(true, "x")', '"true"')],
)
def coalesce(*values: Value) -> Value:
    """The first argument that is not null, as the type that all have in common."""
    wanted = _coalesce_type(*values)
    for value in values:
        if value.raw is UNKNOWN:
            return unknown(wanted)
        if value.raw is not None:
            return convert(value, wanted)
    raise FunctionError("all arguments are null")


def _coalescelist_type(*lists: Value) -> Type:
    if not lists:
        raise FunctionError("at least one argument is required")
    for one in lists:
        if one.raw is UNKNOWN:
            return DYNAMIC
        if kind(one.term) not in _SEQUENCES:
            raise FunctionError("all arguments must be lists or tuples")
    if all(one.term == lists[0].term for one in lists):
        return lists[0].term
    return DYNAMIC


@function(
    "coalescelist",
    variadic=Parameter("vals", DYNAMIC, null=True, unknown=True, untyped=True),
    returns=_coalescelist_type,
    examples=[('coalescelist([], ["b"])', '["b"]')],
)
def coalescelist(*lists: Value) -> Value:
    """The first list that is not empty."""
    _coalescelist_type(*lists)
    for one in lists:
        if one.raw is UNKNOWN:
            return DYNAMIC_UNKNOWN
        if one.raw:
            return one
    raise FunctionError("all lists are empty")


@function(
    *("compact", Parameter("list", list_of(STRING))),
    returns=list_of(STRING),
    examples=[('compact(["a", "", null, "b"])', '["a","b"]')],
)
def compact(list: Value) -> Value:
    """The texts of a list that are not empty."""
    if not list.is_known:
        return unknown(list_of(STRING))
    return list_value(STRING, (item for item in list.raw if item.raw))


def _concat_type(*seqs: Value) -> Type:
    if not seqs:
        raise FunctionError("at least one argument is required")
    for index, one in enumerate(seqs):
        if kind(one.term) not in _SEQUENCES and one.term != DYNAMIC:
            raise FunctionError(f"all arguments must be lists or tuples, not {types.describe(one.term)}", index)
    if all(kind(one.term) == "list" for one in seqs):
        common = unify([one.term for one in seqs])
        if common is not None:
            return common
    parts: list[Type] = []
    for one in seqs:
        if kind(one.term) == "tuple":
            parts.extend(types.members(one.term))
        elif one.raw is UNKNOWN or one.raw is None:
            return DYNAMIC
        else:
            parts.extend(item.term for item in one.raw)
    return types.tuple_of(parts)


@function(
    "concat", variadic=Parameter("seqs", DYNAMIC), returns=_concat_type, examples=[('concat([1], ["a"])', '[1,"a"]')]
)
def concat(*seqs: Value) -> Value:
    """All lists or tuples one after the other."""
    wanted = _concat_type(*seqs)
    check_size(sum(len(one.raw) for one in seqs), "the list")
    if kind(wanted) == "list":
        return list_value(types.inner(wanted), (item for one in seqs for item in convert(one, wanted).raw))
    return tuple_value(item for one in seqs for item in one.raw)


@function(
    *("contains", Parameter("list", DYNAMIC), Parameter("value", DYNAMIC, null=True)),
    returns=BOOL,
    examples=[('contains(["a", "b"], "a")', "true")],
)
def contains(list: Value, value: Value) -> Value:
    """Whether a list, tuple or set has an element equal to a value."""
    if kind(list.term) not in ("list", "tuple", "set"):
        raise FunctionError("the first argument must be a list, a tuple or a set")
    doubtful = False
    for item in list.raw:
        equal = equals(value, item)
        if equal.raw is UNKNOWN:
            doubtful = True
        elif equal.raw:
            return TRUE
    return unknown(BOOL) if doubtful else FALSE


def _list_itself(list: Value, *_: Value) -> Type:
    return list.term


@function("distinct", _LIST, returns=_list_itself, examples=[("distinct([1, 2, 1])", "[1,2]")])
def distinct(list: Value) -> Value:
    """The list with each element once, in order of first appearance."""
    if not list.is_known:
        return unknown(list.term)
    return Value(list.term, tuple(dict.fromkeys(list.raw)))


def _element_type(list: Value, index: Value) -> Type:
    shape = kind(list.term)
    if shape == "list":
        return types.inner(list.term)
    if shape != "tuple":
        raise FunctionError(f"{types.describe(list.term)} has no elements to take")
    if index.raw is UNKNOWN or not types.members(list.term):
        return DYNAMIC
    elements = types.members(list.term)
    return elements[whole(index, "index") % len(elements)]


@function(
    *("element", Parameter("list", DYNAMIC), Parameter("index", NUMBER)),
    returns=_element_type,
    examples=[('element(["a", "b", "c"], 7)', '"b"')],
)
def element(list: Value, index: Value) -> Value:
    """The element at an index, counted round and round; from the end if it is negative."""
    _element_type(list, index)
    at = whole(index, "index")
    if not list.raw:
        raise FunctionError("an empty list has no elements to take")
    item: Value = list.raw[at % len(list.raw)]
    return item


def _flatten_type(list: Value) -> Type:
    if list.is_known and kind(list.term) not in ("list", "set", "tuple"):
        raise FunctionError("only lists, sets and tuples can be flattened")
    return DYNAMIC


@function("flatten", Parameter("list", DYNAMIC), returns=DYNAMIC, examples=[("flatten([1, [2, [3]]])", "[1,2,3]")])
def flatten(list: Value) -> Value:
    """A tuple of all elements, those of inner sequences in their place."""
    _flatten_type(list)
    waiting = [*list.parts()][::-1]
    found = []
    while waiting:
        one = waiting.pop()
        if one.raw is UNKNOWN and (one.term == DYNAMIC or kind(one.term) in ("list", "set", "tuple")):
            return DYNAMIC_UNKNOWN
        if isinstance(one.raw, tuple):
            waiting.extend(reversed(one.raw))
        else:
            found.append(one)
    return tuple_value(found)


def _length_type(collection: Value) -> Type:
    if kind(collection.term) not in ("list", "set", "map", "tuple") and collection.term != DYNAMIC:
        raise FunctionError("a list, a map, a set or a tuple is required; strlen counts the characters of a text")
    return NUMBER


@function(
    *("length", Parameter("collection", DYNAMIC, untyped=True)),
    returns=_length_type,
    examples=[("length([1, 2])", "2")],
)
def length(collection: Value) -> Value:
    """The number of elements of a list, map, set or tuple."""
    _length_type(collection)
    return number(len(collection.raw))


@function(
    "range",
    variadic=Parameter("params", NUMBER),
    returns=list_of(NUMBER),
    examples=[("range(3)", "[0,1,2]"), ("range(1, 8, 2)", "[1,3,5,7]")],
)
def range_(*params: Value) -> Value:
    """Numbers from a start (0) up or down to an end, not included, by a step (1 or -1)."""
    if not 1 <= len(params) <= 3:
        raise FunctionError("one to three arguments are required: an end, or a start and an end, and a step")
    start: Number = params[0].raw if len(params) > 1 else Number(0, 0, 64)
    end: Number = params[min(len(params) - 1, 1)].raw
    step: Number = params[2].raw if len(params) == 3 else Number(-1 if end < start else 1, 0, 64)
    down = step.sign < 0
    if down and end > start:
        raise FunctionError("the end must be below the start for a negative step", 1)
    if not down and end < start:
        raise FunctionError("the end must be above the start for a positive step", 1)
    found: list[Value] = []
    at = start
    while (at > end) if down else (at < end):
        if len(found) >= _MOST_STEPS:
            raise FunctionError(f"there would be more than {_MOST_STEPS} values")
        found.append(number(at))
        at = at + step
    return list_value(NUMBER, found)


def _bounds(list: Value, start: Value, end: Value) -> tuple[int, int]:
    first, last = whole(start), whole(end)
    if first < 0:
        raise FunctionError("the start must not be negative", 1)
    if last < 0:
        raise FunctionError("the end must not be negative", 2)
    if first > last:
        raise FunctionError("the start must not be behind the end", 1)
    if kind(list.term) == "list" and list.raw is UNKNOWN:
        return first, last
    size = len(types.members(list.term)) if kind(list.term) == "tuple" else len(list.raw)
    if last > size:
        raise FunctionError(f"the end must not be behind the list's length of {size}", 2)
    return first, last


def _slice_type(list: Value, start: Value, end: Value) -> Type:
    if kind(list.term) not in _SEQUENCES:
        raise FunctionError("a list or a tuple is required", 0)
    if start.raw is UNKNOWN or end.raw is UNKNOWN:
        return list.term if kind(list.term) == "list" else DYNAMIC
    first, last = _bounds(list, start, end)
    return list.term if kind(list.term) == "list" else types.tuple_of(types.members(list.term)[first:last])


@function(
    *("slice", Parameter("list", DYNAMIC), Parameter("start_index", NUMBER), Parameter("end_index", NUMBER)),
    returns=_slice_type,
    examples=[('slice(["a", "b", "c"], 0, 2)', '["a","b"]')],
)
def slice_(list: Value, start: Value, end: Value) -> Value:
    """The elements from a start up to, not including, an end."""
    wanted = _slice_type(list, start, end)
    first, last = _bounds(list, start, end)
    return Value(wanted, list.raw[first:last])
