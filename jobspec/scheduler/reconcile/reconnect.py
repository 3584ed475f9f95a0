"""Allocations whose client is back against the replacements that were made meanwhile: which of them stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from jobspec import wire
from jobspec.cluster import Alloc
from jobspec.cluster.times import nanoseconds
from jobspec.scheduler.reconcile.categories import Allocs
from jobspec.scheduler.reconcile.timing import Group, disconnect_setting
from jobspec.scheduler.reconcile.types import Stop, Tree

Age = tuple[int, int]
"""Version and CreateIndex of the job that an allocation was made from."""


class Reconnected(NamedTuple):
    """What became of reconnecting allocations and their replacements."""

    keep: Allocs
    """The reconnecting ones that stay."""
    stops: tuple[Stop, ...]
    """Reconnecting ones and replacements that do not."""


class Judgement(NamedTuple):
    """What the choice looks at besides the allocations."""

    job: Tree
    group: Group
    """The planned group: its disconnect block holds the strategy."""
    age_of: Callable[[Alloc], Age]
    group_of: Callable[[Alloc], Group | None]
    now: int


def reconnect(reconnecting: Allocs, everything: Allocs, judgement: Judgement) -> Reconnected:
    """Settle every reconnecting allocation; `everything` are the group's allocations, where replacements are found."""
    stops: dict[str, Stop] = {}
    for original in reconnecting.values():
        for stop in _settle(original, everything, judgement):
            stops.setdefault(stop.alloc.id, stop)
    keep = {alloc_id: alloc for alloc_id, alloc in reconnecting.items() if alloc_id not in stops}
    return Reconnected(keep, tuple(stops.values()))


def _settle(original: Alloc, everything: Allocs, judgement: Judgement) -> Iterator[Stop]:
    if not original.server_terminal and original.client_status == "failed":
        yield Stop(original, wire.ALLOC_RESCHEDULED, "failed")
    elif unwanted(original, judgement):
        yield Stop(original, wire.ALLOC_NOT_NEEDED)
    else:
        for replacement in _replacements(original, everything):
            if prefers_replacement(original, replacement, judgement):
                yield Stop(original, wire.ALLOC_NOT_NEEDED)
            else:
                yield Stop(replacement, wire.ALLOC_RECONNECTED)


def unwanted(alloc: Alloc, judgement: Judgement) -> bool:
    """Whether it would not be resumed even without a replacement: told to go, or of an older job."""
    told = any(alloc.wants(wish) for wish in ("Migrate", "Reschedule", "ForceReschedule"))
    version, created = judgement.age_of(alloc)
    planned = judgement.job
    older = version < (planned.get("Version") or 0) or created < (planned.get("CreateIndex") or 0)
    return alloc.desired_status != "run" or told or older


def _replacements(original: Alloc, everything: Allocs) -> Iterator[Alloc]:
    """Live successors of an allocation, and theirs."""
    seen = {original.id}
    successor = original.next
    while successor in everything and successor not in seen:
        seen.add(successor)
        if not everything[successor].server_terminal:
            yield everything[successor]
        successor = everything[successor].next


def prefers_replacement(original: Alloc, replacement: Alloc, judgement: Judgement) -> bool:
    """Whether the replacement is kept rather than the original. A newer job always wins."""
    (version, created), (new_version, new_created) = judgement.age_of(original), judgement.age_of(replacement)
    if new_version > version or new_created > created:
        return True
    strategy = _STRATEGIES.get(disconnect_setting(judgement.group, "Reconcile") or "", _better_score)
    return strategy(original, replacement, judgement)


def _better_score(original: Alloc, replacement: Alloc, judgement: Judgement) -> bool:
    old, new = norm_score(original), norm_score(replacement)
    better = new is not None and (old is None or new > old)
    return better and (replacement.client_status == "running" or original.client_status != "running")


def _longer_running(original: Alloc, replacement: Alloc, judgement: Judgement) -> bool:
    group = judgement.group_of(original)
    old, new = (_main_start(alloc, group, judgement.now) for alloc in (original, replacement))
    if old is None and new is None:
        return _better_score(original, replacement, judgement)
    return old is None or (new is not None and old >= new)


_STRATEGIES: Mapping[str, Callable[[Alloc, Alloc, Judgement], bool]] = {
    "keep_original": lambda original, replacement, judgement: False,
    "keep_replacement": lambda original, replacement, judgement: True,
    "best_score": _better_score,
    "longest_running": _longer_running,
}


def norm_score(alloc: Alloc) -> float | None:
    """The highest final score recorded with its placement; None without any."""
    scores = (alloc.raw.get("Metrics") or {}).get("ScoreMetaData") or ()
    return max((score.get("NormScore") or 0.0 for score in scores), default=None)


def _main_start(alloc: Alloc, group: Group | None, now: int) -> int | None:
    """When its leader started, or without one the task that has been running for longest."""
    tasks = (group or {}).get("Tasks") or ()
    leader = next((task for task in tasks if task.get("Leader")), None)
    if leader is not None:
        return _task_start(alloc, leader)
    starts = (_task_start(alloc, task) for task in tasks)
    return min((start for start in starts if start is not None and start < now), default=None)


def _task_start(alloc: Alloc, task: Group) -> int | None:
    state = alloc.task_states.get(task.get("Name") or "")
    if state is None:
        return None
    return nanoseconds(state.get("LastRestart" if state.get("Restarts") else "StartedAt") or "")
