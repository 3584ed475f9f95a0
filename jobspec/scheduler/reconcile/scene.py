"""What the steps of one group's reconciliation share: the situation, the group, its deployment, and the tally."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jobspec.cluster import Alloc
from jobspec.scheduler.reconcile.categories import Allocs, Sorted, sort_allocs
from jobspec.scheduler.reconcile.changes import find
from jobspec.scheduler.reconcile.deployments import Rollout
from jobspec.scheduler.reconcile.reconnect import Age
from jobspec.scheduler.reconcile.reschedule import Later
from jobspec.scheduler.reconcile.types import (
    FollowUp,
    InPlace,
    Placement,
    Situation,
    Stop,
    Touched,
    Tree,
    no_counts,
)


class Tally:
    """What has been found to be done for a group so far. Filled step by step, in the reference's order."""

    def __init__(self) -> None:
        self.counts = no_counts()
        self.stops: list[Stop] = []
        self.placements: list[Placement] = []
        self.destructive: list[Placement] = []
        self.in_place: list[InPlace] = []
        self.touched: list[Touched] = []
        self.follow_ups: list[FollowUp] = []


class Pools(NamedTuple):
    """A group's allocations by what becomes of them, as the steps go on."""

    untainted: Allocs
    migrating: Allocs
    lost: Allocs
    now: Allocs
    """To be rescheduled now."""
    later: list[Later]
    disconnected: frozenset[str] = frozenset()
    """IDs of those set to unknown by this plan."""


class Scene(NamedTuple):
    """One group in its situation."""

    situation: Situation
    name: str
    rollout: Rollout
    tally: Tally

    @property
    def job(self) -> Tree:
        return self.situation.job

    @property
    def batch(self) -> bool:
        return bool(self.job.get("Type") == "batch")

    @property
    def group(self) -> Tree:
        """The planned group; empty if the job has none of the name."""
        return find(self.job.get("TaskGroups"), self.name) or {}

    @property
    def wanted(self) -> int:
        """How many allocations the planned group asks for."""
        return self.group.get("Count") or 0

    def count_up(self, counter: str, by: int) -> None:
        self.tally.counts[counter] += by

    def job_of(self, alloc: Alloc) -> Tree:
        """The job that an allocation was made from; empty if the state does not have it."""
        return self.situation.job_of(alloc) or {}

    def group_of(self, alloc: Alloc) -> Tree | None:
        """The group that an allocation was made from."""
        return find(self.job_of(alloc).get("TaskGroups"), alloc.group)

    def ran_as_batch(self, alloc: Alloc) -> bool:
        """Whether the job that an allocation was made from is a batch job: a new version may be of another type."""
        return bool(self.job_of(alloc).get("Type") == "batch")

    def age_of(self, alloc: Alloc) -> Age:
        """Version and CreateIndex of the job that an allocation was made from."""
        return age(self.situation, alloc)

    def sort(self, allocs: Allocs) -> Sorted:
        """The allocations by category."""
        return sort_allocs(allocs.values(), self.group_of, self.situation.node, self.situation.now)


def age(situation: Situation, alloc: Alloc) -> Age:
    """Version and CreateIndex of the job that an allocation was made from."""
    job = situation.job_of(alloc)
    if job is None:
        return alloc.job_version, situation.job.get("CreateIndex") or 0
    return job.get("Version") or 0, job.get("CreateIndex") or 0


def planned_age(job: Mapping[str, Any]) -> Age:
    """Version and CreateIndex of the planned job."""
    return job.get("Version") or 0, job.get("CreateIndex") or 0


def without(allocs: Allocs, *others: Allocs | frozenset[str]) -> Allocs:
    """The allocations that are in none of the others."""
    return {key: alloc for key, alloc in allocs.items() if not any(key in other for other in others)}


def by_index(allocs: Allocs) -> list[Alloc]:
    """The allocations by the number in their names."""
    return sorted(allocs.values(), key=lambda alloc: alloc.index)
