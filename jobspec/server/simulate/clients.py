"""Simulated clients: they start tasks, let them end, stop them, and tell of health."""

from __future__ import annotations

from typing import Any

from jobspec import wire
from jobspec.server.core import Server
from jobspec.server.simulate import events, group_run
from jobspec.server.simulate.tasks import group_of, watches_health
from jobspec.server.state import allocations, evaluations, jobs
from jobspec.server.store import Row, Transaction

REPORTING = 500_000_000
"""Nanoseconds until a server hears that tasks started: clients tell of that once a second, so it takes half of one."""


def step(server: Server) -> bool:
    """Do what is due on the clients, all of one kind in one report; whether there was anything."""
    rows = server.store.group("allocs", "restless")
    kinds = (
        (_to_stop, _stopped),
        (_to_start, _started),
        (_to_restart, _restarted),
        (_to_end, _ended),
        (_to_judge, _judged),
    )
    for due, report in kinds:
        found = [row for row in rows if due(server, row)]
        if found:
            report(server, found)
            return True
    return False


def next_due(server: Server) -> int | None:
    """When something will be due on the clients by itself."""
    times = []
    for row in server.store.group("allocs", "restless"):
        if row["ClientStatus"] == "running" and row["DesiredStatus"] == "run":
            found = (_end_time(row), _restart_time(row), _health_time(server, row))
            times += [at for at in found if at is not None]
        elif _starts(row):
            times.append(_heard_time(row))
    return min(times, default=None)


def _to_start(server: Server, row: Row) -> bool:
    return _starts(row) and _heard_time(row) <= server.clock.now()


def _starts(row: Row) -> bool:
    return bool(row["ClientStatus"] == "pending" and row["DesiredStatus"] == "run")


def _heard_time(row: Row) -> int:
    """When the server hears that the tasks of a new allocation started."""
    return int(row["CreateTime"]) + REPORTING


def _to_stop(server: Server, row: Row) -> bool:
    return row["ClientStatus"] in ("pending", "running") and row["DesiredStatus"] != "run"


def _to_end(server: Server, row: Row) -> bool:
    at = _end_time(row) if row["ClientStatus"] == "running" and row["DesiredStatus"] == "run" else None
    return at is not None and at <= server.clock.now()


def _to_restart(server: Server, row: Row) -> bool:
    at = _restart_time(row) if row["ClientStatus"] == "running" and row["DesiredStatus"] == "run" else None
    return at is not None and at <= server.clock.now()


def _to_judge(server: Server, row: Row) -> bool:
    if row["ClientStatus"] not in ("running", "failed") or row["DesiredStatus"] != "run":
        return False
    at = _health_time(server, row)
    return at is not None and at <= server.clock.now()


def _end_time(row: Row) -> int | None:
    """When the first task ends by itself."""
    return group_run.next_end(group_of(row), row["TaskStates"] or {})


def _restart_time(row: Row) -> int | None:
    """When the first task that waits for it starts again."""
    return group_run.next_restart(row["TaskStates"] or {})


def _health_time(server: Server, row: Row) -> int | None:
    """When an allocation counts as healthy; None if that is known, not asked for, or not to be said yet."""
    if not watches_health(row):
        return None
    group = group_of(row)
    rule = group["Migrate"]
    if row["DeploymentID"]:
        deployment = server.store.get("deployment", row["DeploymentID"])
        if deployment is None or deployment["Status"] in jobs.ENDED_DEPLOYMENT:
            return None
        rule = group["Update"] or row["Job"]["Update"]
    since = group_run.up_since(group, row["TaskStates"] or {})
    if since is None:
        return None
    return int(max(since, row.get("InPlaceTime") or 0) + ((rule or {}).get("MinHealthyTime") or 0))


def _started(server: Server, rows: list[Row]) -> None:
    """Tasks started when they were placed; the server hears of it now, with what is known of their health."""
    now = server.clock.now()
    with server.store.write() as tx:
        for row in rows:
            states = group_run.begun(group_of(row), row["CreateTime"])
            running = {"ClientStatus": "running", "ClientDescription": wire.CLIENT_RUNNING, "TaskStates": states}
            told = {**row, **running, "ModifyTime": now, "NetworkStatus": _NETWORK}
            healthy = _to_judge(server, told) and not _to_end(server, told)
            allocations.by_client(tx, told, True if healthy else None)


