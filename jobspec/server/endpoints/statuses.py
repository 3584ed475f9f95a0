"""`/v1/jobs/statuses`: jobs with the states of their allocations and their latest deployments."""

from __future__ import annotations

from typing import Any

from jobspec.server import reading
from jobspec.server.bodies import read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.paging import page
from jobspec.server.remembered import Found
from jobspec.server.state import deployments, jobs
from jobspec.server.store import Row

_COPIED = (
    *("Datacenters", "ID", "ModifyIndex", "Name", "Namespace", "NodePool", "ParentID", "Priority", "Status", "Stop"),
    *("SubmitTime", "Type", "Version"),
)


def endpoint(server: Server, request: Request) -> Answer:
    """All jobs, the latest changed first; or those that the body asks for."""
    wanted = _wanted(request) if request.writes else None
    namespace = "*" if wanted is not None else reading.namespace_of(request)
    with_children = request.flag("include_children") or wanted is not None
    # The newest comes first unless the reverse is asked for.
    flipped = request._replace(query={**request.query, "reverse": _other(request.text("reverse"))})

    def query() -> Found:
        rows = [
            row
            for row in server.store.rows("jobs")
            if namespace in ("*", row["Namespace"])
            and (wanted is None or (row["Namespace"], row["ID"]) in wanted)
            and (with_children or not row["ParentID"])
        ]
        found = page(flipped, rows, lambda row: f"{row['ModifyIndex']}.{row['ID']}", _order)
        index = server.store.last("jobs", "allocs", "deployment")
        return Found(index, [_status(server, row) for row in found.rows], found.next_token)

    return reading.read(server, request, query, ("jobs",), ("allocs",), ("deployment",))


def _wanted(request: Request) -> set[tuple[str, str]]:
    asked = read_object(request, {"Jobs": "any", "IncludeChildren": "flag"})["Jobs"]
    if not asked:
        raise Refused(400, "The body asks for no jobs")
    if not isinstance(asked, list) or not all(isinstance(one, dict) for one in asked):
        raise Refused(400, '"Jobs" must be a list of objects')
    return {(str(one.get("Namespace") or "default"), str(one.get("ID") or "")) for one in asked}


def _other(reverse: str) -> str:
    return "false" if reverse == "true" else "true"


def _order(row: Row) -> tuple[int, str, str]:
    return row["ModifyIndex"], row["Namespace"], row["ID"]


def _status(server: Server, job: Row) -> dict[str, Any]:
    namespace, job_id = job["Namespace"], job["ID"]
    children = None
    if job["Periodic"] is not None or jobs.is_parameterized(job):
        children = [one["Status"] for one in server.store.group("jobs", "children", namespace, job_id)]
    return {
        **{key: job[key] for key in _COPIED},
        "Allocs": [_alloc(alloc) for alloc in server.store.of_job("allocs", namespace, job_id)] or None,
        "ChildStatuses": children,
        "GroupCountSum": sum(group["Count"] for group in job["TaskGroups"] or ()),
        "IsPack": "pack.path" in (job["Meta"] or {}),
        "LatestDeployment": _deployment(server, namespace, job_id),
        "ParentID": job["ParentID"] or "",
    }


def _alloc(alloc: Row) -> dict[str, Any]:
    health = alloc["DeploymentStatus"] or {}
    return {
        "ClientStatus": alloc["ClientStatus"],
        "DeploymentStatus": {"Canary": health.get("Canary", False), "Healthy": health.get("Healthy")},
        "FollowupEvalID": alloc["FollowupEvalID"] or "",
        "Group": alloc["TaskGroup"],
        "HasPausedTask": False,
        "ID": alloc["ID"],
        "JobVersion": alloc["JobVersion"],
        "NodeID": alloc["NodeID"],
    }


def _deployment(server: Server, namespace: str, job_id: str) -> dict[str, Any] | None:
    rows = server.store.of_job("deployment", namespace, job_id)
    if not rows:
        return None
    latest = max(rows, key=lambda row: row["CreateIndex"])
    groups = latest["TaskGroups"].values()
    canaries = [group for group in groups if group["DesiredCanaries"]]
    return {
        "AllAutoPromote": all(group["AutoPromote"] for group in groups),
        "ID": latest["ID"],
        "IsActive": deployments.is_active(latest),
        "JobVersion": latest["JobVersion"],
        "RequiresPromotion": any(not group["Promoted"] for group in canaries),
        "Status": latest["Status"],
        "StatusDescription": latest["StatusDescription"],
    }
