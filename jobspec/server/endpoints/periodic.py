"""`/v1/job/ID/periodic/force`: launch a periodic job now."""

from __future__ import annotations

from jobspec import wire
from jobspec.server import reading
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.simulate.periodic import launch
from jobspec.server.state import jobs


def force(server: Server, request: Request) -> Answer:
    """Launch a tracked job, whatever its schedule and its running children say. The body is not looked at."""
    reading.check_region(request)
    namespace, job_id = reading.namespace_of(request), request.place["job"]
    with server.store.lock:
        job = server.store.get("jobs", namespace, job_id)
        if job is None:
            raise Refused(500, wire.JOB_NOT_FOUND)
        if job["Periodic"] is None:
            raise Refused(500, f'Job "{job_id}" is not periodic')
        if not jobs.is_tracked(job):
            raise Refused(500, f'Job "{job_id}" is disabled, stopped or a template: it cannot be launched')
        evaluation = launch(server, job, server.clock.now())
    index = evaluation["CreateIndex"]
    return reading.written(index, {"EvalCreateIndex": index, "EvalID": evaluation["ID"], "Index": index})
