"""One task group of a service or batch job: from its allocations to what is placed, stopped and updated."""

from __future__ import annotations

from jobspec.cluster import DeploymentGroup
from jobspec.scheduler.reconcile import placing
from jobspec.scheduler.reconcile.categories import Allocs, Sorted
from jobspec.scheduler.reconcile.deployments import canarying, first_state, healthy_enough, strategy
from jobspec.scheduler.reconcile.names import NameIndex
from jobspec.scheduler.reconcile.reconnect import Judgement, reconnect, unwanted
from jobspec.scheduler.reconcile.reschedule import Policy, split
from jobspec.scheduler.reconcile.scene import Pools, Scene, planned_age, without
from jobspec.scheduler.reconcile.stops import stop_all, stop_old_canaries, stop_surplus
from jobspec.scheduler.reconcile.types import Touched
from jobspec.scheduler.reconcile.updates import Updates, sort_updates
from jobspec.scheduler.reconcile.waiting import Waits, disconnect, wait


def reconcile_group(scene: Scene, allocs: Allocs) -> tuple[NameIndex | None, bool]:
    """Fill the scene's tally. Gives the names in use, and whether the group's roll-out is complete."""
    live = {
        key: alloc
        for key, alloc in allocs.items()
        if not alloc.server_terminal or (scene.ran_as_batch(alloc) and not alloc.wants("Reschedule"))
    }
    if scene.wanted == 0:
        stop_all(scene, live)
        return None, True
    live, canaries = stop_old_canaries(scene, _without_old_results(scene, live))
    pools, waits = _settle_absent(scene, live, scene.sort(live))
    first = scene.rollout.states.get(scene.name) or first_state(scene.group)
    taken = pools.untainted | pools.migrating | pools.now | pools.lost
    names = NameIndex(scene.job["ID"], scene.name, scene.wanted, taken.values())
    pools = stop_surplus(scene, pools, canaries, names, canarying=canarying(first), waits=waits.of_stops)
    updates = _update(scene, pools)
    if canarying(first):
        pools = pools._replace(untainted=without(pools.untainted, canaries))
    needed = _needed_canaries(scene, first, canaries, updates)
    state = first._replace(desired_canaries=needed) if needed else first
    if needed and not scene.rollout.current.stands_still:
        placing.place_canaries(scene, canaries, updates.destructive, names, needed)
    missing = _place(scene, pools, updates, names, waits, canarying=canarying(state))
    _carry_deployment(scene, state, missing, live, updates)
    _cut_to_count(scene)
    return names, _complete(scene, pools, updates, needs_canaries=needed > 0)


def _without_old_results(scene: Scene, allocs: Allocs) -> Allocs:
    """Without what a batch job of an older version left behind, so that a changed job runs again."""
    if not scene.batch:
        return allocs
    version, created = planned_age(scene.job)
    old = {}
    for key, alloc in allocs.items():
        own_version, own_created = scene.age_of(alloc)
        if alloc.terminal and (own_version < version or own_created < created):
            old[key] = alloc
    scene.count_up("Ignore", len(old))
    return without(allocs, old)


def _settle_absent(scene: Scene, live: Allocs, found: Sorted) -> tuple[Pools, Waits]:
    """Settle what ended, came back or went away; what is left is to be counted and updated."""
    scene.count_up("Ignore", len(found.ignored))
    situation = scene.situation
    going_on = scene.rollout.current.going_on
    policy = Policy(scene.batch, situation.now, situation.eval_id, going_on, scene.group_of, scene.ran_as_batch)
    ended, moving = split(found.untainted.values(), policy), split(found.migrating.values(), policy)
    pools = Pools(
        untainted=ended.untainted,
        migrating=found.migrating,
        lost=found.lost,
        now=ended.now | moving.now,
        later=[*ended.later, *moving.later],
    )
    pools, disconnecting = _reconnect(scene, pools, found, live)
    pools = pools._replace(lost=pools.lost | found.expiring)
    pools, timeouts = disconnect(scene, pools, disconnecting, policy)
    return pools, wait(scene, pools, disconnecting, timeouts)


