"""Functions of sets."""

from __future__ import annotations

from itertools import product
from math import prod

from jobspec.hcl import types
from jobspec.hcl.convert import convert
from jobspec.hcl.functions.registry import FunctionError, Parameter, check_size, function
from jobspec.hcl.types import DYNAMIC, Type, kind, list_of, set_of
from jobspec.hcl.unification import unify
from jobspec.hcl.values import UNKNOWN, Value, list_value, set_value, tuple_value, unknown

_FIRST = Parameter("first_set", set_of(DYNAMIC), untyped=True)
_OTHERS = Parameter("other_sets", set_of(DYNAMIC), untyped=True)


def _common_type(*sets: Value) -> Type:
    terms = [types.inner(one.term) for one in sets if not _is_untyped_empty(one)]
    common = unify(terms) if terms else DYNAMIC
    if common is None:
        raise FunctionError("all sets must have one element type")
    return set_of(common)


def _is_untyped_empty(one: Value) -> bool:
    """Whether a set says nothing of its elements, as an empty literal does not."""
    return one.raw == () and types.inner(one.term) == DYNAMIC


@function(
    *("setunion", _FIRST), variadic=_OTHERS, returns=_common_type, examples=[('setunion(["b"], ["a"])', '["a","b"]')]
)
def setunion(*sets: Value) -> Value:
    """All elements that are in any of the sets."""
    wanted = _common_type(*sets)
    return set_value(types.inner(wanted), (item for one in sets for item in convert(one, wanted).raw))


@function(
    *("setintersection", _FIRST),
    variadic=_OTHERS,
    returns=_common_type,
    examples=[('setintersection(["a", "b"], ["b", "c"])', '["b"]')],
)
def setintersection(*sets: Value) -> Value:
    """All elements that are in every one of the sets."""
    wanted = _common_type(*sets)
    first, *others = [convert(one, wanted).raw for one in sets]
    members = [frozenset(other) for other in others]
    return set_value(types.inner(wanted), (item for item in first if all(item in other for other in members)))


def _element(one: Value, index: int) -> Type:
    if kind(one.term) in ("list", "set"):
        return types.inner(one.term)
    if kind(one.term) != "tuple":
        raise FunctionError("a set or a list is required", index)
    elements = types.members(one.term)
    common = unify(elements) if elements else DYNAMIC
    if common is None:
        raise FunctionError("all elements must have one type", index)
    return common


def _product_type(*sets: Value) -> Type:
    if len(sets) < 2:
        raise FunctionError("at least two arguments are required")
    row = types.tuple_of(_element(one, index) for index, one in enumerate(sets))
    return set_of(row) if any(kind(one.term) == "set" for one in sets) else list_of(row)


@function(
    "setproduct",
    variadic=Parameter("sets", DYNAMIC),
    returns=_product_type,
    examples=[('setproduct(["a", "b"], [1])', '[["a",1],["b",1]]')],
)
def setproduct(*sets: Value) -> Value:
    """All combinations of one element of each argument."""
    wanted = _product_type(*sets)
    check_size(prod(len(one.raw) for one in sets) * len(sets) * 64, "the product")
    row = types.members(types.inner(wanted))
    columns = [[convert(item, element) for item in one.raw] for one, element in zip(sets, row)]
    combined = [tuple_value(items) for items in product(*columns)]
    if any(one.raw is UNKNOWN for one in sets):
        return unknown(wanted)
    inner = types.inner(wanted)
    return set_value(inner, combined) if kind(wanted) == "set" else list_value(inner, combined)
