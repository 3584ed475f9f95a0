"""Where each value of a job comes from: its place in the source, a default, or the mutator that added it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from jobspec.canonical import Change
from jobspec.diagnostics import Path, Range, json_pointer
from jobspec.model.table import BY_JSON

RangeOf = Callable[[Sequence[str | int]], Range | None]

_NAMED_BY_LABEL = frozenset({("Job", "ID"), ("Job", "Name")})
"""What the label of the job's block says, though arguments of these names exist, too."""


def provenance_text(job: Mapping[str, Any], changes: Iterable[Change], range_of: RangeOf) -> Iterator[str]:
    """A line for each value that is set: its JSON pointer, the value, and in parentheses where it comes from.

    `job` is a complete tree, `changes` is what was done to the tree that `range_of` knows.
    """
    by = {change.path: change.by for change in changes}
    for path, value in _values(job, ()):
        yield f"{json_pointer(path)} = {json.dumps(value, ensure_ascii=False)} ({_origin(path, by, range_of)})"


def _values(item: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The values at the ends of a tree; empty lists and maps are values, nulls are not."""
    if isinstance(item, Mapping) and item:
        for key, member in item.items():
            yield from _values(member, (*path, key))
    elif isinstance(item, list) and item:
        for index, member in enumerate(item):
            yield from _values(member, (*path, index))
    elif item is not None:
        yield path, item


def _origin(path: Path, by: Mapping[Path, str], range_of: RangeOf) -> str:
    for length in range(len(path), 0, -1):
        if path[:length] in by:
            return by[path[:length]]
    place, around = range_of(path), range_of(path[:-1])
    if place is None:
        return "written"
    return str(place) if place != around or _is_label(path) or isinstance(path[-1], int) else "default"


def _is_label(path: Path) -> bool:
    """Whether the value at a path is said by the label of its block."""
    struct = "Job"
    for key in path[:-1]:
        field = BY_JSON[struct].get(str(key)) if struct in BY_JSON and isinstance(key, str) else None
        struct = field.struct if field and field.struct else struct
    last = BY_JSON.get(struct, {}).get(str(path[-1]))
    return (struct, path[-1]) in _NAMED_BY_LABEL or (last is not None and last.kind == "label")