def _reconnect(scene: Scene, pools: Pools, found: Sorted, live: Allocs) -> tuple[Pools, Allocs]:
    if not found.reconnecting:
        return pools, found.disconnecting
    judgement = Judgement(scene.job, scene.group, scene.age_of, scene.group_of, scene.situation.now)
    settled = reconnect(found.reconnecting, live, judgement)
    scene.tally.stops += settled.stops
    scene.count_up("Stop", len(settled.stops))
    back = [
        alloc for alloc in settled.keep.values() if alloc.client_status == "running" and not unwanted(alloc, judgement)
    ]
    scene.tally.touched += [Touched(alloc, "reconnect") for alloc in back]
    scene.count_up("Reconnect", len(back))
    gone = frozenset(stop.alloc.id for stop in settled.stops)
    after = pools._replace(
        untainted=without(pools.untainted, gone) | settled.keep,
        migrating=without(pools.migrating, gone),
        lost=without(pools.lost, gone),
    )
    return after, without(found.disconnecting, gone)


def _update(scene: Scene, pools: Pools) -> Updates:
    updates = sort_updates(scene, pools.untainted)
    scene.tally.in_place += updates.in_place.values()
    scene.count_up("Ignore", len(updates.ignored))
    scene.count_up("InPlaceUpdate", len(updates.in_place))
    return updates


def _needed_canaries(scene: Scene, state: DeploymentGroup, canaries: Allocs, updates: Updates) -> int:
    """How many canaries the group wants, if it needs more than there are; else 0."""
    wanted: int = (scene.group.get("Update") or {}).get("Canary") or 0
    return wanted if updates.destructive and len(canaries) < wanted and not state.promoted else 0


def _place(scene: Scene, pools: Pools, updates: Updates, names: NameIndex, waits: Waits, *, canarying: bool) -> int:
    """Missing allocations, updates, migrations. Gives how many were missing."""
    limit = placing.update_limit(scene, pools, updates.destructive, canarying=canarying)
    place = [] if waits.holds_placing else placing.wanted(scene, pools, names, canarying=canarying)
    if scene.rollout.current.stands_still or canarying:
        placing.place_held(scene, place, pools)
        scene.count_up("Ignore", len(updates.destructive))
    else:
        placing.place_freely(scene, place, pools)
        placing.replace_changed(scene, updates.destructive, max(limit - len(place), 0))
    placing.migrate(scene, pools, waits, canarying=canarying)
    return len(place)


def _carry_deployment(scene: Scene, state: DeploymentGroup, missing: int, live: Allocs, updates: Updates) -> None:
    """Carry the group in the deployment; one is begun on the group's first run, and if anything is updated."""
    if scene.name in scene.rollout.states:
        scene.rollout.states[scene.name] = state
        return
    total = len(updates.destructive) + len(updates.in_place) + missing
    if strategy(scene.group) is None or not total:
        return
    ran = any(scene.age_of(alloc) == planned_age(scene.job) for alloc in live.values())
    if updates.destructive or updates.in_place or not ran:
        scene.rollout.begin(scene.name, state._replace(desired_total=total))


def _cut_to_count(scene: Scene) -> None:
    if len(scene.tally.placements) > scene.wanted:
        del scene.tally.placements[scene.wanted :]
        scene.tally.counts["Place"] = scene.wanted


def _complete(scene: Scene, pools: Pools, updates: Updates, *, needs_canaries: bool) -> bool:
    open_work = (updates.destructive, updates.in_place, scene.tally.placements, pools.migrating, pools.now, pools.later)
    if any(open_work) or needs_canaries or not scene.rollout.exists:
        return False
    state = scene.rollout.states.get(scene.name)
    return state is None or healthy_enough(state)
