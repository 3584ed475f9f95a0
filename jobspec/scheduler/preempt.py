"""Which allocations of less important jobs to evict so that a group fits: for CPU, memory and disk."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from jobspec.cluster import Alloc, ClusterState
from jobspec.scheduler.demand import Demand, demand_of

PRIORITY_GAP: Final = 10
"""How much less important a job must be for its allocations to be evicted."""
PENALTY: Final = 50.0
"""Added for each allocation evicted beyond what the victim's group may migrate in parallel."""


class Candidates:
    """The allocations on one node that a job may look at, and what is known of their jobs."""

    def __init__(self, state: ClusterState, job_key: tuple[str, str], priority: int, evicted: Iterable[Alloc]) -> None:
        self._state = state
        self._job_key = job_key
        self._priority = priority
        self._evicted: dict[tuple[str, str, str], int] = {}
        for alloc in evicted:
            key = (alloc.namespace, alloc.job_id, alloc.group)
            self._evicted[key] = self._evicted.get(key, 0) + 1

    def others(self, allocs: Iterable[Alloc]) -> list[Alloc]:
        """Those of other jobs."""
        return [alloc for alloc in allocs if (alloc.namespace, alloc.job_id) != self._job_key]

    def priority(self, alloc: Alloc) -> int | None:
        """The priority of an allocation's job; None if the state does not have it."""
        job = self._state.job_of(alloc)
        return None if job is None else job.get("Priority") or 0

    def evictable(self, alloc: Alloc) -> bool:
        """Whether an allocation's job is so much less important."""
        priority = self.priority(alloc)
        return priority is not None and self._priority - priority >= PRIORITY_GAP

    def by_priority(self, allocs: Iterable[Alloc]) -> list[list[Alloc]]:
        """The evictable ones in groups of equal priority, the lowest first."""
        groups: dict[int, list[Alloc]] = {}
        for alloc in allocs:
            if self.evictable(alloc):
                groups.setdefault(self.priority(alloc) or 0, []).append(alloc)
        return [groups[priority] for priority in sorted(groups)]

    def penalty(self, alloc: Alloc) -> float:
        """What evicting one more of an allocation's group costs."""
        migrate: Mapping[str, Any] = (self._state.group_of(alloc) or {}).get("Migrate") or {}
        limit = migrate.get("MaxParallel") or 0
        evicted = self._evicted.get((alloc.namespace, alloc.job_id, alloc.group), 0)
        return (evicted + 1 - limit) * PENALTY if 0 < limit <= evicted else 0.0


def distance(ask: Demand, used: Demand) -> float:
    """How far an allocation's size is from what is needed."""
    parts = ((ask.memory, used.memory), (ask.cpu, used.cpu), (ask.disk, used.disk))
    return math.sqrt(sum(((wanted - held) / wanted) ** 2 for wanted, held in parts if wanted > 0))


def victims(candidates: Candidates, allocs: Iterable[Alloc], capacity: Demand, ask: Demand) -> list[Alloc]:
    """Allocations whose eviction makes room for what is asked; empty if no eviction does.

    The job's own allocations on the node are not taken off its capacity: so it is in the reference.
    """
    others = candidates.others(allocs)
    left = capacity
    for alloc in others:
        left = left.minus(demand_of(alloc))
    chosen = _closest_first(candidates, others, left, ask)
    if chosen is None:
        return []
    return enough(chosen, ask, left)


def _closest_first(candidates: Candidates, others: list[Alloc], left: Demand, ask: Demand) -> list[Alloc] | None:
    needed, available = ask, left
    chosen: list[Alloc] = []
    for group in candidates.by_priority(others):
        while group:
            # The order of what remains decides between equals: the last takes the place of the one taken.
            closest = _closest(candidates, group, needed)
            alloc = group[closest]
            group[closest] = group[-1]
            group.pop()
            available = available.plus(demand_of(alloc))
            chosen.append(alloc)
            if not available.lacking(ask):
                return chosen
            needed = needed.minus(demand_of(alloc))
    return None


def _closest(candidates: Candidates, group: list[Alloc], needed: Demand) -> int:
    distances = [distance(needed, demand_of(alloc)) + candidates.penalty(alloc) for alloc in group]
    return distances.index(min(distances))


def enough(chosen: list[Alloc], ask: Demand, left: Demand) -> list[Alloc]:
    """The chosen ones from the most distant on, cut as soon as they suffice."""
    kept: list[Alloc] = []
    for alloc in sorted(chosen, key=lambda one: distance(ask, demand_of(one)), reverse=True):
        kept.append(alloc)
        left = left.plus(demand_of(alloc))
        if not left.lacking(ask):
            break
    return kept


def preemption_score(priorities: Iterable[int]) -> float:
    """The better, the less important the evicted are; between 0 and 1."""
    found = list(priorities)
    highest = max(found, default=0)
    net = highest + sum(found) / highest if highest else math.nan
    return 1.0 / (1 + math.exp(0.0048 * (net - 2048.0)))
