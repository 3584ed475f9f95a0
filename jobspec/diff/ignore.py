"""A diff without what somebody asked not to see.

A path names what to leave out from the outside in: group, task, objects, field, each by its name as the diff has it,
with `/` between: `web/srv/Config/image`. `*` stands for any part of a name, `**` for any number of names. What lies
below a path is left out, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jobspec.diff.changes import EDITED, NONE, Change

_BELOW = ("TaskGroups", "Tasks", "Objects")


def ignoring(diff: Change, paths: Iterable[str]) -> Change:
    """A copy of the diff without the changes at these paths; an owner left with no change at all counts as unchanged.

    >>> field = {"Type": "Edited", "Name": "Priority", "Old": "50", "New": "70", "Annotations": None}
    >>> job = {"Type": "Edited", "ID": "web", "Fields": [field], "Objects": None, "TaskGroups": None}
    >>> ignoring(job, ["Prio*"])["Type"]
    'None'
    """
    patterns = [_pattern(path) for path in paths]
    return _without(diff, (), patterns) if patterns else diff


def _pattern(path: str) -> re.Pattern[str]:
    steps = path.strip("/").split("/")
    told = [r"(?:[^/]+/)*" if step == "**" else _step(step) + "/" for step in steps]
    return re.compile("".join(told))


def _step(step: str) -> str:
    return "[^/]*".join(map(re.escape, step.split("*")))


def _without(owner: Change, place: tuple[str, ...], patterns: Sequence[re.Pattern[str]]) -> Change:
    copy = dict(owner)
    removed = False
    for key in ("Fields", *_BELOW):
        if not owner.get(key):
            continue
        kept = [item for item in owner[key] if not _matches((*place, item["Name"]), patterns)]
        if key != "Fields":
            inner = [_without(item, (*place, item["Name"]), patterns) for item in kept]
            removed = removed or inner != kept
            kept = [item for item, was in zip(inner, kept) if key != "Objects" or item["Type"] != NONE or item == was]
        removed = removed or len(kept) < len(owner[key])
        copy[key] = kept or None
    if removed and owner["Type"] == EDITED and not _changed(copy):
        copy["Type"] = NONE
        if copy.get("Annotations"):
            copy["Annotations"] = None
    return copy


def _matches(place: tuple[str, ...], patterns: Sequence[re.Pattern[str]]) -> bool:
    told = "".join(f"{name}/" for name in place)
    return any(pattern.match(told) for pattern in patterns)


def _changed(owner: Change) -> bool:
    return any(item["Type"] != NONE for key in ("Fields", *_BELOW) for item in owner.get(key) or ())