_NETWORK = {"Address": "", "AddressIPv6": "", "DNS": None, "InterfaceName": ""}


def _stopped(server: Server, rows: list[Row]) -> None:
    """What is stopped before it was known to be healthy never was."""
    now = server.clock.now()
    with server.store.write() as tx:
        for row in rows:
            states = group_run.stopped(group_of(row), row["TaskStates"] or {}, now)
            unproven = bool(states) and watches_health(row)
            report = {**row, **_over(states or None), "ModifyTime": now}
            allocations.by_client(tx, report, False if unproven else None)
    server.room_made = True


def _over(states: dict[str, Any] | None) -> dict[str, Any]:
    failed = any(state["Failed"] for state in (states or {}).values())
    return {
        "ClientStatus": "failed" if failed else "complete",
        "ClientDescription": wire.CLIENT_FAILED if failed else wire.CLIENT_COMPLETE,
        "TaskStates": states,
    }


def _ended(server: Server, rows: list[Row]) -> None:
    now = server.clock.now()
    with server.store.write() as tx:
        for row in rows:
            watched = watches_health(row)
            in_deployment = bool(row["DeploymentID"]) and watched
            states = group_run.ended(group_of(row), row["Job"]["Type"], row["TaskStates"], now, in_deployment)
            report = {**row, "TaskStates": states, "ModifyTime": now}
            if all(state["State"] == "dead" for state in states.values()):
                report |= _over(states)
            failed = report["ClientStatus"] == "failed" and watched
            allocations.by_client(tx, report, False if failed else None)
            if report["ClientStatus"] == "failed":
                _ask_for_another(tx, report, now)
    server.room_made = True


def _ask_for_another(tx: Transaction, row: Row, now: int) -> None:
    """A failed allocation that may be placed again at once calls for an evaluation of its job."""
    job = tx.get("jobs", row["Namespace"], row["JobID"])
    if job is None or job["Stop"] or row["FollowupEvalID"] or not may_be_rescheduled(row, now):
        return
    evaluations.upsert(tx, evaluations.new(job, wire.EVAL_RETRY_FAILED, now))


def reschedules_at_all(row: Row) -> bool:
    """Whether the group of an allocation places failed ones again."""
    policy = group_of(row)["ReschedulePolicy"] or {}
    return bool(policy.get("Unlimited") or ((policy.get("Attempts") or 0) > 0 and (policy.get("Interval") or 0) > 0))


def may_be_rescheduled(row: Row, now: int) -> bool:
    """Whether a failed allocation has attempts left to be placed again."""
    policy = group_of(row)["ReschedulePolicy"] or {}
    if not reschedules_at_all(row) or policy.get("Unlimited"):
        return reschedules_at_all(row)
    attempts, interval = policy.get("Attempts") or 0, policy.get("Interval") or 0
    tried = [event["RescheduleTime"] for event in (row["RescheduleTracker"] or {}).get("Events") or ()]
    return attempts > sum(1 for at in tried if now - at < interval)


def _restarted(server: Server, rows: list[Row]) -> None:
    now = server.clock.now()
    with server.store.write() as tx:
        for row in rows:
            states = group_run.restarted(row["TaskStates"], now)
            allocations.by_client(tx, {**row, "TaskStates": states, "ModifyTime": now})


def _judged(server: Server, rows: list[Row]) -> None:
    now = server.clock.now()
    with server.store.write() as tx:
        for row in rows:
            healthy = row["ClientStatus"] == "running"
            allocations.by_client(tx, {**row, "ModifyTime": now}, healthy)


def restart_tasks(server: Server, row: Row) -> None:
    """Restart the running tasks of an allocation by hand."""
    now = server.clock.now()
    states = {name: events.restarted_by_hand(state, now) for name, state in (row["TaskStates"] or {}).items()}
    with server.store.write() as tx:
        allocations.by_client(tx, {**row, "TaskStates": states, "ModifyTime": now})
