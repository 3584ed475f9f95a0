"""What a plan adds to a diff: the update counts of groups, and what changes of counts and tasks force."""

from __future__ import annotations

from collections.abc import Mapping

from jobspec import wire
from jobspec.diff.changes import ADDED, DELETED, NONE, Change

_SHOWN_UPDATES = (
    ("Ignore", wire.UPDATE_IGNORE),
    ("Place", wire.UPDATE_CREATE),
    ("Migrate", wire.UPDATE_MIGRATE),
    ("Stop", wire.UPDATE_DESTROY),
    ("Canary", wire.UPDATE_CANARY),
    ("InPlaceUpdate", wire.UPDATE_IN_PLACE),
    ("DestructiveUpdate", wire.UPDATE_DESTRUCTIVE),
)
"""The counts of the plan that a group shows; others are not told."""

_IN_PLACE_FIELDS = frozenset({"KillTimeout"})
_IN_PLACE_OBJECTS = frozenset({"Service", "Constraint", "Affinity", "Spread"})


def annotate(diff: Change, updates: Mapping[str, Mapping[str, int]]) -> None:
    """Put the annotations into a diff that was just made."""
    for group in diff["TaskGroups"] or ():
        if group["Name"] in updates:
            counts = updates[group["Name"]]
            group["Updates"] = {word: counts[key] for key, word in _SHOWN_UPDATES if counts.get(key, 0) > 0}
        for field in group["Fields"] or ():
            if field["Name"] == "Count":
                field["Annotations"] = _count_annotations(field)
        for task in group["Tasks"] or ():
            task["Annotations"] = _task_annotations(task, group["Type"])


def _count_annotations(count: Change) -> list[str] | None:
    """A count that is not there is zero."""
    before, after = int(count["Old"] or 0), int(count["New"] or 0)
    if before == after:
        return None
    return [wire.FORCES_CREATE if before < after else wire.FORCES_DESTROY]


def _task_annotations(task: Change, group_type: str) -> list[str] | None:
    if task["Type"] == NONE:
        return None
    if task["Type"] == group_type == ADDED:
        return [wire.FORCES_CREATE]
    if task["Type"] == group_type == DELETED:
        return [wire.FORCES_DESTROY]
    return [wire.FORCES_DESTRUCTIVE if _needs_a_new_task(task) else wire.FORCES_IN_PLACE]


def _needs_a_new_task(task: Change) -> bool:
    if any(field["Name"] not in _IN_PLACE_FIELDS for field in task["Fields"] or ()):
        return True
    return any(map(_object_needs_a_new_task, task["Objects"] or ()))


def _object_needs_a_new_task(item: Change) -> bool:
    """Observed: log settings are changed in place unless `Disabled` is listed, be it as unchanged context."""
    if item["Name"] == "LogConfig":
        return any(field["Name"] == "Disabled" for field in item["Fields"] or ())
    return item["Name"] not in _IN_PLACE_OBJECTS
