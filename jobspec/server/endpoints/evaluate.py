"""`/v1/job/ID/evaluate`: look at a job again."""

from __future__ import annotations

from jobspec import wire
from jobspec.server import reading
from jobspec.server.bodies import read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.registering import answer
from jobspec.server.simulate.clients import reschedules_at_all
from jobspec.server.state import evaluations, jobs
from jobspec.server.store import Row

_EVALUATE = {"JobID": "text", "EvalOptions": "object", "Region": "text", "Namespace": "text"}


def endpoint(server: Server, request: Request) -> Answer:
    """Make an evaluation; with `ForceReschedule` also failed allocations are placed again at once."""
    force = _force(request)
    reading.check_region(request)
    namespace, job_id = reading.namespace_of(request), request.place["job"]
    with server.store.lock:
        job = server.store.get("jobs", namespace, job_id)
        if job is None:
            raise Refused(500, wire.JOB_NOT_FOUND)
        if job["Periodic"] is not None:
            raise Refused(500, "A periodic job cannot be evaluated, only its launches")
        if jobs.is_parameterized(job):
            raise Refused(500, "A parameterized job cannot be evaluated, only what was dispatched")
        now, modified = server.clock.now(), job["ModifyIndex"]
        with server.store.write() as tx:
            tx.touch("allocs")
            if force:
                for alloc in tx.of_job("allocs", namespace, job_id):
                    if alloc["ClientStatus"] == "failed" and _may_be_forced(alloc):
                        wish = {**alloc["DesiredTransition"], "ForceReschedule": True}
                        changed = {**alloc, "DesiredTransition": wish, "ModifyIndex": tx.index, "ModifyTime": now}
                        tx.put("allocs", (alloc["ID"],), changed)
            evaluation = evaluations.new(job, wire.TRIGGER_REGISTER, now, JobModifyIndex=modified)
            result = answer(tx.index, modified, evaluations.upsert(tx, evaluation, refresh=False))
    more = {"KnownLeader": False, "LastContact": 0, "NextToken": "", "Warnings": ""}
    return reading.written(result["Index"], result | more)


def _may_be_forced(alloc: Row) -> bool:
    """Whether a failed allocation is not marked yet, and its group reschedules at all."""
    wanted = alloc["DesiredStatus"] == "run" and not alloc["DesiredTransition"].get("ForceReschedule")
    return wanted and reschedules_at_all(alloc)


def _force(request: Request) -> bool:
    """Whether the body asks for failed allocations too; the body may be missing."""
    if not request.body.strip():
        return False
    body = read_object(request, _EVALUATE)
    options = {key.lower(): value for key, value in (body["EvalOptions"] or {}).items()}
    force = options.get("forcereschedule") or False
    if not isinstance(force, bool):
        raise Refused(400, "ForceReschedule must be true or false")
    if not body["JobID"]:
        raise Refused(400, "JobID must be given")
    if body["JobID"] != request.place["job"]:
        raise Refused(400, "JobID is not the one of the path")
    return force
