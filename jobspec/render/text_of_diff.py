"""A diff as the text of `nomad job plan`: markers, alignment, quoting, annotations.

Knows the layout only; what is in a diff, and in which order, was settled where it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from jobspec import wire
from jobspec.render.colors import colorize
from jobspec.render.quoting import quote
from jobspec.render.secrets import masked

Part = Mapping[str, Any]
"""A job, group, task, object or field of a diff, in the API's keys."""

_MARKERS = {
    "Added": ("[green]+[reset] ", 2),
    "Deleted": ("[red]-[reset] ", 2),
    "Edited": ("[light_yellow]+/-[reset] ", 4),
}
"""By type: the marker with its colours, and how many columns it takes."""

_NO_MARKER = ("", 0)

_UPDATE_COLORS = {
    wire.UPDATE_CREATE: "[green]",
    wire.UPDATE_DESTROY: "[red]",
    wire.UPDATE_MIGRATE: "[blue]",
    wire.UPDATE_IN_PLACE: "[cyan]",
    wire.UPDATE_DESTRUCTIVE: "[yellow]",
    wire.UPDATE_CANARY: "[light_yellow]",
}

_ANNOTATION_COLORS = {
    wire.FORCES_CREATE: "[green]",
    wire.FORCES_DESTROY: "[red]",
    wire.FORCES_IN_PLACE: "[cyan]",
    wire.FORCES_DESTRUCTIVE: "[yellow]",
}


class HasApi(Protocol):
    """A diff or a plan as an object."""

    def to_api(self) -> dict[str, Any]: ...


def diff_text(
    diff: HasApi | Mapping[str, Any], *, verbose: bool = False, color: bool = False, mask_secrets: bool = False
) -> str:
    """The text of a diff, without a newline at its end.

    >>> print(diff_text({"Type": "None", "ID": "web", "Fields": None, "Objects": None, "TaskGroups": None}))
    Job: "web"
    """
    shown = diff if isinstance(diff, Mapping) else diff.to_api()
    return colorize(diff_markup(masked(shown) if mask_secrets else shown, verbose=verbose), color=color)


def diff_markup(diff: Part, *, verbose: bool) -> str:
    """The text with its colours still as marks."""
    groups = diff["TaskGroups"] or ()
    column = _marker_column(diff, groups)
    lines = [f"{_marker(diff)[0]}[bold]Job: {quote(diff['ID'])}"]
    if diff["Type"] == "Edited" or verbose:
        lines += _block(diff, 0, column)
    for group in groups:
        lines += _group(group, column, verbose)
        lines.append("")
    return "\n".join(lines).strip()


def _group(group: Part, job_column: int, verbose: bool) -> Iterator[str]:
    marker, width = _marker(group)
    blanks = job_column - width
    yield f"{marker}{' ' * blanks}[bold]Task Group: {quote(group['Name'])}[reset]{_updates(group)}"
    tasks = group["Tasks"] or ()
    column = _marker_column(group, tasks)
    if group["Type"] == "Edited" or verbose:
        yield from _block(group, blanks + 2, column)
    for task in tasks:
        yield from _task(task, blanks + 2, column, verbose)


def _updates(group: Part) -> str:
    updates = group["Updates"]
    if not updates:
        return "[reset]"
    counts = (f"[reset]{_UPDATE_COLORS.get(kind, '')}{updates[kind]} {kind}" for kind in sorted(updates))
    return f" ({', '.join(counts)}[reset])"


def _task(task: Part, indent: int, group_column: int, verbose: bool) -> Iterator[str]:
    marker, width = _marker(task)
    annotations = f" [reset]({_annotations(task)})" if task["Annotations"] else ""
    blanks = " " * (group_column - width)
    yield f"{' ' * indent}{marker}{blanks}[bold]Task: {quote(task['Name'])}{annotations}"
    if task["Type"] == "Edited" or (verbose and task["Type"] != "None"):
        yield from _block(task, indent + 2, _marker_column(task)) or [""]


def _block(owner: Part, indent: int, column: int) -> list[str]:
    """The fields and objects of one owner, the names starting in one column and the values in another."""
    fields = _fields(owner)
    longest = max((len(field["Name"].encode()) for field in fields), default=0)
    lines = [_field(field, indent, column, longest) for field in fields]
    for item in owner["Objects"] or ():
        lines += _object(item, indent, column)
    return lines


def _object(item: Part, indent: int, column: int) -> Iterator[str]:
    marker, width = _marker(item)
    yield f"{' ' * indent}{marker}{' ' * (column - width)}{item['Name']} {{"
    yield from _block(item, indent + column - width + 2, _marker_column(item)) or [""]
    yield " " * (indent + column) + "}"


def _field(field: Part, indent: int, column: int, longest: int) -> str:
    marker, width = _marker(field)
    name = field["Name"]
    start = f"{' ' * indent}{marker}{' ' * (column - width)}{name}: {' ' * (longest - len(name.encode()))}"
    annotations = f" ({_annotations(field)})" if field["Annotations"] else ""
    return f"{start}{_value(field)}{annotations}"


def _value(field: Part) -> str:
    if field["Type"] == "Edited":
        return f"{quote(field['Old'])} => {quote(field['New'])}"
    return quote(field["Old"] if field["Type"] == "Deleted" else field["New"])


def _annotations(owner: Part) -> str:
    return ", ".join(
        f"{_ANNOTATION_COLORS[text]}{text}[reset]" if text in _ANNOTATION_COLORS else text
        for text in owner["Annotations"]
    )


def _fields(owner: Part) -> list[Part]:
    """The fields of an owner. The reference leaves nulls among them, where a set holds an empty text."""
    return [field for field in owner["Fields"] or () if field is not None]


def _marker(part: Part) -> tuple[str, int]:
    return _MARKERS.get(part["Type"], _NO_MARKER)


def _marker_column(owner: Part, members: Sequence[Part] = ()) -> int:
    """How many columns the widest marker of a block takes; groups and tasks stand in their owner's block."""
    parts = (*_fields(owner), *(owner["Objects"] or ()), *members)
    return max((_marker(part)[1] for part in parts), default=0)
