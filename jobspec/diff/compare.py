"""Two trees of jobs, their groups and their tasks compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from jobspec.diagnostics import Diagnostic, RefusedError
from jobspec.diff.annotate import annotate
from jobspec.diff.changes import ADDED, DELETED, EDITED, NONE, Change, changed_fields
from jobspec.diff.comparable import comparable
from jobspec.diff.flatten import flatten, layout
from jobspec.diff.groups import GROUP_PARTS
from jobspec.diff.jobs import JOB_PARTS
from jobspec.diff.objects import objects_of, value_of
from jobspec.diff.pairs import Tree
from jobspec.diff.tasks import TASK_PARTS
from jobspec.model.states import ServerJob

_JOB_FIELDS = layout("Job", without=("ID",))
_GROUP_FIELDS = layout("TaskGroup", without=("Name",))
_TASK_FIELDS = layout("Task", without=("Name",))

Updates = Mapping[str, Mapping[str, int]]
"""Desired updates by group, in the plan's keys."""


class JobDiff:
    """What differs between two jobs. Made by `diff`."""

    __slots__ = ("_tree",)

    def __init__(self, tree: Change) -> None:
        self._tree = tree

    @property
    def type(self) -> Literal["None", "Added", "Deleted", "Edited"]:
        """Whether the job is new, gone, edited or the same."""
        kind: Literal["None", "Added", "Deleted", "Edited"] = self._tree["Type"]
        return kind

    @property
    def id(self) -> str:
        """The job's ID."""
        return str(self._tree["ID"])

    def to_api(self) -> dict[str, Any]:
        """The diff in the API's shape."""
        return self._tree

    def __repr__(self) -> str:
        return f"<JobDiff {self.id}: {self.type}>"


def diff_trees(
    old: ServerJob | None, new: ServerJob | None, *, contextual: bool = False, updates: Updates | None = None
) -> JobDiff:
    """The diff of two jobs that have the server's defaults already, else as `diff`."""
    if old is not None and new is not None and old["ID"] != new["ID"]:
        raise RefusedError([_different_ids(old["ID"], new["ID"])])
    before, after = (None if side is None else comparable(side) for side in (old, new))
    tree = _job(before, after, contextual)
    if updates is not None:
        annotate(tree, updates)
    return JobDiff(tree)


def _different_ids(old: str, new: str) -> Diagnostic:
    return Diagnostic(
        "error",
        "NJ7901",
        f"Jobs {old!r} and {new!r} cannot be compared",
        "A diff shows what changes in one job, so both sides need the same ID. Renaming a job is deleting one and "
        "adding another: compare each of them with nothing.",
        path=("ID",),
    )


def _job(old: Tree | None, new: Tree | None, contextual: bool) -> Change:
    if old is None and new is None:
        return {"Type": NONE, "ID": "", "Fields": None, "Objects": None, "TaskGroups": None}
    fields = changed_fields(flatten(old, _JOB_FIELDS), flatten(new, _JOB_FIELDS), False)
    objects = objects_of(JOB_PARTS, old, new, contextual)
    groups = list(_by_name("TaskGroups", _group, old, new, contextual))
    kind = ADDED if old is None else DELETED if new is None else NONE
    if kind == NONE and (fields or any(item["Type"] != NONE for item in (*objects, *groups))):
        kind = EDITED
    named = old if new is None else new
    return {
        "Type": kind,
        "ID": (named and named["ID"]) or "",
        "Fields": fields or None,
        "Objects": objects or None,
        "TaskGroups": groups or None,
    }


def _by_name(
    key: str,
    compare: Callable[[str, Tree | None, Tree | None, bool], Change],
    old: Tree | None,
    new: Tree | None,
    contextual: bool,
) -> Iterator[Change]:
    """The members of both sides by name; of two with one name the last counts."""
    before, after = ({item["Name"] or "": item for item in value_of(side, key) or ()} for side in (old, new))
    for name in sorted(before.keys() | after.keys()):
        yield compare(name, before.get(name), after.get(name), contextual)


def _group(name: str, old: Tree | None, new: Tree | None, contextual: bool) -> Change:
    if old is not None and old == new:
        tasks = [_unchanged_task(task) for task in sorted({task["Name"] for task in old["Tasks"] or ()})]
        return {"Type": NONE, "Name": name, "Fields": None, "Objects": None, "Tasks": tasks or None, "Updates": None}
    before, after = dict(flatten(old, _GROUP_FIELDS)), dict(flatten(new, _GROUP_FIELDS))
    if old is not None and new is not None:
        # Observed: the delay, a pointer, is listed only where both sides have the group.
        for flat, side in ((before, old), (after, new)):
            if side["ShutdownDelay"] is not None:
                flat["ShutdownDelay"] = str(side["ShutdownDelay"])
    return {
        "Type": ADDED if old is None else DELETED if new is None else EDITED,
        "Name": name,
        "Fields": changed_fields(before, after, False) or None,
        "Objects": objects_of(GROUP_PARTS, old, new, contextual) or None,
        "Tasks": list(_by_name("Tasks", _task, old, new, contextual)) or None,
        "Updates": None,
    }


def _unchanged_task(name: str) -> Change:
    return {"Type": NONE, "Name": name, "Fields": None, "Objects": None, "Annotations": None}


def _task(name: str, old: Tree | None, new: Tree | None, contextual: bool) -> Change:
    if old == new:
        return _unchanged_task(name)
    fields = changed_fields(flatten(old, _TASK_FIELDS), flatten(new, _TASK_FIELDS), False)
    return {
        "Type": ADDED if old is None else DELETED if new is None else EDITED,
        "Name": name,
        "Fields": fields or None,
        "Objects": objects_of(TASK_PARTS, old, new, contextual) or None,
        "Annotations": None,
    }
