"""Launches of periodic jobs: what is due, and the child job that a launch makes."""

from __future__ import annotations

from jobspec import wire
from jobspec.diagnostics import RefusedError
from jobspec.launch.periodic import launches_of, periodic_tree, schedule_of
from jobspec.server.core import Server
from jobspec.server.registering import launch_row
from jobspec.server.simulate.clock import EPOCH, SECOND, moment
from jobspec.server.state import evaluations, jobs
from jobspec.server.store import Row


def launch(server: Server, job: Row, at: int) -> Row:
    """Make the child of a launch and the evaluation that starts it."""
    now = server.clock.now()
    with server.store.write() as tx:
        tx.put("periodic_launch", (job["Namespace"], job["ID"]), launch_row(job, at))
        child = jobs.upsert(tx, {**periodic_tree(job, moment(at)), "SubmitTime": now})
        return evaluations.upsert(tx, evaluations.new(child, wire.TRIGGER_PERIODIC, now, JobModifyIndex=tx.index))


def next_launch(server: Server, job: Row) -> int | None:
    """When a tracked job launches next, in nanoseconds; None if it never does."""
    last = server.store.get("periodic_launch", job["Namespace"], job["ID"])
    schedule = schedule_of(job)
    if last is None or schedule is None:
        return None
    try:
        at = next(launches_of(schedule, moment(last["Launch"])), None)
    except RefusedError:
        return None
    return None if at is None else (at - EPOCH) // (moment(SECOND) - EPOCH) * SECOND


def tracked(server: Server) -> list[Row]:
    """The jobs that launch on a schedule."""
    return server.store.group("jobs", "tracked")


def launch_due(server: Server) -> bool:
    """Launch the first job that is due; whether there was one."""
    now = server.clock.now()
    for job in tracked(server):
        at = next_launch(server, job)
        if at is None or at > now:
            continue
        if job["Periodic"]["ProhibitOverlap"] and _child_lives(server, job):
            with server.store.write() as tx:
                tx.put("periodic_launch", (job["Namespace"], job["ID"]), launch_row(job, at))
        else:
            launch(server, job, at)
        return True
    return False


def _child_lives(server: Server, job: Row) -> bool:
    children = server.store.group("jobs", "children", job["Namespace"], job["ID"])
    return any(child["Status"] != "dead" for child in children)


def next_due(server: Server) -> int | None:
    """When a job launches next."""
    times = [next_launch(server, job) for job in tracked(server)]
    return min((at for at in times if at is not None), default=None)
