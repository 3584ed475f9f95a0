"""Which ended allocations are replaced now, which later, and which keep their slot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from jobspec.cluster import Alloc, Deployment
from jobspec.cluster.times import SECOND
from jobspec.scheduler.reconcile.categories import Allocs
from jobspec.scheduler.reconcile.timing import (
    NEVER,
    Due,
    Group,
    due,
    due_after,
    last_reschedule_failed,
    replaced_on_disconnect,
    unknown_since,
)

WINDOW = SECOND
"""What is due within this time is done now."""


class Later(NamedTuple):
    """An allocation to look at again at a given time."""

    alloc: Alloc
    at: int


class Rescheduling(NamedTuple):
    """Allocations by whether they are to be rescheduled."""

    untainted: Allocs
    now: Allocs
    later: list[Later]


class Policy(NamedTuple):
    """What decides about rescheduling besides the allocation itself."""

    batch: bool
    now: int
    eval_id: str
    deployment: Deployment | None
    """The job's current deployment."""
    group_of: Callable[[Alloc], Group | None]
    ran_as_batch: Callable[[Alloc], bool]


def split(allocs: Iterable[Alloc], policy: Policy, *, disconnecting: bool = False) -> Rescheduling:
    """Allocations by whether they are rescheduled now, later, or not; those of no further interest are left out."""
    found = Rescheduling({}, {}, [])
    for alloc in allocs:
        if disconnecting and alloc.client_status == "unknown":
            continue
        if alloc.next and alloc.terminal:
            continue
        fate = _fate(alloc, policy.batch)
        if fate == "keep" and not disconnecting:
            found.untainted[alloc.id] = alloc
        elif fate != "drop":
            _judge(found, alloc, policy, disconnecting)
    return found


def _fate(alloc: Alloc, batch: bool) -> str:
    """keep: holds its slot; drop: nothing to do with it any more; judge: to be asked for rescheduling."""
    return _batch_fate(alloc) if batch else _service_fate(alloc)


def _service_fate(alloc: Alloc) -> str:
    if alloc.server_terminal:
        return "judge" if last_reschedule_failed(alloc) else "drop"
    return "drop" if alloc.client_status in ("complete", "lost") else "judge"


def _batch_fate(alloc: Alloc) -> str:
    if alloc.wants("MigrateDisablePlacement"):
        return "keep"
    if alloc.wants("Reschedule"):
        return "judge"
    if alloc.desired_status == "stop":
        if ran_successfully(alloc):
            return "keep"
        return "judge" if last_reschedule_failed(alloc) else "drop"
    if alloc.desired_status == "evict":
        return "drop"
    return "judge" if alloc.client_status == "failed" else "keep"


def ran_successfully(alloc: Alloc) -> bool:
    """Whether all its tasks ended without failure."""
    states = alloc.task_states.values()
    return bool(states) and all(state.get("State") == "dead" and not state.get("Failed") for state in states)


def _judge(found: Rescheduling, alloc: Alloc, policy: Policy, disconnecting: bool) -> None:
    forced, next_time = _next_time(alloc, policy, disconnecting)
    asked_now = alloc.followup_eval == policy.eval_id or next_time.at - policy.now <= WINDOW
    if forced or (next_time.allowed and asked_now):
        found.now[alloc.id] = alloc
        return
    found.untainted[alloc.id] = alloc
    if next_time.allowed and not alloc.followup_eval:
        found.later.append(Later(alloc, next_time.at))


def _next_time(alloc: Alloc, policy: Policy, disconnecting: bool) -> tuple[bool, Due]:
    """Whether it was forced, and when it would be due by its own policy."""
    deployment = policy.deployment
    deploying = deployment is not None and deployment.active and alloc.deployment_id == deployment.id
    if deploying and not alloc.wants("Reschedule"):
        return False, NEVER
    forced = alloc.wants("ForceReschedule")
    group = policy.group_of(alloc)
    if disconnecting:
        return forced, due_after(alloc, group, policy.now) if replaced_on_disconnect(group) else NEVER
    if alloc.client_status == "unknown" and alloc.followup_eval == policy.eval_id:
        return forced, due_after(alloc, group, unknown_since(alloc) or 0)
    return forced, due(alloc, group, policy.ran_as_batch(alloc))
