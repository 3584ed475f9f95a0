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
    for alloc in allocs.values():
        _sort_in(found, alloc, scene)
    return found


def _sort_in(found: Updates, alloc: Alloc, scene: Scene) -> None:
    if up_to_date(alloc, scene.situation):
        found.ignored[alloc.id] = alloc
    elif destructive(scene.job_of(alloc), scene.job, scene.name):
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
