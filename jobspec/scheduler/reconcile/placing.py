"""What is placed: what is missing up to the count, canaries, updates within their limit, migrations."""

from __future__ import annotations

from jobspec import wire
from jobspec.cluster import Alloc
from jobspec.scheduler.reconcile.categories import Allocs
from jobspec.scheduler.reconcile.deployments import strategy
from jobspec.scheduler.reconcile.names import NameIndex
from jobspec.scheduler.reconcile.scene import Pools, Scene, by_index
from jobspec.scheduler.reconcile.types import Placement, Stop
from jobspec.scheduler.reconcile.waiting import Waits


def replacement(
    scene: Scene, alloc: Alloc, *, canarying: bool, reschedule: bool = False, lost: bool = False
) -> Placement:
    """The placement that takes over an allocation's name."""
    return Placement(
        name=alloc.name,
        group=scene.name,
        previous=alloc,
        canary=alloc.canary,
        reschedule=reschedule,
        lost=lost,
        downgrade=canarying and not alloc.canary,
        min_version=scene.age_of(alloc)[0],
    )


def wanted(scene: Scene, pools: Pools, names: NameIndex, *, canarying: bool) -> list[Placement]:
    """Placements for what is missing up to the count: reschedules, replacements of lost ones, new names."""
    place = [replacement(scene, alloc, canarying=canarying, reschedule=True) for alloc in pools.now.values()]
    missing = scene.wanted - len(pools.untainted) - len(pools.migrating) - len(place)
    lost = list(pools.lost.values())[: max(missing, 0)]
    place += [replacement(scene, alloc, canarying=canarying, lost=True) for alloc in lost]
    fresh = names.next(missing - len(lost)) if missing > len(lost) else []
    return [*place, *(Placement(name, scene.name, downgrade=canarying) for name in fresh)]


def place_freely(scene: Scene, place: list[Placement], pools: Pools) -> None:
    """Place all that is wanted; what failed and is rescheduled is stopped."""
    scene.tally.placements += place
    scene.count_up("Place", len(place))
    _stop_rescheduled(scene, [alloc for alloc in pools.now.values() if _failed(alloc, pools)])


def _failed(alloc: Alloc, pools: Pools) -> bool:
    waits_or_moves = alloc.id in pools.disconnected or alloc.id in pools.migrating
    return not waits_or_moves and alloc.client_status != "unknown"


def place_held(scene: Scene, place: list[Placement], pools: Pools) -> None:
    """Place only what makes up for losses and failures: the deployment is held, failed or canarying."""
    replaced = place[: len(pools.lost)]
    going_on = scene.rollout.current.going_on
    failed_deployment = going_on.id if going_on is not None and scene.rollout.current.failed else None
    again = [
        one
        for one in place
        if one.reschedule and one.previous is not None and one.previous.deployment_id != failed_deployment
    ]
    # With both losses and failures, the reference takes the first placements twice.
    scene.tally.placements += [*replaced, *again]
    scene.count_up("Place", len(replaced) + len(again))
    _stop_rescheduled(
        scene, [one.previous for one in again if one.previous is not None and one.previous.id not in pools.disconnected]
    )


def _stop_rescheduled(scene: Scene, allocs: list[Alloc]) -> None:
    scene.tally.stops += [Stop(alloc, wire.ALLOC_RESCHEDULED) for alloc in allocs]
    scene.count_up("Stop", len(allocs))


def place_canaries(scene: Scene, canaries: Allocs, destructive: Allocs, names: NameIndex, wanted_canaries: int) -> None:
    """Place the canaries that are missing."""
    missing = wanted_canaries - len(canaries)
    used = {alloc.name for alloc in canaries.values()}
    chosen = names.next_canaries(missing, used, destructive.values())
    scene.tally.placements += [Placement(name, scene.name, canary=True) for name in chosen]
    scene.count_up("Canary", missing)


def update_limit(scene: Scene, pools: Pools, destructive: Allocs, *, canarying: bool) -> int:
    """How many allocations may be replaced at once, before placements are counted against it."""
    update = strategy(scene.group)
    if update is None or not (destructive or pools.migrating):
        return scene.wanted
    parallel: int = update["MaxParallel"]
    if not scene.rollout.exists:
        return parallel
    if scene.rollout.current.stands_still or canarying:
        return 0
    health = [alloc.deployment_health for alloc in pools.untainted.values() if alloc.deployment_id == scene.rollout.id]
    return 0 if False in health else max(parallel - health.count(None), 0)


def replace_changed(scene: Scene, destructive: Allocs, limit: int) -> None:
    """Replace changed allocations as far as the limit goes, the lowest indexes first; the others are left alone."""
    chosen = by_index(destructive)[:limit]
    scene.tally.destructive += [Placement(alloc.name, scene.name, previous=alloc) for alloc in chosen]
    scene.count_up("DestructiveUpdate", len(chosen))
    scene.count_up("Ignore", len(destructive) - len(chosen))


def migrate(scene: Scene, pools: Pools, waits: Waits, *, canarying: bool) -> None:
    """Stop what is told to migrate and place it elsewhere."""
    scene.count_up("Migrate", len(pools.migrating))
    for alloc in by_index(pools.migrating):
        scene.tally.stops.append(Stop(alloc, wire.ALLOC_MIGRATING, follow_up=waits.of_stops.get(alloc.id, "")))
        batch = scene.job_of(alloc).get("Type") == "batch"
        if not (batch and (alloc.wants("Reschedule") or alloc.wants("MigrateDisablePlacement"))):
            scene.tally.placements.append(replacement(scene, alloc, canarying=canarying))
