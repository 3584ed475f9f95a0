"""`/v1/job/ID`: read one job, update it, stop it; its summary."""

from __future__ import annotations

from jobspec import wire
from jobspec.server import reading, shown
from jobspec.server.core import Server
from jobspec.server.endpoints import jobs
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.registering import deregister
from jobspec.server.remembered import Found


def endpoint(server: Server, request: Request) -> Answer:
    """Read, update or stop."""
    if request.writes:
        return jobs.update(server, request)
    return stop(server, request) if request.method == "DELETE" else read(server, request)


def read(server: Server, request: Request) -> Answer:
    """The whole job."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]

    def query() -> Found:
        row = server.store.get("jobs", namespace, job_id)
        if row is None:
            return Found(server.store.last("jobs"), None)
        return Found(row["ModifyIndex"], shown.job(row))

    return reading.read(server, request, query, ("jobs", namespace, job_id), missing=wire.JOB_NOT_FOUND)


def stop(server: Server, request: Request) -> Answer:
    """Stop the job, or take it away with `purge`."""
    purge = request.flag("purge")
    request.flag("global")
    priority = request.number("eval_priority") or 0
    if priority > 100:
        raise Refused(400, "eval_priority must be from 1 to 100")
    request.flag("no_shutdown_delay")
    reading.check_region(request)
    namespace, job_id = reading.namespace_of(request), request.place["job"]
    if not job_id:
        raise Refused(500, "The ID of the job to stop is missing")
    result = deregister(server, namespace, job_id, purge=purge, priority=max(priority, 0))
    return reading.written(result["Index"], {**result, "KnownLeader": False, "LastContact": 0, "NextToken": ""})


def summary(server: Server, request: Request) -> Answer:
    """How many allocations of each group are in which state. Any method will do."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]

    def query() -> Found:
        row = server.store.get("job_summary", namespace, job_id)
        return Found(row["ModifyIndex"], row) if row else Found(server.store.last("job_summary"), None)

    return reading.read(server, request, query, ("job_summary", namespace, job_id), missing=wire.JOB_NOT_FOUND)
