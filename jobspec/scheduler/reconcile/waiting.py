"""What cannot be settled now: disconnected clients, lost allocations still stopping, rescheduling that is not due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jobspec import wire
from jobspec.scheduler.reconcile.categories import Allocs
from jobspec.scheduler.reconcile.followups import DISCONNECT_TIMEOUT, RESCHEDULE, STOPPED_ON_CLIENT, follow_ups
from jobspec.scheduler.reconcile.reschedule import Later, Policy, split
from jobspec.scheduler.reconcile.scene import Pools, Scene
from jobspec.scheduler.reconcile.timing import lost_after, stop_wait_ends
from jobspec.scheduler.reconcile.types import Touched


class Waits(NamedTuple):
    """Follow-up evaluations by the allocations that they will look at."""

    of_stops: Mapping[str, str]
    """Of allocations that are stopped meanwhile."""
    holds_placing: bool
    """Whether a lost allocation must be waited for before anything is placed in the group."""


def disconnect(scene: Scene, pools: Pools, disconnecting: Allocs, policy: Policy) -> tuple[Pools, dict[str, str]]:
    """Set disconnecting allocations to unknown. Gives the pools with them, and the evaluations that end the waiting."""
    if not disconnecting:
        return pools, {}
    found = split(disconnecting.values(), policy, disconnecting=True)
    now = scene.situation.now
    timeouts = [Later(alloc, now + lost_after(scene.group_of(alloc))) for alloc in disconnecting.values()]
    made, by_alloc = follow_ups(timeouts, DISCONNECT_TIMEOUT, f"{scene.name}/disconnect")
    scene.tally.follow_ups += made
    after = pools._replace(
        untainted=pools.untainted | found.untainted,
        now=pools.now | found.now,
        later=[*pools.later, *found.later],
        disconnected=frozenset(disconnecting),
    )
    # Only here does the reference count what is rescheduled now.
    scene.count_up("Disconnect", len(disconnecting))
    scene.count_up("RescheduleNow", len(after.now))
    return after, by_alloc


def wait(scene: Scene, pools: Pools, disconnecting: Allocs, timeouts: Mapping[str, str]) -> Waits:
    """Make the other evaluations for later, and note on each allocation which one will look at it."""
    now = scene.situation.now
    ends = ((alloc, stop_wait_ends(alloc, scene.group_of(alloc), now)) for alloc in pools.lost.values())
    stopping = [Later(alloc, end) for alloc, end in ends if end is not None and end > now]
    made, of_lost = follow_ups(stopping, STOPPED_ON_CLIENT, f"{scene.name}/lost")
    scene.tally.follow_ups += made
    made, of_later = follow_ups(pools.later, RESCHEDULE, f"{scene.name}/reschedule")
    scene.tally.follow_ups += made
    scene.count_up("RescheduleLater", len(pools.later))
    scene.tally.touched += [
        Touched(alloc, "disconnect", "unknown", wire.ALLOC_UNKNOWN, of_later.get(key) or timeouts.get(key, ""))
        for key, alloc in disconnecting.items()
    ]
    untouched = [
        later.alloc for later in pools.later if later.alloc.id not in disconnecting.keys() | pools.migrating.keys()
    ]
    scene.tally.touched += [Touched(alloc, "attribute", follow_up=of_later[alloc.id]) for alloc in untouched]
    of_migrating = {key: of_later[key] for key in of_later if key in pools.migrating}
    return Waits({**of_lost, **of_migrating}, bool(stopping))
