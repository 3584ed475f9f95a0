"""What two trees of a job differ in, value by value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from jobspec.diagnostics import Path


class Change(NamedTuple):
    """One value that admission set: where, from what, to what, and who did it."""

    path: Path
    old: Any
    new: Any
    by: str
    """`default`, or the name of a mutator."""


def changes_between(old: Any, new: Any, by: str, path: Path = ()) -> Iterator[Change]:
    """The smallest values that differ; an added or a lost block counts as one value."""
    if old is new or old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from changes_between(old.get(key), new.get(key), by, (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            one, other = (items[index] if index < len(items) else None for items in (old, new))
            yield from changes_between(one, other, by, (*path, index))
    else:
        yield Change(path, old, new, by)
