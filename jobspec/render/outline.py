"""A diff as lines that people read: one marker each, how deep it stands, and its words. What is noise is left out.

Made from a contextual diff. The layout of terminals and of Markdown is made from these lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from jobspec.model.durations import format_duration
from jobspec.model.table import STRUCTS
from jobspec.patterns import pattern
from jobspec.render.quoting import quote
from jobspec.render.siblings import label_of, repaired

Part = Mapping[str, Any]

_MARKERS = {"Added": "+", "Deleted": "-", "Edited": "~", "None": " "}
_WORDS = {"Added": "added", "Deleted": "deleted", "Edited": "changed", "None": "unchanged"}
_LIST_ELEMENT = pattern(r"(.+)\[(\d+)\]\Z", re.DOTALL)
_NUMBER_OR_FLAG = pattern(r"-?\d{1,15}\Z|true\Z|false\Z")
_LONG = 100
"""From this length on two values of one field stand below each other."""

_ALL_FIELDS = [field for fields in STRUCTS.values() for field in fields]
_DURATIONS = {field.json for field in _ALL_FIELDS if field.type == "duration"} - {
    field.json for field in _ALL_FIELDS if field.type != "duration"
}
"""Fields that hold a duration wherever they stand."""

_ZEROS = frozenset(("", "0", "false", "nil"))


class Line(NamedTuple):
    """One line: `+`, `-`, `~` or a blank, how many levels deep, the words."""

    marker: str
    depth: int
    text: str


class Outline:
    """The lines of one diff, and how much of it was left out as noise."""

    def __init__(self, diff: Part, *, context: int = 3, verbose: bool = False) -> None:
        self.context = context
        self.verbose = verbose
        self.moved = 0
        self.lines = [line._replace(text=_on_one_line(line.text)) for line in self._job(diff)]

    def _job(self, diff: Part) -> Iterator[Line]:
        yield Line(_MARKERS[diff["Type"]], 0, f"Job {quote(diff['ID'])} {_WORDS[diff['Type']]}")
        yield from self._owned(diff, 1, diff["Type"])
        for group in diff["TaskGroups"] or ():
            if group["Type"] != "None" or group["Updates"] or self.verbose:
                yield from self._group(group)

    def _group(self, group: Part) -> Iterator[Line]:
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted((group["Updates"] or {}).items()))
        told = f" ({counts})" if counts else ""
        yield Line(_MARKERS[group["Type"]], 1, f"Group {quote(group['Name'])} {_WORDS[group['Type']]}{told}")
        yield from self._owned(group, 2, group["Type"])
        for task in group["Tasks"] or ():
            if task["Type"] != "None" or self.verbose:
                words = f"Task {quote(task['Name'])} {_WORDS[task['Type']]}{_annotations(task)}"
                yield Line(_MARKERS[task["Type"]], 2, words)
                yield from self._owned(task, 3, task["Type"])

    def _owned(self, owner: Part, depth: int, owner_type: str) -> Iterator[Line]:
        """The fields and objects of one owner."""
        fields, lists = _lists_apart(field for field in owner["Fields"] or () if field)
        for field in fields:
            if self._worth_telling(field, owner_type):
                yield from self._field(field, depth, owner.get("Name", ""))
        for name, elements in lists.items():
            yield from self._list(name, elements, depth)
        objects, moved = (owner["Objects"] or (), 0) if self.verbose else repaired(owner["Objects"] or ())
        self.moved += moved
        for item in objects:
            yield from self._object(item, depth)

    def _worth_telling(self, field: Part, owner_type: str) -> bool:
        if self.verbose:
            return True
        if field["Type"] == "None":
            return False
        return owner_type not in ("Added", "Deleted") or (field["New"] or field["Old"]) not in _ZEROS

    def _field(self, field: Part, depth: int, owner: str) -> Iterator[Line]:
        name, old, new = field["Name"], field["Old"], field["New"]
        marker = _MARKERS[field["Type"]]
        if "\n" in old or "\n" in new:
            yield Line(marker, depth, f"{name}:{_annotations(field)}")
            yield from self._changed_lines(old.split("\n") if old else [], new.split("\n") if new else [], depth + 1)
            return
        before, after = (_value(name, text, owner) for text in (old, new))
        if field["Type"] != "Edited":
            yield Line(marker, depth, f"{name}: {before if field['Type'] == 'Deleted' else after}{_annotations(field)}")
        elif len(before) + len(after) < _LONG:
            yield Line(marker, depth, f"{name}: {before} → {after}{_annotations(field)}")
        else:
            yield Line(marker, depth, f"{name}:{_annotations(field)}")
            yield Line("-", depth + 1, before)
            yield Line("+", depth + 1, after)

    def _list(self, name: str, elements: Sequence[Part], depth: int) -> Iterator[Line]:
        """The elements of a list as lines of a text, so that one put in between changes one line."""
        old = [quote(field["Old"]) for field in elements if field["Type"] != "Added"]
        new = [quote(field["New"]) for field in elements if field["Type"] != "Deleted"]
        if old == new and not self.verbose:
            return
        yield Line("~" if old and new else "+" if new else "-", depth, f"{name}:")
        yield from self._changed_lines(old, new, depth + 1)

    def _changed_lines(self, old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[Line]:
        """Both texts in one: changed lines, and unchanged ones around them."""
        groups = list(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(self.context))
        for number, group in enumerate(groups):
            if number or group[0][1] > 0:
                yield Line(" ", depth, "…")
            for kind, start, end, new_start, new_end in group:
                if kind == "equal":
                    yield from (Line(" ", depth, text) for text in old[start:end])
                    continue
                yield from (Line("-", depth, text) for text in old[start:end])
                yield from (Line("+", depth, text) for text in new[new_start:new_end])
            if number == len(groups) - 1 and group[-1][2] < len(old):
                yield Line(" ", depth, "…")

    def _object(self, item: Part, depth: int) -> Iterator[Line]:
        if item["Type"] == "None" and not self.verbose:
            return
        marker, name = _MARKERS[item["Type"]], item["Name"]
        fields = [field for field in item["Fields"] or () if field]
        if name in ("Constraint", "Affinity"):
            yield Line(marker, depth, f"{name}: {_condition(item)}")
        elif fields and not item["Objects"] and all(field["Name"] == name for field in fields):
            told = (field for field in fields if field["Type"] != "None" or self.verbose)
            yield from (Line(_MARKERS[field["Type"]], depth, f"{name}: {_one_value(field)}") for field in told)
        else:
            below = list(self._owned(item, depth + 1, item["Type"]))
            label = f" {quote(label_of(item))}" if label_of(item) else ""
            hint = "" if below else " (in something that a diff does not list)"
            yield Line(marker, depth, f"{name}{label}{hint}")
            yield from below


def _on_one_line(text: str) -> str:
    """The text without what would break the line or move a terminal's cursor; keys and template lines hold anything."""
    if text.isprintable():
        return text
    return "".join(each if each == "\t" or each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _lists_apart(fields: Iterator[Part]) -> tuple[list[Part], dict[str, list[Part]]]:
    """The elements `name[0]`, `name[1]` … of each list, in their order, apart from all other fields."""
    single: list[Part] = []
    lists: dict[str, list[tuple[int, Part]]] = {}
    for field in fields:
        match = _LIST_ELEMENT.match(field["Name"])
        if match:
            lists.setdefault(match[1], []).append((int(match[2]), field))
        else:
            single.append(field)
    return single, {name: [field for _, field in sorted(found, key=_index)] for name, found in lists.items()}


def _index(element: tuple[int, Part]) -> int:
    return element[0]


def _condition(item: Part) -> str:
    values = {field["Name"]: field["New"] or field["Old"] for field in item["Fields"] or () if field}
    told = " ".join(values[key] for key in ("LTarget", "Operand", "RTarget") if values.get(key))
    return f"{told} (weight {values['Weight']})" if "Weight" in values else told


def _one_value(field: Part) -> str:
    return quote(field["Old"] if field["Type"] == "Deleted" else field["New"])


def _value(name: str, text: str, owner: str) -> str:
    """A value as people write it: durations with units, numbers and flags bare, other texts quoted."""
    if not _NUMBER_OR_FLAG.match(text):
        return quote(text)
    is_wait = owner == "Template" and name in ("Min", "Max")
    return format_duration(int(text)) if (name in _DURATIONS or is_wait) and text.lstrip("-").isdigit() else text


def _annotations(owner: Part) -> str:
    return f" ({', '.join(owner['Annotations'])})" if owner.get("Annotations") else ""
