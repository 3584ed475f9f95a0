"""Whether two values are equal, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable

from jobspec.hcl.types import BOOL, DYNAMIC, Type
from jobspec.hcl.values import FALSE, TRUE, UNKNOWN, Value, truth, unknown


def equals(left: Value, right: Value) -> Value:
    """Whether two values are equal in type and content; unknown if that depends on what is unknown."""
    if left.raw is UNKNOWN or right.raw is UNKNOWN:
        other = right if left.raw is UNKNOWN else left
        if other.raw is None or DYNAMIC in (left.term, right.term) or left.term == right.term:
            return unknown(BOOL)
        return FALSE
    if left.raw is None or right.raw is None:
        return truth(left.raw is right.raw)
    if left.term != right.term and not _may_match(left.term, right.term):
        return FALSE
    if isinstance(left.raw, tuple):
        return _all_equal(zip(left.raw, right.raw)) if len(left.raw) == len(right.raw) else FALSE
    if isinstance(left.raw, dict):
        if left.raw.keys() != right.raw.keys():
            return FALSE
        return _all_equal((item, right.raw[name]) for name, item in left.raw.items())
    return truth(left.raw == right.raw)


def _may_match(left: Type, right: Type) -> bool:
    """Whether two structural types differ only where one of them is open, as an untyped null's is."""
    if left == right or DYNAMIC in (left, right):
        return True
    if isinstance(left, str) or isinstance(right, str) or left[0] != right[0]:
        return False
    if left[0] == "tuple":
        return len(left[1]) == len(right[1]) and all(map(_may_match, left[1], right[1]))
    if left[0] == "object":
        ours, theirs = dict(left[1]), dict(right[1])
        return ours.keys() == theirs.keys() and all(_may_match(term, theirs[name]) for name, term in ours.items())
    return False


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> Value:
    doubtful = False
    for left, right in pairs:
        equal = equals(left, right)
        if equal.raw is UNKNOWN:
            doubtful = True
        elif not equal.raw:
            return FALSE
    return unknown(BOOL) if doubtful else TRUE
