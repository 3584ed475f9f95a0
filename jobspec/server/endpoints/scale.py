"""`/v1/job/ID/scale`: how many of each group there are, and a change of that; `/v1/scaling/policies`."""

from __future__ import annotations

from typing import Any

from jobspec import wire
from jobspec.server import reading
from jobspec.server.bodies import read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.registering import check_index, scale
from jobspec.server.remembered import Found
from jobspec.server.state import deployments, jobs, scaling
from jobspec.server.store import Row

_SCALE = {
    "Target": "texts",
    "Count": "any",
    "Message": "text",
    "Error": "flag",
    "Meta": "object",
    "PolicyOverride": "flag",
    "JobModifyIndex": "uint",
    "Region": "text",
    "Namespace": "text",
}
_LARGEST_COUNT = (1 << 31) - 1


def endpoint(server: Server, request: Request) -> Answer:
    """Status or change."""
    return _scale(server, request) if request.writes else _status(server, request)


def _status(server: Server, request: Request) -> Answer:
    namespace, job_id = reading.namespace_of(request), request.place["job"]

    def query() -> Found:
        index = max(server.store.last("jobs", "allocs", scaling.EVENTS), 1)
        job = server.store.get("jobs", namespace, job_id)
        if job is None:
            return Found(index, None)
        events = scaling.events(server.store, namespace, job_id)
        allocs = [
            alloc
            for alloc in server.store.of_job("allocs", namespace, job_id)
            if jobs.is_live(alloc) and not _is_canary(alloc)
        ]
        body = {
            "JobCreateIndex": job["CreateIndex"],
            "JobID": job_id,
            "JobModifyIndex": job["ModifyIndex"],
            "JobStopped": job["Stop"],
            "Namespace": namespace,
            "TaskGroups": {
                group["Name"]: _group_status(group, allocs, events.get(group["Name"])) for group in job["TaskGroups"]
            },
        }
        return Found(index, body)

    return reading.read(
        server,
        request,
        query,
        ("jobs", namespace, job_id),
        ("allocs", namespace, job_id),
        (scaling.EVENTS, namespace, job_id),
        missing=wire.JOB_NOT_FOUND,
    )


def _is_canary(alloc: Row) -> bool:
    return bool((alloc["DeploymentStatus"] or {}).get("Canary"))


def _group_status(group: Row, allocs: list[Row], events: list[Row] | None) -> dict[str, Any]:
    own = [alloc for alloc in allocs if alloc["TaskGroup"] == group["Name"]]
    health = [(alloc["DeploymentStatus"] or {}).get("Healthy") for alloc in own]
    return {
        "Desired": group["Count"],
        "Events": events,
        "Healthy": health.count(True),
        "Placed": len(own),
        "Running": sum(alloc["ClientStatus"] == "running" for alloc in own),
        "Unhealthy": health.count(False),
    }


def _scale(server: Server, request: Request) -> Answer:
    body = read_object(request, _SCALE)
    namespace, job_id = reading.namespace_of(request), request.place["job"]
    _check(body, job_id)
    reading.check_region(request, body["Region"] or request.text("region"))
    count, target = body["Count"], body["Target"]["Group"]
    with server.store.lock:
        job = server.store.get("jobs", namespace, job_id)
        if job is None:
            raise Refused(404, wire.named_job_not_found(job_id))
        group = next((one for one in job["TaskGroups"] if one["Name"] == target), None)
        if group is None:
            raise Refused(400, f'The job has no group "{target}"')
        check_index(body["JobModifyIndex"] or None, job)
        if count is not None:
            _check_count(server, job, group, count)
        event = {
            "Count": count,
            "Error": body["Error"],
            "EvalID": None,
            "Message": body["Message"],
            "Meta": body["Meta"],
            "PreviousCount": group["Count"],
        }
        result = scale(server, job, target, event)
    return reading.written(result["Index"], {**result, "KnownLeader": True, "LastContact": 0, "NextToken": ""})


def _check(body: dict[str, Any], job_id: str) -> None:
    target, count = body["Target"] or {}, body["Count"]
    if target.get("Job") and target["Job"] != job_id:
        raise Refused(400, "The job of the target is not the one of the path")
    if not target.get("Group"):
        raise Refused(400, "The target names no group")
    if count is None:
        return
    if type(count) is not int or not -_LARGEST_COUNT <= count <= _LARGEST_COUNT:
        raise Refused(400, '"Count" must be a whole number')
    if count < 0:
        raise Refused(400, "A group cannot have fewer than no instances")
    if body["Error"]:
        raise Refused(400, "The report of an error cannot set a count")


def _check_count(server: Server, job: Row, group: Row, count: int) -> None:
    if job["Type"] in ("system", "sysbatch"):
        raise Refused(400, f"A {job['Type']} job cannot be scaled")
    policy = group["Scaling"]
    if policy and count > policy["Max"]:
        raise Refused(400, f"The group's scaling block allows {policy['Max']} instances, not {count}")
    if policy and count < policy["Min"]:
        raise Refused(400, f"The group's scaling block asks for {policy['Min']} instances, not {count}")
    if any(map(deployments.is_active, server.store.of_job("deployment", job["Namespace"], job["ID"]))):
        raise Refused(400, "The job is being deployed: it can be scaled when that is over")


def policies(server: Server, request: Request) -> Answer:
    """The scaling policies of all jobs, or of one."""
    namespace, wanted = reading.namespace_of(request), request.text("job")

    def query() -> Found:
        found = [
            policy
            for policy in server.store.rows(scaling.POLICIES)
            if namespace in ("*", policy["Namespace"]) and wanted in ("", policy["JobID"])
        ]
        index = max(server.store.last(scaling.POLICIES), 1)
        keys = ("CreateIndex", "Enabled", "ID", "ModifyIndex", "Target", "Type")
        return Found(index, [{key: policy[key] for key in keys} for policy in found])

    return reading.read(server, request, query, (scaling.POLICIES,))
