"""Carrying out a plan: allocations placed, stopped and rewritten, the deployment written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from jobspec.cluster import DeploymentGroup
from jobspec.scheduler.outcome import Outcome, Placed, Updated
from jobspec.scheduler.reconcile.types import NEW_DEPLOYMENT, PlannedDeployment
from jobspec.server.core import Server
from jobspec.server.simulate.node import SIGNING_KEY
from jobspec.server.state import allocations, deployments, jobs
from jobspec.server.store import Row, Transaction

_FRESH: dict[str, Any] = {
    "ClientDescription": "",
    "DeploymentID": "",
    "DeploymentStatus": None,
    "DesiredDescription": "",
    "DesiredTransition": {},
    "FollowupEvalID": "",
    "NextAllocation": "",
    "PreviousAllocation": "",
    "PreemptedAllocations": None,
    "PreemptedByAllocation": "",
    "RescheduleTracker": None,
    "TaskStates": None,
    "NetworkStatus": None,
}


def plan(server: Server, evaluation: Row, job: Row, outcome: Outcome, ids: Mapping[str, str]) -> str:
    """Write what a plan does, if it does anything; the ID of the deployment that the evaluation belongs to."""
    deployment_id = _deployment_id(server, job, outcome)
    if _is_idle(outcome):
        return deployment_id
    now = server.clock.now()
    with server.store.write() as tx:
        if outcome.deployment is not None and outcome.deployment.new:
            deployments.put(tx, _new_deployment(job, outcome.deployment, deployment_id, evaluation, now))
        elif outcome.deployment is not None:
            _rewrite_deployment(tx, outcome.deployment, now)
        for update in outcome.deployment_updates:
            known = tx.get("deployment", deployment_id if update.deployment == NEW_DEPLOYMENT else update.deployment)
            if known is not None and deployments.is_active(known):
                deployments.set_status(tx, known, update.status, update.description, now)
        tx.touch("allocs")
        renamed = {placed.alloc.id: str(uuid.uuid4()) for placed in outcome.placed}
        _stop(tx, outcome, ids, renamed, now)
        for updated in outcome.updated:
            _rewrite(tx, updated, job, evaluation, deployment_id, ids, now)
        for placed in outcome.placed:
            _place(tx, placed, job, evaluation, deployment_id, renamed, now)
        for namespace, job_id in dict.fromkeys((row["Namespace"], row["JobID"]) for row in tx.changed("allocs")):
            jobs.refresh_status(tx, namespace, job_id)
    return deployment_id


def _is_idle(outcome: Outcome) -> bool:
    return not (
        outcome.placed
        or outcome.updated
        or outcome.deployment_updates
        or outcome.deployment
        or any(True for _ in outcome.draft.stops())
        or outcome.draft.preempted
    )


def _deployment_id(server: Server, job: Row, outcome: Outcome) -> str:
    """The deployment that the plan makes or goes on with; else the latest of this version of the job."""
    if outcome.deployment is not None:
        return str(uuid.uuid4()) if outcome.deployment.new else outcome.deployment.id
    known = server.store.of_job("deployment", job["Namespace"], job["ID"])
    latest = max(known, key=lambda row: int(row["CreateIndex"]), default=None)
    return latest["ID"] if latest is not None else ""


def _new_deployment(job: Row, planned: PlannedDeployment, id: str, evaluation: Row, now: int) -> dict[str, Any]:
    begun = now if job["Type"] == "system" else 0
    return {
        "CreateTime": now,
        "EvalPriority": planned.priority or evaluation["Priority"],
        "ID": id,
        "IsMultiregion": False,
        "JobCreateIndex": job["CreateIndex"],
        "JobID": job["ID"],
        "JobModifyIndex": job["ModifyIndex"],
        "JobSpecModifyIndex": job["JobModifyIndex"],
        "JobVersion": job["Version"],
        "ModifyTime": 0,
        "Namespace": job["Namespace"],
        "Status": planned.status,
        "StatusDescription": planned.description,
        "TaskGroups": {name: _group(group, begun) for name, group in planned.groups.items()},
    }


def _group(group: DeploymentGroup, begun: int) -> dict[str, Any]:
    """A group's part; the time for progress runs from the first placement, for system jobs from the beginning."""
    return {
        "AutoPromote": group.auto_promote,
        "AutoRevert": group.auto_revert,
        "DesiredCanaries": group.desired_canaries,
        "DesiredTotal": group.desired_total,
        "HealthyAllocs": 0,
        "PlacedAllocs": 0,
        "PlacedCanaries": None,
        "ProgressDeadline": group.progress_deadline,
        "Promoted": group.promoted,
        "RequireProgressBy": begun and begun + group.progress_deadline,
        "UnhealthyAllocs": 0,
    }


def _rewrite_deployment(tx: Transaction, planned: PlannedDeployment, now: int) -> None:
    known = tx.get("deployment", planned.id)
    if known is None or (known["Status"], known["StatusDescription"]) == (planned.status, planned.description):
        return
    deployments.put(
        tx, {**known, "Status": planned.status, "StatusDescription": planned.description, "ModifyTime": now}
    )


