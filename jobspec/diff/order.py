"""The order of same-named objects in a list.

The reference's comparison is no proper order, so what counts is also which two are compared, and when.
"""

from __future__ import annotations

from jobspec.diff.changes import ADDED, DELETED, EDITED, NONE, Change
from jobspec.diff.quicksort import SHORT, insertion_sort, quicksort

_RANK = {EDITED: 0, ADDED: 1, DELETED: 2, NONE: 3}


def sort_objects(objects: list[Change]) -> list[Change]:
    """The list, sorted in place by the reference's algorithm.

    Another one would end in another order, since `less` is not transitive.
    """
    if len(objects) > SHORT:
        quicksort(objects, _less)
    else:
        insertion_sort(objects, _less, 0, len(objects))
    return objects


def _less(one: Change, other: Change) -> bool:
    """Whether one stands before another: name, type, numbers of fields and children, any smaller field, any child.

    Observed: before children are compared, those of both are sorted, and they stay so (`match-network` rows).
    """
    if one == other:
        return False
    for mine, theirs in ((one["Name"], other["Name"]), (_RANK[one["Type"]], _RANK[other["Type"]])):
        if mine != theirs:
            return bool(mine < theirs)
    for key in ("Fields", "Objects"):
        mine, theirs = len(one[key] or ()), len(other[key] or ())
        if mine != theirs:
            return mine < theirs
    if any(_field_key(field) < _field_key(its) for field, its in zip(one["Fields"] or (), other["Fields"] or ())):
        return True
    if not one["Objects"]:
        return False
    sort_objects(one["Objects"])
    sort_objects(other["Objects"])
    return any(_less(child, its) for child, its in zip(one["Objects"], other["Objects"]))


def _field_key(field: Change) -> tuple[str, str, str]:
    return (field["Name"], field["Old"], field["New"])
