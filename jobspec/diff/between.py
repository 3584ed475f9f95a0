"""The public comparison of two jobs, as people have them."""

from __future__ import annotations

from jobspec.canonical import server_view
from jobspec.diff.compare import JobDiff, Updates, diff_trees
from jobspec.model import JobLike, tree_of


def diff(
    old: JobLike | None, new: JobLike | None, *, contextual: bool = False, updates: Updates | None = None
) -> JobDiff:
    """Compare two jobs as a server would hold them, but for what its mutators add.

    A missing side is None. `contextual` lists unchanged fields of changed objects, too. `updates`, the plan's desired
    updates by group, adds the annotations of a plan. RefusedError if the IDs differ.

    >>> job = {"ID": "web", "TaskGroups": [{"Name": "web", "Tasks": [{"Name": "srv", "Driver": "exec"}]}]}
    >>> diff(job, {**job, "Priority": 70}).to_api()["Fields"]
    [{'Type': 'Edited', 'Name': 'Priority', 'Old': '50', 'New': '70', 'Annotations': None}]
    """
    sides = (None if side is None else server_view(tree_of(side)) for side in (old, new))
    return diff_trees(*sides, contextual=contextual, updates=updates)