def _stop(tx: Transaction, outcome: Outcome, ids: Mapping[str, str], renamed: Mapping[str, str], now: int) -> None:
    successors = {one.alloc.previous: renamed[one.alloc.id] for one in outcome.placed if one.alloc.previous}
    stopped = {}
    for stop in outcome.draft.stops():
        row = tx.get("allocs", stop.alloc.id)
        if row is None:
            continue
        changes: dict[str, Any] = {"DesiredStatus": "stop", "DesiredDescription": stop.description}
        if stop.client_status:
            changes["ClientStatus"] = stop.client_status
        if stop.follow_up:
            changes["FollowupEvalID"] = ids.get(stop.follow_up, stop.follow_up)
        stopped[stop.alloc.id] = {**row, **changes}
    for previous, successor in successors.items():
        row = stopped.get(previous) or tx.get("allocs", previous)
        if row is not None:
            stopped[previous] = {**row, "NextAllocation": successor}
    for id, by in ((alloc.id, by) for alloc, by in outcome.draft.preempted.values()):
        row = tx.get("allocs", id)
        if row is not None:
            evicted = {"DesiredStatus": "evict", "PreemptedByAllocation": renamed.get(by, by)}
            stopped[id] = {**row, **evicted, "DesiredDescription": f"Preempted by alloc ID {renamed.get(by, by)}"}
    for row in stopped.values():
        allocations.by_plan(tx, {**row, "ModifyTime": now})


def _rewrite(
    tx: Transaction,
    updated: Updated,
    job: Row,
    evaluation: Row,
    deployment_id: str,
    ids: Mapping[str, str],
    now: int,
) -> None:
    row = tx.get("allocs", updated.alloc.id)
    if row is None:
        return
    wanted = updated.alloc.raw
    follow_up = wanted.get("FollowupEvalID") or ""
    changes = {
        "ClientStatus": wanted["ClientStatus"],
        "ClientDescription": wanted.get("ClientDescription") or "",
        "FollowupEvalID": ids.get(follow_up, follow_up),
        "RescheduleTracker": wanted.get("RescheduleTracker"),
    }
    if updated.kind == "in_place":
        moved = deployment_id if updated.deployment == NEW_DEPLOYMENT else updated.deployment
        changes |= {"Job": job, "JobVersion": job["Version"], "EvalID": evaluation["ID"], "DeploymentID": moved}
        changes["AllocatedResources"] = tidy(wanted["AllocatedResources"])
        if moved != row["DeploymentID"]:
            changes |= {"DeploymentStatus": None, "InPlaceTime": now}
    allocations.by_plan(tx, {**row, **changes, "ModifyTime": now})


def _place(
    tx: Transaction,
    placed: Placed,
    job: Row,
    evaluation: Row,
    deployment_id: str,
    renamed: Mapping[str, str],
    now: int,
) -> None:
    raw = placed.alloc.raw
    version = job if raw["JobVersion"] == job["Version"] else None
    if version is None:
        version = tx.get("job_version", job["Namespace"], job["ID"], str(raw["JobVersion"])) or job
    own_deployment = raw.get("DeploymentID") or ""
    status = {"Canary": True, "Healthy": None, "Timestamp": 0, "ModifyIndex": 0} if placed.canary else None
    resources = tidy(raw["AllocatedResources"])
    row = {
        **_FRESH,
        **raw,
        "ID": renamed[placed.alloc.id],
        "Job": version,
        "EvalID": evaluation["ID"],
        "DeploymentID": deployment_id if own_deployment == NEW_DEPLOYMENT else own_deployment,
        "DeploymentStatus": status,
        "AllocatedResources": resources,
        "Metrics": placed.metric.to_api(),
        "PreemptedAllocations": sorted(placed.preempted) or None,
        "SigningKeyID": SIGNING_KEY,
        "CreateTime": now,
        "ModifyTime": now,
        **old_resources(version, raw["TaskGroup"], resources),
    }
    allocations.by_plan(tx, row)


def tidy(resources: Mapping[str, Any]) -> dict[str, Any]:
    """`AllocatedResources` with null for what is empty, as the API shows it."""
    tasks = {
        name: {**task, "Devices": task["Devices"] or None, "Networks": task["Networks"] or None}
        for name, task in resources["Tasks"].items()
    }
    shared = resources["Shared"]
    kept = {**shared, "Networks": shared["Networks"] or None, "Ports": shared["Ports"] or None}
    return {**resources, "Shared": kept, "Tasks": tasks}


_OLD = {
    "CPU": 0,
    "Cores": 0,
    "Devices": None,
    "DiskMB": 0,
    "IOPS": 0,
    "MemoryMB": 0,
    "MemoryMaxMB": 0,
    "NUMA": None,
    "Networks": None,
    "SecretsMB": 0,
}


def old_resources(job: Row, group: str, resources: Mapping[str, Any]) -> dict[str, Any]:
    """The same in the form of earlier servers, which the API still shows beside."""
    wanted = next(one for one in job["TaskGroups"] if one["Name"] == group)
    tasks = {
        task["Name"]: {**_OLD, **{key: (task["Resources"] or {}).get(key) or zero for key, zero in _OLD.items()}}
        for task in wanted["Tasks"] or ()
    }
    shared = {**_OLD, "DiskMB": resources["Shared"]["DiskMB"], "Networks": resources["Shared"]["Networks"]}
    total = {**_OLD, "DiskMB": shared["DiskMB"]}
    for task in tasks.values():
        total["CPU"] += task["CPU"]
        total["MemoryMB"] += task["MemoryMB"]
        total["MemoryMaxMB"] += task["MemoryMaxMB"] or task["MemoryMB"]
    return {"Resources": total, "SharedResources": shared, "TaskResources": tasks}
