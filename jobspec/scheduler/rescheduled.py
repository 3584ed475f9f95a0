"""The reschedule history of an allocation that replaces a failed one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec import wire
from jobspec.cluster import Alloc
from jobspec.scheduler.reconcile.timing import next_delay, reschedule_policy

KEPT_EVENTS = 5
"""How many past events go on where a policy sets no limit of attempts."""


def reschedule_tracker(previous: Alloc, group: Mapping[str, Any] | None, now: int) -> dict[str, Any]:
    """`RescheduleTracker` of the replacement: what still counts of the past, and this rescheduling."""
    policy = reschedule_policy(group) or {}
    events = list((previous.raw.get("RescheduleTracker") or {}).get("Events") or ())
    if policy.get("Attempts"):
        interval = policy.get("Interval") or 0
        events = [event for event in events if interval > 0 and now - (event.get("RescheduleTime") or 0) <= interval]
    else:
        events = events[-KEPT_EVENTS:]
    newest = {
        "RescheduleTime": now,
        "PrevAllocID": previous.id,
        "PrevNodeID": previous.node_id,
        "Delay": next_delay(previous, group),
    }
    return {"Events": [*events, newest], "LastReschedule": wire.RESCHEDULE_OK}
