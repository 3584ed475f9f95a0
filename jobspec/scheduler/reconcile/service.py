"""Service and batch jobs: all groups of a job, and its deployment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jobspec import wire
from jobspec.cluster import Deployment
from jobspec.scheduler.reconcile.categories import Allocs
from jobspec.scheduler.reconcile.changes import find
from jobspec.scheduler.reconcile.deployments import (
    Rollout,
    current_deployment,
    existing,
    planned,
    settled,
    stable_version,
    strategy,
)
from jobspec.scheduler.reconcile.group import reconcile_group
from jobspec.scheduler.reconcile.names import NameIndex
from jobspec.scheduler.reconcile.scene import Scene, Tally
from jobspec.scheduler.reconcile.stops import stop_all
from jobspec.scheduler.reconcile.types import (
    InPlace,
    Placement,
    PlannedDeployment,
    Reconciliation,
    Situation,
    Stop,
    Tree,
)


def reconcile(situation: Situation) -> Reconciliation:
    """What must happen for a service or batch job, whatever nodes there are."""
    job = situation.job
    rollout = Rollout(current_deployment(job, latest_deployment(situation)))
    scenes = [Scene(situation, name, rollout, Tally()) for name in _group_names(situation)]
    names: dict[str, NameIndex] = {}
    complete = True
    for scene in scenes:
        own = _allocs(situation, scene.name)
        if job.get("Stop"):
            stop_all(scene, {key: alloc for key, alloc in own.items() if not alloc.terminal})
        else:
            used, done = reconcile_group(scene, own)
            complete = complete and done
            names |= {} if used is None else {scene.name: used}
    return _assemble(situation, rollout, scenes, names, complete)


def latest_deployment(situation: Situation) -> Deployment | None:
    """The job's newest deployment; batch jobs have none."""
    return None if situation.job.get("Type") == "batch" else next(iter(situation.deployments), None)


def _group_names(situation: Situation) -> list[str]:
    """The groups with allocations, then the others of the job: the most frequent order in the reference."""
    with_allocs = (alloc.group for alloc in sorted(situation.allocs, key=lambda one: one.id))
    return list(dict.fromkeys([*with_allocs, *(group["Name"] for group in situation.job.get("TaskGroups") or ())]))


def _allocs(situation: Situation, group: str) -> Allocs:
    """A group's allocations by ID: the order in which equals are chosen."""
    own = (alloc for alloc in situation.allocs if alloc.group == group)
    return {alloc.id: alloc for alloc in sorted(own, key=lambda one: one.id)}


def _assemble(
    situation: Situation, rollout: Rollout, scenes: list[Scene], names: dict[str, NameIndex], complete: bool
) -> Reconciliation:
    effective = _effective_deployment(situation, rollout)
    destructive, placements = _assigned(situation, scenes, effective)
    tallies = [scene.tally for scene in scenes]
    settled_updates = settled(rollout.id, rollout.status, complete) if rollout.exists else ()
    return Reconciliation(
        destructive=destructive,
        placements=placements,
        stops=[*already_lost(situation), *(stop for tally in tallies for stop in tally.stops)],
        in_place=[_within_deployment(update, effective) for tally in tallies for update in tally.in_place],
        touched=[one for tally in tallies for one in tally.touched],
        follow_ups=[one for tally in tallies for one in tally.follow_ups],
        deployment=_written(situation, rollout),
        deployment_updates=[*rollout.current.updates, *settled_updates],
        updates={scene.name: scene.tally.counts for scene in scenes},
        names=names,
    )


def already_lost(situation: Situation) -> Iterator[Stop]:
    """Allocations told to stop that can no longer do so: their node is down or gone."""
    for alloc in situation.allocs:
        node = situation.node(alloc.node_id)
        down = node is None or node.status == "down"
        if down and alloc.server_terminal and alloc.client_status in ("running", "pending"):
            yield Stop(alloc, wire.ALLOC_LOST, "lost")


def _written(situation: Situation, rollout: Rollout) -> PlannedDeployment | None:
    """The deployment that is written with the plan: a new one, or one whose first plan this is."""
    if rollout.begun:
        return planned(situation.job, rollout.states)
    going_on = rollout.current.going_on
    return existing(going_on, rollout.states) if going_on is not None and going_on.status == "initializing" else None


class Effective(NamedTuple):
    """The deployment that the plan's allocations belong to: the new one, else the latest, whatever became of it."""

    id: str
    active: bool


def _effective_deployment(situation: Situation, rollout: Rollout) -> Effective:
    if rollout.begun:
        return Effective(rollout.id, True)
    if (latest := latest_deployment(situation)) is None:
        return Effective("", False)
    return Effective(latest.id, latest.active)


def _within_deployment(update: InPlace, effective: Effective) -> InPlace:
    return update._replace(deployment=effective.id, keeps_health=update.alloc.deployment_id == effective.id)


def _assigned(
    situation: Situation, scenes: list[Scene], effective: Effective
) -> tuple[list[Placement], list[Placement]]:
    """The placements with the job version they use and the deployment they belong to."""
    destructive = [one for scene in scenes for one in scene.tally.destructive]
    placements = [one for scene in scenes for one in scene.tally.placements]
    deployment = effective.id if effective.active else ""
    assigned = []
    for one in (*destructive, *placements):
        older = _older_version(situation, one) if one.downgrade else None
        if older is not None:
            # The reference goes on with this deployment for all placements that follow.
            deployment = older.deployment
        job = older.job if older else None
        canary = one.canary and bool(effective.id)
        if job is not one.job or deployment != one.deployment or canary != one.canary:
            one = one._replace(job=job, deployment=deployment, canary=canary)
        assigned.append(one)
    return assigned[: len(destructive)], assigned[len(destructive) :]


class Older(NamedTuple):
    """An older version of the job to place, and the deployment that rolled it out."""

    job: Tree
    deployment: str


def _older_version(situation: Situation, placement: Placement) -> Older | None:
    """The stable version that replaces a non-canary while canaries run."""
    stable = stable_version(placement.group, situation.deployments)
    number = stable.job_version if stable else placement.min_version
    planned_number = situation.job.get("Version") or 0
    job = situation.job if number == planned_number else situation.version(number)
    if job is None or (stable is None and strategy(job) is not None):
        return None
    fits = (job.get("Version") or 0) >= placement.min_version and find(job.get("TaskGroups"), placement.group)
    return Older(job, stable.id if stable else "") if fits else None
