"""The kinds of objects in a diff, and how the objects below one owner are put together.

A comparer looks at two values (either may be missing) and gives an object or nothing. A part looks at two owners and
gives the objects that some key of theirs makes. A struct's parts, in their order, are the whole of its objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jobspec.diff.changes import (
    ADDED,
    DELETED,
    EDITED,
    NONE,
    Change,
    Flat,
    changed_field,
    changed_fields,
    changed_object,
    kind_of_fields,
    kind_of_sides,
)
from jobspec.diff.flatten import flatten, flatten_struct_whole, flatten_whole, layout
from jobspec.diff.order import sort_objects
from jobspec.diff.pairs import Pairing, Tree

Comparer = Callable[[Any, Any, bool], Change | None]
"""(old, new, contextual) to an object."""

Part = Callable[[Tree | None, Tree | None, bool], Iterable[Change]]
"""(old owner, new owner, contextual) to objects."""


def value_of(owner: Tree | None, key: str) -> Any:
    """What an owner has at a key; nothing if there is no owner."""
    return None if owner is None else owner[key]


def one(key: str, comparer: Comparer) -> Part:
    """The object that the value of one key makes."""

    def part(old: Tree | None, new: Tree | None, contextual: bool) -> Iterable[Change]:
        found = comparer(value_of(old, key), value_of(new, key), contextual)
        return () if found is None else (found,)

    return part


def many(key: str, pairing: Pairing, comparer: Comparer) -> Part:
    """The objects that the elements of a list make, sorted."""

    def part(old: Tree | None, new: Tree | None, contextual: bool) -> Iterable[Change]:
        before, after = value_of(old, key), value_of(new, key)
        if before == after:
            return ()
        found = (comparer(mine, other, contextual) for mine, other in pairing(before, after))
        return sort_objects([item for item in found if item is not None])

    return part


def objects_of(parts: Sequence[Part], old: Tree | None, new: Tree | None, contextual: bool) -> list[Change]:
    """The objects below two owners, part by part."""
    return [item for part in parts for item in part(old, new, contextual)]


def plain(name: str, struct: str, without: tuple[str, ...] = ()) -> Comparer:
    """An object that is nothing but its own fields: none of them changed, no object."""
    plan = layout(struct, without)

    def compare(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
        if old == new:
            return None
        return plain_object(name, flatten(old, plan), flatten(new, plan), contextual)

    return compare


def plain_object(name: str, old: Flat, new: Flat, contextual: bool) -> Change | None:
    """An object of given fields whose type follows from theirs."""
    if old == new:
        return None
    fields = changed_fields(old, new, contextual)
    kind = kind_of_fields(fields)
    return None if kind == NONE else changed_object(kind, name, fields)


def nested(
    name: str,
    struct: str,
    parts: Sequence[Part] = (),
    *,
    flat: Callable[[Tree], Flat] | None = None,
    fields_in_context: bool = True,
    sort: bool = False,
) -> Comparer:
    """An object whose type follows from which side is there, with its own fields and the objects of its parts.

    It is there whenever the two sides differ, even where nothing below it shows the difference.
    """
    plan = layout(struct)
    shown = flat or (lambda tree: flatten(tree, plan))

    def compare(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
        if old == new:
            return None
        before, after = ({} if side is None else shown(side) for side in (old, new))
        fields = changed_fields(before, after, contextual and fields_in_context)
        objects = objects_of(parts, old, new, contextual)
        kind = ADDED if old is None else DELETED if new is None else EDITED
        return changed_object(kind, name, fields, sort_objects(objects) if sort else objects)

    return compare


def whole(name: str, struct: str) -> Comparer:
    """An object of a struct to its full depth, null told as `nil`."""
    return nested(name, struct, flat=lambda tree: flatten_struct_whole(tree, struct))


def opaque(name: str, *, in_context: bool = True, flat: Callable[[Any], Flat] = flatten_whole) -> Comparer:
    """An object of a map; an empty map counts as missing."""

    def compare(old: Any, new: Any, contextual: bool) -> Change | None:
        if old == new:
            return None
        fields = changed_fields(flat(old), flat(new), contextual and in_context)
        return changed_object(kind_of_sides(old, new), name, fields)

    return compare


def string_set(name: str, *, told_unchanged: bool = True) -> Comparer:
    """An object of a list whose order and doubles do not matter; in context it is told unchanged, too.

    An empty text in such a list shows nothing without context: the reference puts a null there, and its own text of the
    diff fails on that.
    """

    def compare(old: Sequence[Any] | None, new: Sequence[Any] | None, contextual: bool) -> Change | None:
        before, after = ({str(item) for item in side or ()} for side in (old, new))
        if before == after and not (contextual and told_unchanged and before):
            return None
        fields = [changed_field(name, item, "") for item in before - after]
        fields += [changed_field(name, "", item) for item in after - before]
        if contextual:
            fields += [changed_field(name, item, item) for item in before & after]
        else:
            fields = [field for field in fields if field["Type"] != NONE]
        fields.sort(key=lambda field: (field["Old"], field["New"]))
        return changed_object(_kind_of_sets(before, after), name, fields)

    return compare


def _kind_of_sets(old: set[str], new: set[str]) -> str:
    lost, gained = old - new, new - old
    if lost and gained:
        return EDITED
    return ADDED if gained else DELETED if lost else NONE
