"""What is stopped: everything, canaries that are no longer needed, lost ones, and what is more than the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from jobspec import wire
from jobspec.cluster import Alloc
from jobspec.scheduler.reconcile.categories import Allocs
from jobspec.scheduler.reconcile.names import NameIndex
from jobspec.scheduler.reconcile.scene import Pools, Scene, without
from jobspec.scheduler.reconcile.types import Stop


def stop_all(scene: Scene, allocs: Allocs) -> None:
    """Stop all that is left of a group; each of `allocs` counts, also those that are over by themselves."""
    found = scene.sort(allocs)
    unknown = [one for one in (*found.ignored.values(), *found.expiring.values()) if one.client_status == "unknown"]
    unneeded = (*found.untainted.values(), *found.migrating.values())
    scene.tally.stops += [Stop(alloc, wire.ALLOC_NOT_NEEDED) for alloc in unneeded]
    scene.tally.stops += [Stop(alloc, wire.ALLOC_LOST, "lost") for alloc in found.lost.values()]
    rest = (*found.disconnecting.values(), *found.reconnecting.values(), *unknown)
    scene.tally.stops += [Stop(alloc, wire.ALLOC_NOT_NEEDED) for alloc in rest]
    scene.count_up("Stop", len(allocs))


def stop_old_canaries(scene: Scene, allocs: Allocs) -> tuple[Allocs, Allocs]:
    """Stop canaries of a deployment that is over, and those that cannot stay where they are.

    Gives the allocations left, and the canaries among them.
    """
    current = scene.rollout.current
    over = [one for one in (current.old, current.going_on if current.failed else None) if one is not None]
    given_up = [
        key for one in over for state in one.groups.values() if not state.promoted for key in state.placed_canaries
    ]
    unneeded = {key: allocs[key] for key in dict.fromkeys(given_up) if key in allocs}
    scene.tally.stops += [Stop(alloc, wire.ALLOC_NOT_NEEDED) for alloc in unneeded.values()]
    scene.count_up("Stop", len(unneeded))
    left = without(allocs, unneeded)
    if current.going_on is None and not scene.rollout.states:
        return left, {}
    placed = {key for state in scene.rollout.states.values() for key in state.placed_canaries}
    found = scene.sort({key: alloc for key, alloc in left.items() if key in placed})
    # These stops are not counted: the deployment goes on and replaces them.
    scene.tally.stops += [Stop(alloc, wire.ALLOC_MIGRATING) for alloc in found.migrating.values()]
    scene.tally.stops += [Stop(alloc, wire.ALLOC_LOST, "lost") for alloc in found.lost.values()]
    return without(left, found.migrating, found.lost), found.untainted


def stop_surplus(
    scene: Scene, pools: Pools, canaries: Allocs, names: NameIndex, *, canarying: bool, waits: Mapping[str, str]
) -> Pools:
    """Stop lost allocations, and as many others as there are too many. `waits`: follow-up evaluations by allocation."""
    lost = [Stop(alloc, wire.ALLOC_LOST, "lost", waits.get(alloc.id, "")) for alloc in pools.lost.values()]
    chosen = _surplus(scene, pools, canaries, names, canarying)
    scene.tally.stops += [*lost, *(Stop(alloc, wire.ALLOC_NOT_NEEDED) for alloc in chosen.values())]
    scene.count_up("Stop", len(lost) + len(without(chosen, pools.lost)))
    return pools._replace(
        untainted=without(pools.untainted, chosen, pools.lost), migrating=without(pools.migrating, chosen)
    )


def _surplus(scene: Scene, pools: Pools, canaries: Allocs, names: NameIndex, canarying: bool) -> Allocs:
    """The allocations beyond the count, in the order of preference for stopping them."""
    working = without(pools.untainted, canaries) if canarying else pools.untainted
    known = sum(1 for alloc in working.values() if alloc.client_status != "unknown")
    surplus = known + len(pools.migrating) - scene.wanted
    if surplus <= 0:
        return {}
    working = {key: alloc for key, alloc in working.items() if not alloc.server_terminal}
    chosen: Allocs = {}
    if not canarying and canaries:
        promoted = {alloc.name for alloc in canaries.values()}
        _choose(chosen, surplus, (a for a in without(working, canaries).values() if a.name in promoted))
    _choose_migrating(chosen, surplus, scene, pools.migrating, names)
    if len(chosen) < surplus:
        highest = names.give_up_highest(surplus - len(chosen))
        _choose(chosen, surplus, (alloc for alloc in working.values() if alloc.name in highest))
    # Allocations of the same name are not all found by their names.
    _choose(chosen, surplus, working.values())
    return chosen


def _choose(chosen: Allocs, surplus: int, candidates: Iterable[Alloc]) -> None:
    fresh = (alloc for alloc in candidates if alloc.id not in chosen)
    chosen.update((alloc.id, alloc) for alloc in list(islice(fresh, max(surplus - len(chosen), 0))))


def _choose_migrating(chosen: Allocs, surplus: int, scene: Scene, migrating: Allocs, names: NameIndex) -> None:
    """Migrating ones go first: the highest indexes, whose names come free."""
    before = len(chosen)
    if not migrating or before >= surplus:
        return
    own = NameIndex(scene.job["ID"], scene.name, scene.wanted, migrating.values())
    highest = own.give_up_highest(surplus - before)
    _choose(chosen, surplus, (alloc for alloc in migrating.values() if alloc.name in highest))
    for alloc in list(chosen.values())[before:]:
        names.give_up(alloc.index)
