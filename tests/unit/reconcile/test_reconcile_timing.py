"""When allocations are rescheduled, expire, or have surely stopped."""

from __future__ import annotations

from typing import Any

import pytest
from reconcile_samples import MINUTE, NOW, alloc, group, turned

from jobspec.cluster.times import SECOND, rfc3339
from jobspec.scheduler.reconcile.timing import comes_back, due, expired, last_event, next_delay, stop_wait_ends

HOUR = 60 * MINUTE


def policy(function: str = "constant", **more: Any) -> dict[str, Any]:
    """A reschedule block that goes on for ever, with a base delay of 5 s and a ceiling of 60 s."""
    base = {"Unlimited": True, "Attempts": 0, "Delay": 5 * SECOND, "MaxDelay": 60 * SECOND}
    return {"DelayFunction": function, **base, **more}


def history(*delays: int, since: int = MINUTE) -> dict[str, Any]:
    """A reschedule history of some delays in seconds, the last event some time ago."""
    events = [{"Delay": delay * SECOND, "RescheduleTime": NOW - since} for delay in delays]
    return {"RescheduleTracker": {"Events": events, "LastReschedule": "ok"}}


@pytest.mark.parametrize(
    ("function", "delays", "seconds"),
    [
        ("constant", [], 5),
        ("constant", [5, 5], 5),
        ("exponential", [], 5),
        ("exponential", [5], 10),
        ("exponential", [5, 10, 20], 40),
        ("exponential", [5, 10, 20, 40], 60),
        ("fibonacci", [5], 5),
        ("fibonacci", [5, 5], 10),
        ("fibonacci", [5, 10, 15], 25),
        ("fibonacci", [60, 5], 5),
        ("fibonacci", [40, 60], 60),
    ],
)
def test_delays_grow_by_their_function_up_to_the_ceiling(function: str, delays: list[int], seconds: int) -> None:
    one = alloc(0, "failed", **history(*delays))
    assert next_delay(one, group(ReschedulePolicy=policy(function))) == seconds * SECOND


def test_after_a_long_quiet_time_the_delay_begins_anew() -> None:
    one = alloc(0, "failed", **history(5, 40, since=HOUR))
    assert next_delay(one, group(ReschedulePolicy=policy("exponential"))) == 5 * SECOND


@pytest.mark.parametrize(
    ("block", "past", "allowed"),
    [
        (policy(), [], True),
        (policy(Unlimited=False), [], False),
        (policy(Unlimited=False, Attempts=2, Interval=HOUR), [], True),
        (policy(Unlimited=False, Attempts=2, Interval=HOUR), [5], True),
        (policy(Unlimited=False, Attempts=2, Interval=HOUR), [5, 5], False),
        (policy(Unlimited=False, Attempts=2, Interval=4 * SECOND), [5], False),
        (None, [], False),
    ],
)
def test_a_policy_allows_so_many_attempts(block: dict[str, Any] | None, past: list[int], allowed: bool) -> None:
    one = alloc(0, "failed", **(history(*past, since=2 * MINUTE) if past else {}))
    found = due(one, group(ReschedulePolicy=block), batch=False)
    assert found.allowed is allowed


def test_the_delay_counts_from_the_end_of_the_last_task() -> None:
    ends = {"web": {"FinishedAt": rfc3339(NOW - HOUR)}, "side": {"FinishedAt": rfc3339(NOW - 2 * HOUR)}, "x": {}}
    one = alloc(0, "failed", TaskStates=ends)
    assert last_event(one) == NOW - HOUR
    assert due(one, group(ReschedulePolicy=policy()), batch=False).at == NOW - HOUR + 5 * SECOND


def test_a_running_allocation_is_rescheduled_only_when_a_batch_job_is_told_to() -> None:
    told = alloc(0, DesiredTransition={"Reschedule": True})
    assert not due(told, group(ReschedulePolicy=policy()), batch=False).allowed
    assert due(told, group(ReschedulePolicy=policy()), batch=True).allowed


def test_unknown_allocations_expire_counted_from_the_first_unknown_in_a_row() -> None:
    waits = group(Disconnect={"LostAfter": 10 * MINUTE})
    states = [turned("unknown", HOUR), turned("running", 20 * MINUTE), turned("unknown", 11 * MINUTE)]
    assert expired(alloc(0, "unknown", AllocStates=states), waits, NOW)
    assert not expired(alloc(0, "unknown", AllocStates=[turned("unknown", 9 * MINUTE)]), waits, NOW)
    assert not expired(alloc(0, "running", AllocStates=states), waits, NOW)


def test_only_the_last_recorded_status_tells_who_comes_back() -> None:
    assert comes_back(alloc(0, "running", AllocStates=[turned("unknown")]))
    assert not comes_back(alloc(0, "running", AllocStates=[turned("unknown"), turned("running")]))
    assert not comes_back(alloc(0, "complete", AllocStates=[turned("unknown")]))
    assert not comes_back(alloc(0))


def test_a_lost_allocation_has_stopped_after_its_wait_and_the_longest_kill_timeout() -> None:
    waits = group(Disconnect={"StopOnClientAfter": 10 * SECOND})
    waits["Tasks"][0]["KillTimeout"] = 20 * SECOND
    assert stop_wait_ends(alloc(0), waits, NOW) == NOW + 30 * SECOND
    assert stop_wait_ends(alloc(0, AllocStates=[turned("lost")]), waits, NOW) == NOW - MINUTE + 30 * SECOND
    assert stop_wait_ends(alloc(0), group(), NOW) is None
