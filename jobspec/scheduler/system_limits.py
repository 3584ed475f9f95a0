"""How many allocations of a system job may be replaced at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobspec.scheduler.reconcile.nodes import Item

Tree = Mapping[str, Any]


def within_limits(job: Tree, changed: list[Item], unchanged: Iterable[Item], deployment: str) -> list[Item]:
    """Of the changed allocations those to be replaced now. Canaries are limited elsewhere."""
    limits = _limits(job, len(changed))
    for item in unchanged:
        # Those of the running deployment that are not yet healthy take up the limit; unhealthy ones do not.
        alloc = item.alloc
        if deployment and alloc is not None and alloc.deployment_id == deployment and alloc.deployment_health is None:
            limits[alloc.group] = limits.get(alloc.group, 0) - 1
    chosen = []
    for item in changed:
        if limits.get(item.group, 0) > 0:
            chosen.append(item)
            limits[item.group] -= not item.canary
    return chosen


def _limits(job: Tree, everything: int) -> dict[str, int]:
    """The limits by group: its own, else the job's, else all."""
    if job.get("Stop"):
        return {}
    of_job = _parallel(job) or everything
    return {group["Name"]: _parallel(group) or of_job for group in job.get("TaskGroups") or ()}


def _parallel(holder: Tree) -> int:
    return (holder.get("Update") or {}).get("MaxParallel") or 0
