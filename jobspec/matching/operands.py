"""The operands of constraints and affinities, on texts. A side that was not found is None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from jobspec.matching.ordering import TESTS, in_order
from jobspec.matching.patterns import found_in
from jobspec.matching.sets import contains_all, contains_any
from jobspec.matching.versions import satisfies

Side = str | None

DISTINCT: Final = frozenset(("distinct_hosts", "distinct_property"))
"""Operands that look at other allocations, not at the node: no text fails them."""

_BOTH: Final[Mapping[str, Callable[[str, str], bool]]] = {
    **dict.fromkeys(("=", "==", "is"), lambda left, right: left == right),
    "regexp": lambda left, right: found_in(right, left),
    "version": satisfies,
    "semver": lambda left, right: satisfies(left, right, strict=True),
    "set_contains": contains_all,
    "set_contains_all": contains_all,
    "set_contains_any": contains_any,
}


def matches(operand: str, left: Side, right: Side) -> bool:
    """Whether the operand holds between two sides; an unknown operand never does.

    >>> matches("=", "linux", "linux"), matches("!=", None, "linux"), matches("is_set", None, "")
    (True, True, False)
    """
    if operand in DISTINCT:
        return True
    if operand in ("!=", "not"):
        return (left or "") != (right or "")
    if operand == "is_set":
        return left is not None
    if operand == "is_not_set":
        return left is None
    if left is None or right is None:
        return False
    if operand in TESTS:
        return in_order(operand, left, right)
    test = _BOTH.get(operand)
    return test is not None and test(left, right)
