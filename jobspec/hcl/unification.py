"""Which types convert to which, and the one type that several unify to. Knows nothing of values.

A conversion is *safe* if every value of the type has it (number to string); unification of conditionals and functions
also takes the unsafe ones (string to number), which may fail on a value. Numbers never become bools.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jobspec.hcl import types
from jobspec.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, Type


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
    if go == "map":
        if come not in ("map", "object"):
            return False
    elif come not in ("list", "set", "tuple") or (go == "set" and come == "list" and not unsafe):
        return False
    if come in types.COLLECTIONS:
        return convertible(types.inner(source), types.inner(target), unsafe=unsafe)
    return _literal_converts(come, _parts(source), types.inner(target), unsafe)


def _literal_converts(come: str, parts: Sequence[Type], element: Type, unsafe: bool) -> bool:
    """Whether the members of a tuple or object type all convert to one type; if that is open, to what they share."""
    if element == DYNAMIC and parts:
        common = unify(parts, unsafe=unsafe)
        if common is None or (common == DYNAMIC and come == "tuple" and any(part != DYNAMIC for part in parts)):
            return False
        element = common
    return _all(((part, element) for part in parts), unsafe)


def _parts(term: Type) -> list[Type]:
    """The types of the members of a tuple or object type."""
    return list(types.members(term)) if types.kind(term) == "tuple" else list(types.attributes(term).values())


def _all(pairs: Iterable[tuple[Type, Type]], unsafe: bool) -> bool:
    return all(convertible(come, go, unsafe=unsafe) for come, go in pairs)


def filled(source: Type, target: Type) -> Type:
    """The target type with what it leaves open taken from the source."""
    if target == DYNAMIC:
        return source
    if isinstance(target, str) or not types.has_dynamic(target) or isinstance(source, str):
        return target
    come, go = source[0], target[0]
    if go in types.COLLECTIONS:
        if come in types.COLLECTIONS:
            return (go, filled(types.inner(source), types.inner(target)))
        common = unify([filled(part, types.inner(target)) for part in _parts(source)])
        return (go, common) if common is not None else target
    if go == "tuple" and come == "tuple":
        return types.tuple_of(filled(one, other) for one, other in zip(types.members(source), types.members(target)))
    if go == "object" and come == "map":
        inner = types.inner(source)
        return types.object_of({name: filled(inner, term) for name, term in types.attributes(target).items()})
    if go == "object" and come == "object":
        given = types.attributes(source)
        wanted = types.attributes(target)
        return types.object_of({name: filled(given.get(name, term), term) for name, term in wanted.items()})
    return target


def unify(terms: Sequence[Type], *, unsafe: bool = True) -> Type | None:
    """The one type that values of all these types convert to, or None.

    >>> unify(["number", "string"])
    'string'
    """
    if not terms:
        return None
    first = terms[0]
    if all(term == first for term in terms):
        return first
    kinds = {types.kind(term) for term in terms if term != DYNAMIC}
    if len(kinds) == 1 and (only := next(iter(kinds))) not in types.PRIMITIVES:
        return DYNAMIC if DYNAMIC in terms else _unify_alike(only, terms, unsafe)
    for literal, collection in (("object", "map"), ("tuple", "list")):
        if kinds == {literal, collection}:
            found = _unify_with_literals(literal, collection, terms, unsafe)
            if found is not None:
                return found
    if "object" in kinds and "tuple" in kinds:
        return None
    return _most_general(terms, unsafe)


def _unify_alike(only: str, terms: Sequence[Type], unsafe: bool) -> Type | None:
    if only in types.COLLECTIONS:
        element = unify([types.inner(term) for term in terms], unsafe=unsafe)
        return None if element is None else _if_all_convert(terms, (only, element), unsafe)
    if only == "tuple":
        return _unify_tuples(terms, unsafe)
    return _unify_objects(terms, unsafe)


def _if_all_convert(terms: Iterable[Type], target: Type, unsafe: bool) -> Type | None:
    return target if all(convertible(term, target, unsafe=unsafe) for term in terms) else None


def _unify_tuples(terms: Sequence[Type], unsafe: bool) -> Type | None:
    """Tuples of one length element by element; others as lists."""
    rows = [types.members(term) for term in terms]
    if len({len(row) for row in rows}) > 1:
        return _as_collection("list", terms, unsafe)
    columns = [unify(column, unsafe=unsafe) for column in zip(*rows)]
    if None in columns:
        return None
    common = types.tuple_of(column for column in columns if column is not None)
    return _if_all_convert(terms, common, unsafe) or _as_collection("list", terms, unsafe)


def _unify_objects(terms: Sequence[Type], unsafe: bool) -> Type | None:
    """Objects with the same attributes one by one; others as maps."""
    rows = [types.attributes(term) for term in terms]
    if len({frozenset(row) for row in rows}) > 1:
        return _as_collection("map", terms, unsafe)
    columns = {name: unify([row[name] for row in rows], unsafe=unsafe) for name in rows[0]}
    if None in columns.values():
        return None
    common = types.object_of({name: column for name, column in columns.items() if column is not None})
    return _if_all_convert(terms, common, unsafe) or _as_collection("map", terms, unsafe)


def _as_collection(collection: str, literals: Sequence[Type], unsafe: bool) -> Type | None:
    """The list or map that tuples or objects all convert to; none can be told for empty ones."""
    element = unify([part for term in literals for part in _parts(term)], unsafe=unsafe)
    return None if element is None else _if_all_convert(literals, (collection, element), unsafe)


def _unify_with_literals(literal: str, collection: str, terms: Sequence[Type], unsafe: bool) -> Type | None:
    """Maps among objects, or lists among tuples: the literals are read as collections first."""
    literals = [term for term in terms if types.kind(term) == literal]
    gathered = _as_collection(collection, literals, unsafe)
    if gathered is None:
        return None
    found = unify([gathered if types.kind(term) == literal else term for term in terms], unsafe=unsafe)
    return found if found is not None and types.kind(found) == collection else None


def _most_general(terms: Sequence[Type], unsafe: bool) -> Type | None:
    """The first of the types, the more general before the others, that all convert to."""
    for candidate in _by_generality(terms):
        if _if_all_convert(terms, candidate, unsafe) is not None:
            return candidate
    return None


def _by_generality(terms: Sequence[Type]) -> list[Type]:
    """The types so that none stands behind a less general one; else in the order they have, as far as that goes."""
    less_general = [[other for other in range(len(terms)) if _is_wider(one, terms[other])] for one in terms]
    wider = [sum(number in others for others in less_general) for number in range(len(terms))]
    order = [number for number, count in enumerate(wider) if not count]
    for number in order:
        for other in less_general[number]:
            wider[other] -= 1
            if not wider[other]:
                order.append(other)
    return [terms[number] for number in order]


_WIDER_KINDS = {("list", "tuple"), ("map", "object"), ("list", "set"), ("tuple", "set")}
"""Kinds of which the first is tried before the second."""


def _is_wider(one: Type, other: Type) -> bool:
    """Whether a type is the likelier one to hold values of both."""
    return _compared(one, other) < 0


def _compared(one: Type, other: Type) -> int:
    """Below 0 if the first type is the more general one, above 0 if the second is, 0 if that cannot be said."""
    if DYNAMIC in (one, other):
        return (one == DYNAMIC) - (other == DYNAMIC)
    kinds = types.kind(one), types.kind(other)
    if kinds[0] in types.PRIMITIVES and kinds[1] in types.PRIMITIVES:
        return (other == STRING) - (one == STRING)
    if kinds[0] == kinds[1] and kinds[0] in types.COLLECTIONS:
        return _compared(types.inner(one), types.inner(other))
    if kinds in _WIDER_KINDS or kinds[::-1] in _WIDER_KINDS:
        return -1 if kinds in _WIDER_KINDS else 1
    return _compared_literals(one, other) if kinds[0] == kinds[1] else 0


def _compared_literals(one: Type, other: Type) -> int:
    """Of two tuples or objects of one shape, whether the members of one are all at least as general."""
    if types.kind(one) == "object" and types.attributes(one).keys() != types.attributes(other).keys():
        return 0
    ours, theirs = _parts(one), _parts(other)
    if len(ours) != len(theirs):
        return 0
    found = {_compared(*pair) for pair in zip(ours, theirs)}
    return 0 if {-1, 1} <= found else sum(found)
