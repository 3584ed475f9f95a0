"""What becomes of allocations that stay: left alone, told the new job where they are, or replaced."""

from __future__ import annotations

from typing import NamedTuple

from jobspec.cluster import Alloc
from jobspec.scheduler.eligible import within
from jobspec.scheduler.reconcile.categories import Allocs
from jobspec.scheduler.reconcile.changes import destructive
from jobspec.scheduler.reconcile.scene import Scene
from jobspec.scheduler.reconcile.types import InPlace, Situation, Tree


class Updates(NamedTuple):
    """Allocations by what the new job means to them."""

    ignored: Allocs
    in_place: dict[str, InPlace]
    destructive: Allocs


def sort_updates(scene: Scene, allocs: Allocs) -> Updates:
    """The allocations by what the planned job means to them."""
    found = Updates({}, {}, {})
    changes = Changes(scene.situation)
    for alloc in allocs.values():
        _sort_in(found, alloc, scene, changes)
    return found


class Changes:
    """Whether a change of the job replaces allocations; asked once for each version and group."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._known: dict[tuple[int, str], bool] = {}

    def replace(self, alloc: Alloc) -> bool:
        """Whether an allocation must be replaced for the planned job, whatever its node says."""
        key = (alloc.job_version, alloc.group)
        known = self._known.get(key)
        if known is None:
            made_from = self._situation.job_of(alloc) or {}
            known = self._known[key] = destructive(made_from, self._situation.job, alloc.group)
        return known


def _sort_in(found: Updates, alloc: Alloc, scene: Scene, changes: Changes) -> None:
    if up_to_date(alloc, scene.situation):
        found.ignored[alloc.id] = alloc
    elif changes.replace(alloc):
        found.destructive[alloc.id] = alloc
    elif alloc.terminal:
        found.ignored[alloc.id] = alloc
    elif (update := _in_place(alloc, scene)) is not None:
        found.in_place[alloc.id] = update
    else:
        found.destructive[alloc.id] = alloc


def up_to_date(alloc: Alloc, situation: Situation) -> bool:
    """Whether it was made from the planned job as it is."""
    made_from = situation.job_of(alloc)
    return made_from is not None and made_from.get("JobModifyIndex") == situation.job.get("JobModifyIndex")


def stays_within(alloc: Alloc, situation: Situation) -> bool:
    """Whether its node is known, and still one that the job asks for."""
    node = situation.node(alloc.node_id)
    return node is not None and within(node, situation.job)


def _in_place(alloc: Alloc, scene: Scene) -> InPlace | None:
    if not stays_within(alloc, scene.situation):
        return None
    if _had_run_limit(scene.job_of(alloc), scene.group_of(alloc)):
        # Seen in the reference: such an allocation is updated without a look at its node.
        return InPlace(alloc, None)
    offer = scene.situation.fit(alloc, scene.group)
    return None if offer is None else InPlace(alloc, offer)


def _had_run_limit(job: Tree, group: Tree | None) -> bool:
    return job.get("Type") in ("batch", "sysbatch") and ((group or {}).get("MaxRunDuration") or 0) > 0
