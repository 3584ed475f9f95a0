"""The pieces of a diff, in the API's shape: fields and objects, their types, and how two flat maps are compared.

Knows nothing of jobs; a field is a name and two texts here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NONE, ADDED, DELETED, EDITED = "None", "Added", "Deleted", "Edited"

Change = dict[str, Any]
"""A field or an object of a diff."""

Flat = Mapping[str, str]
"""The fields of one side: name to text. A missing name counts as an empty text."""


def changed_field(name: str, old: str, new: str) -> Change:
    """One field; an empty text counts as missing."""
    if old == new:
        return {"Type": NONE, "Name": name, "Old": old, "New": new, "Annotations": None}
    kind = ADDED if not old else EDITED if new else DELETED
    return {"Type": kind, "Name": name, "Old": old, "New": new, "Annotations": None}


def changed_fields(old: Flat, new: Flat, contextual: bool) -> list[Change]:
    """The fields that differ, by name; with `contextual` all fields of either side."""
    if contextual:
        names = sorted(old.keys() | new.keys())
        return [changed_field(name, old.get(name, ""), new.get(name, "")) for name in names]
    if old == new:
        return []
    names = sorted({name for name, _ in old.items() ^ new.items()})
    fields = (changed_field(name, old.get(name, ""), new.get(name, "")) for name in names)
    return [field for field in fields if field["Type"] != NONE]


def changed_object(kind: str, name: str, fields: Sequence[Change], objects: Sequence[Change] = ()) -> Change:
    """One object; an empty list of children is null, as in the API."""
    return {"Type": kind, "Name": name, "Fields": list(fields) or None, "Objects": list(objects) or None}


def kind_of_sides(old: Any, new: Any) -> str:
    """The type of what differs, from which sides have it."""
    if not old:
        return ADDED
    return EDITED if new else DELETED


def kind_of_fields(fields: Sequence[Change]) -> str:
    """The type of an object that is nothing but its fields."""
    kinds = {field["Type"] for field in fields} - {NONE}
    if len(kinds) > 1:
        return EDITED
    return kinds.pop() if kinds else NONE
