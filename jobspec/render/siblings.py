"""Objects of one name, paired as a person would: what only moved is the same, what is gone and new may be one edit.

The reference pairs the elements of some lists by position, and compares networks by their whole content; so one
element put in front, or one port more, reads there as a change of everything. Works on contextual diffs, which tell
each element in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Part = Mapping[str, Any]

_BY_POSITION = frozenset({"VolumeMount", "Action", "Link"})
_BY_CONTENT = frozenset({"Network", "Paths"})
_LABELS = ("Name", "Label", "DestPath", "Destination", "RelativeDest", "DestinationName", "Path")


class _Side(NamedTuple):
    """One side of an object: its fields and what is below it."""

    name: str
    fields: tuple[tuple[str, str], ...]
    below: tuple[_Side, ...]

    @property
    def label(self) -> str:
        return _label(self.name, dict(self.fields))


def repaired(objects: Sequence[Part]) -> tuple[list[Part], int]:
    """The objects with those that read better otherwise paired anew, and how many turned out to have only moved."""
    kept: list[Part] = []
    moved = 0
    for name in dict.fromkeys(item["Name"] for item in objects):
        same = [item for item in objects if item["Name"] == name]
        if name not in _BY_POSITION | _BY_CONTENT or len(same) < 2:
            kept += same
            continue
        gone = [side for item in same if (side := _side(item, "Old")) is not None]
        come = [side for item in same if (side := _side(item, "New")) is not None]
        again = list(_paired(gone, come))
        moved += not again
        kept += again
    return kept, moved


def label_of(item: Part) -> str:
    """What tells an object from its siblings: its name, label or destination."""
    values = {field["Name"]: field["New"] or field["Old"] for field in item["Fields"] or () if field}
    return _label(item["Name"], values)


def _label(name: str, values: Mapping[str, str]) -> str:
    """A network has no name; its mode has to do."""
    keys = ("Mode",) if name == "Network" else _LABELS
    return next((values[key] for key in keys if values.get(key)), "")


def _side(item: Part, key: str) -> _Side | None:
    """The object as it was (`Old`) or is (`New`)."""
    if item["Type"] == ("Added" if key == "Old" else "Deleted"):
        return None
    fields = ((field["Name"], field[key]) for field in item["Fields"] or () if field and field[key])
    below = (_side(child, key) for child in item["Objects"] or ())
    return _Side(item["Name"], tuple(fields), tuple(child for child in below if child is not None))


def _paired(gone: list[_Side], come: list[_Side]) -> Iterator[dict[str, Any]]:
    """Equal ones vanish; those of one label, or a single one on each side, become edits; the rest is gone or new."""
    equal = Counter(map(_content, gone)) & Counter(map(_content, come))
    gone, come = _less(gone, equal), _less(come, equal)
    labelled = {side.label: side for side in come if side.label}
    for side in gone:
        other = labelled.pop(side.label, None) or (come[0] if len(gone) == len(come) == 1 else None)
        if other is None:
            yield _one_sided("Deleted", side)
        else:
            come.remove(other)
            yield _edit(side, other)
    yield from (_one_sided("Added", side) for side in come)


def _content(side: _Side) -> tuple[Any, ...]:
    """Equal for sides that differ in nothing but the order of what is below them."""
    return (side.name, frozenset(Counter(side.fields).items()), frozenset(Counter(map(_content, side.below)).items()))


def _less(sides: list[_Side], equal: Counter[tuple[Any, ...]]) -> list[_Side]:
    left = Counter(equal)
    kept = []
    for side in sides:
        content = _content(side)
        if left[content]:
            left[content] -= 1
        else:
            kept.append(side)
    return kept


def _edit(old: _Side, new: _Side) -> dict[str, Any]:
    below = list(_paired(list(old.below), list(new.below)))
    return {"Type": "Edited", "Name": new.name, "Fields": list(_changed_fields(old, new)), "Objects": below}


def _changed_fields(old: _Side, new: _Side) -> Iterator[dict[str, Any]]:
    before, after = dict(old.fields), dict(new.fields)
    if len(before) == len(old.fields) and len(after) == len(new.fields):
        yield from (_field(name, before.get(name, ""), after.get(name, "")) for name in sorted(before | after))
        return
    # The fields of a set have one name; each value stands for itself.
    yield from (_field(name, value, "") for name, value in old.fields if (name, value) not in new.fields)
    yield from (_field(name, "", value) for name, value in new.fields if (name, value) not in old.fields)


def _one_sided(kind: str, side: _Side) -> dict[str, Any]:
    gone = kind == "Deleted"
    fields = [_field(name, value, "") if gone else _field(name, "", value) for name, value in side.fields]
    below = [_one_sided(kind, child) for child in side.below]
    return {"Type": kind, "Name": side.name, "Fields": fields, "Objects": below}


def _field(name: str, old: str, new: str) -> dict[str, Any]:
    kind = "None" if old == new else "Added" if not old else "Edited" if new else "Deleted"
    return {"Type": kind, "Name": name, "Old": old, "New": new, "Annotations": None}
