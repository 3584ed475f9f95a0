"""`/v1/job/ID/plan`: what registering a job would do; nothing is stored."""

from __future__ import annotations

import uuid
from typing import Any

from jobspec.diagnostics import RefusedError
from jobspec.scheduler import plan
from jobspec.server import reading, shown
from jobspec.server.admission import admitted
from jobspec.server.bodies import read_job, read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.simulate.clock import moment
from jobspec.server.simulate.snapshot import snapshot

_PLAN = {"Job": "any", "Diff": "flag", "PolicyOverride": "flag", "Region": "text", "Namespace": "text"}


def endpoint(server: Server, request: Request) -> Answer:
    """Plan a job against what there is now."""
    body = read_object(request, _PLAN)
    if body["Job"] is None:
        raise Refused(400, "Job must be specified")
    job = read_job(body["Job"])
    if job["ID"] is None:
        raise Refused(400, "The job has no ID")
    if job["ID"] != request.place["job"]:
        raise Refused(400, "The job's ID is not the one of the path")
    reading.check_region(request, body["Region"] or request.text("region") or job["Region"] or "")
    job["Namespace"] = request.text("namespace") or job["Namespace"] or body["Namespace"] or "default"
    with server.store.lock:
        warnings = admitted(server, job).warnings
        now = moment(server.clock.now())
        try:
            found = plan(job, snapshot(server), now=now, search="reference", diff=body["Diff"]).to_api()
        except RefusedError as error:
            raise Refused(500, str(error)) from None
        index = _job_index(server, job)
    whole = {**found, "CreatedEvals": _created(job, found, index, server.clock.now())}
    return reading.written(index, {**whole, "Index": index, "JobModifyIndex": index, "Warnings": warnings})


def _job_index(server: Server, job: dict[str, Any]) -> int:
    current = server.store.get("jobs", job["Namespace"], job["ID"])
    return int(current["JobModifyIndex"]) if current else 0


def _created(job: dict[str, Any], found: dict[str, Any], index: int, now: int) -> list[dict[str, Any]] | None:
    """The evaluations that a plan would leave behind, as a server shows them."""
    planned = str(uuid.uuid4())
    created = []
    for one in found["CreatedEvals"] or ():
        members = {key: value for key, value in one.items() if value and key not in ("ref", "PreviousEvalIsThis")}
        own: dict[str, Any] = {"ID": str(uuid.uuid4()), "PreviousEval": planned, "Namespace": job["Namespace"]}
        if one["Status"] == "blocked":
            own["FailedTGAllocs"] = found["FailedTGAllocs"]
        if index:
            own["JobModifyIndex"] = index
        created.append({**shown.OLDER_FIELDS, **members, **own, "CreateTime": now, "ModifyTime": now})
    return created or None
