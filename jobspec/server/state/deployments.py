"""Deployments: created with a plan, counted on by allocations, ended."""

from __future__ import annotations

from typing import Any

from jobspec.server.simulate.clock import isotime
from jobspec.server.state import jobs
from jobspec.server.store import Row, Transaction

_OWN = frozenset({"SeenIndex", "NewsAt", "DueAt"})
"""Members that are the server's own: the index up to which reports of health were looked at, when the first came
that was not, and when the first group must have made progress."""


def is_active(deployment: Row) -> bool:
    """Whether it is not over."""
    return deployment["Status"] not in jobs.ENDED_DEPLOYMENT


def with_alloc(tx: Transaction, alloc: Row, before: Row | None) -> None:
    """An allocation is placed for a deployment, or its health became known."""
    deployment = tx.get("deployment", alloc["DeploymentID"]) if alloc["DeploymentID"] else None
    if deployment is None or alloc["TaskGroup"] not in deployment["TaskGroups"]:
        return
    placed = before is None or before["DeploymentID"] != alloc["DeploymentID"]
    was, health = None if placed or before is None else _health(before), _health(alloc)
    if not placed and (was == health or health is None):
        return
    group = dict(deployment["TaskGroups"][alloc["TaskGroup"]])
    if placed:
        group["PlacedAllocs"] += 1
    elif health:
        group["HealthyAllocs"] += 1
    else:
        group["UnhealthyAllocs"] += 1
        group["HealthyAllocs"] -= 1 if was else 0
    news = deployment.get("NewsAt")
    if not placed:
        news = min(news or alloc["ModifyTime"], alloc["ModifyTime"])
    status = alloc["DeploymentStatus"]
    if status and status["Canary"] and alloc["ID"] not in (group["PlacedCanaries"] or ()):
        group["PlacedCanaries"] = [*(group["PlacedCanaries"] or ()), alloc["ID"]]
    _extend(group, alloc["ModifyTime"], placed, bool(health))
    groups = {**deployment["TaskGroups"], alloc["TaskGroup"]: group}
    put(tx, {**deployment, "TaskGroups": groups, "ModifyTime": alloc["ModifyTime"], "NewsAt": news})


def _extend(group: dict[str, Any], now: int, placed: bool, healthy: bool) -> None:
    """Progress gives a group more time."""
    limit = group["ProgressDeadline"]
    if limit and (healthy or (placed and not group["RequireProgressBy"])):
        group["RequireProgressBy"] = max(group["RequireProgressBy"] or 0, now + limit)


def _health(alloc: Row) -> bool | None:
    status = alloc["DeploymentStatus"]
    return status["Healthy"] if status else None


def put(tx: Transaction, deployment: Row) -> Row:
    """Put a deployment under the write's index."""
    before = tx.get("deployment", deployment["ID"])
    created = before["CreateIndex"] if before else tx.index
    row = {**deployment, "CreateIndex": created, "ModifyIndex": tx.index, "DueAt": _deadline(deployment)}
    tx.put("deployment", (row["ID"],), row)
    return row


def _deadline(deployment: Row) -> int | None:
    """When the first group that is not done must have made progress."""
    times = []
    for group in deployment["TaskGroups"].values():
        waits = group["DesiredCanaries"] and not group["Promoted"]
        done = group["HealthyAllocs"] >= (group["DesiredCanaries"] if waits else group["DesiredTotal"])
        if group["ProgressDeadline"] and group["RequireProgressBy"] and not done:
            times.append(group["RequireProgressBy"])
    return min(times, default=None)


def set_status(tx: Transaction, deployment: Row, status: str, description: str, now: int) -> Row:
    """End a deployment, or let it pause or run. A successful one makes its version of the job stable."""
    groups = deployment["TaskGroups"]
    if status in ("running", "paused"):
        groups = {
            name: {**group, "RequireProgressBy": now + group["ProgressDeadline"]}
            if group["ProgressDeadline"]
            else group
            for name, group in groups.items()
        }
    members = {"Status": status, "StatusDescription": description, "ModifyTime": now, "TaskGroups": groups}
    row = put(tx, {**deployment, **members})
    if status == "successful":
        key = jobs.version_key(row["Namespace"], row["JobID"], row["JobVersion"])
        job = tx.get("job_version", *key)
        if job is not None and not job["Stable"]:
            jobs.change(tx, job, Stable=True)
    return row


def shown(deployment: Row) -> dict[str, Any]:
    """A deployment as the API shows it."""
    groups = {
        name: {
            **group,
            "RequireProgressBy": isotime(group["RequireProgressBy"]) if group["RequireProgressBy"] else None,
        }
        for name, group in deployment["TaskGroups"].items()
    }
    return {**{key: value for key, value in deployment.items() if key not in _OWN}, "TaskGroups": groups}
