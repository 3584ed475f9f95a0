"""When an allocation may be rescheduled, and when one that lost its client counts as lost. Times in nanoseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jobspec.cluster import Alloc, RescheduleEvent
from jobspec.cluster.times import SECOND, nanoseconds

Group = Mapping[str, Any]

DEFAULT_KILL_TIMEOUT = 5 * SECOND


class Due(NamedTuple):
    """When an allocation's next rescheduling is due, and whether its policy allows it at all."""

    at: int
    allowed: bool


NEVER = Due(0, False)


def disconnect_setting(group: Group | None, key: str) -> Any:
    """One setting of a group's disconnect block; None if unset."""
    return ((group or {}).get("Disconnect") or {}).get(key)


def lost_after(group: Group | None) -> int:
    """How long an allocation may be unknown; 0: not at all."""
    return disconnect_setting(group, "LostAfter") or 0


def replaced_on_disconnect(group: Group | None) -> bool:
    """Whether a disconnected allocation gets a replacement."""
    return disconnect_setting(group, "Replace") is not False


def reschedule_policy(group: Group | None) -> Mapping[str, Any] | None:
    """The reschedule block that an allocation was made with."""
    return (group or {}).get("ReschedulePolicy")


def last_event(alloc: Alloc) -> int:
    """When its last task finished; if none did, when it was last changed."""
    ends = (nanoseconds(state.get("FinishedAt") or "") for state in alloc.task_states.values())
    return max((end for end in ends if end is not None), default=alloc.modify_time)


def next_delay(alloc: Alloc, group: Group | None) -> int:
    """How long after its failure an allocation is rescheduled."""
    policy = reschedule_policy(group)
    if policy is None:
        return 0
    base: int = policy.get("Delay") or 0
    events = alloc.reschedule_events
    if not events or policy.get("DelayFunction") not in ("exponential", "fibonacci"):
        return base
    grown = _grown_delay(policy["DelayFunction"], events, base, policy.get("MaxDelay") or 0)
    ceiling: int = policy.get("MaxDelay") or 0
    if not 0 < ceiling < grown:
        return grown
    quiet = last_event(alloc) - events[-1].at
    return base if quiet > ceiling else ceiling


def _grown_delay(function: str, events: Sequence[RescheduleEvent], base: int, ceiling: int) -> int:
    last = events[-1].delay
    if function == "exponential":
        return 2 * last
    if len(events) < 2:
        return base
    before = events[-2].delay
    # The ceiling followed by the base delay is the start of a new series, not a sum to go on from.
    return last if (before, last) == (ceiling, base) else last + before


def due(alloc: Alloc, group: Group | None, batch: bool) -> Due:
    """The next rescheduling of a failed or lost allocation, or of one of a batch job that was told to reschedule."""
    policy = reschedule_policy(group)
    if policy is None or not (policy.get("Attempts") or policy.get("Unlimited")):
        return NEVER
    stopped = alloc.desired_status == "stop" and not last_reschedule_failed(alloc)
    told = batch and alloc.wants("Reschedule")
    ended = alloc.client_status in ("failed", "lost")
    if stopped or not (ended or told):
        return NEVER
    return due_after(alloc, group, last_event(alloc))


def due_after(alloc: Alloc, group: Group | None, failed_at: int) -> Due:
    """The next rescheduling, taking the allocation as failed at a given time."""
    policy = reschedule_policy(group)
    if policy is None:
        return NEVER
    delay = next_delay(alloc, group)
    return Due(failed_at + delay, _attempts_left(alloc, policy, failed_at, delay))


def _attempts_left(alloc: Alloc, policy: Mapping[str, Any], failed_at: int, delay: int) -> bool:
    attempts: int = policy.get("Attempts") or 0
    interval: int = policy.get("Interval") or 0
    tracker = alloc.raw.get("RescheduleTracker")
    if attempts > 0 and tracker is not None and tracker.get("Events") is not None:
        # Counted even where the policy is unlimited as well.
        recent = sum(1 for event in alloc.reschedule_events if failed_at - event.at < interval)
        return recent < attempts and delay < interval
    return bool(policy.get("Unlimited")) or (attempts > 0 and tracker is None)


def last_reschedule_failed(alloc: Alloc) -> bool:
    """Whether the last try to reschedule it found no node."""
    return alloc.last_reschedule not in ("", "ok")


def comes_back(alloc: Alloc) -> bool:
    """Whether the last recorded change of its client status was to unknown."""
    if alloc.client_status not in ("unknown", "running", "failed"):
        return False
    recorded = [change.value for change in alloc.state_changes if change.value]
    return bool(recorded) and recorded[-1] == "unknown"


def unknown_since(alloc: Alloc) -> int | None:
    """When it turned unknown the last time; None if it never did."""
    since = None
    for change in reversed(alloc.state_changes):
        if change.value == "unknown":
            since = change.at
        elif since is not None:
            break
    return since


def expired(alloc: Alloc, group: Group | None, now: int) -> bool:
    """Whether it has been unknown for longer than its group allows."""
    since = unknown_since(alloc) if alloc.client_status == "unknown" else None
    return group is not None and since is not None and since + lost_after(group) <= now


def stop_wait_ends(alloc: Alloc, group: Group | None, now: int) -> int | None:
    """When a lost allocation has surely stopped on its client; None if its group does not wait for that."""
    wait = disconnect_setting(group, "StopOnClientAfter")
    if group is None or not wait:
        return None
    lost = next((change.at for change in alloc.state_changes if change.value == "lost"), None)
    kill = max((task.get("KillTimeout") or 0 for task in group.get("Tasks") or ()), default=0)
    return int((now if lost is None else lost) + wait + max(kill, DEFAULT_KILL_TIMEOUT))
