"""The state once a plan was carried out: allocations placed and stopped, the job stored, deployments written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobspec.cluster import ClusterState
from jobspec.scheduler.outcome import Outcome
from jobspec.scheduler.placement import Names
from jobspec.scheduler.reconcile.types import NEW_DEPLOYMENT
from jobspec.scheduler.submission import Submission

Tree = Mapping[str, Any]


def state_after(state: ClusterState, submission: Submission, outcome: Outcome, now: int) -> ClusterState:
    """The state with everything in it that the plan does; evaluations are not part of a state."""
    raw = state.lists()
    index = submission.state_index + 1
    job = submission.planned
    deployment_id = Names("deployment", job.get("Namespace"), job["ID"], index).next()
    raw["Allocs"] = list(_allocs(raw["Allocs"], outcome, index, now, deployment_id))
    raw["Jobs"] = list(_jobs(raw["Jobs"], submission, index))
    raw["Deployments"] = list(_deployments(raw["Deployments"], submission, outcome, index, deployment_id))
    return ClusterState.from_api(raw)


def _allocs(
    before: Iterable[Tree], outcome: Outcome, index: int, now: int, deployment_id: str
) -> Iterable[dict[str, Any]]:
    stopped = {one.alloc.id: one for one in outcome.draft.stops()}
    written = {one.alloc.id: one.alloc.raw for one in outcome.updated}
    successors = {one.alloc.previous: one.alloc.id for one in outcome.placed if one.alloc.previous}
    changed = {"ModifyIndex": index, "ModifyTime": now}
    for raw in before:
        id = raw["ID"]
        after = dict(written.get(id, raw))
        if id in stopped:
            stop = stopped[id]
            after |= {"DesiredStatus": "stop", "DesiredDescription": stop.description, **changed}
            # Clients obey: what is told to stop is over by the next plan.
            after["ClientStatus"] = stop.client_status or _ended(raw)
        elif id in outcome.draft.preempted:
            after |= {"DesiredStatus": "evict", "ClientStatus": "complete", **changed}
            after["PreemptedByAllocation"] = outcome.draft.preempted[id][1]
        elif id in written:
            after |= changed
        if id in successors:
            after["NextAllocation"] = successors[id]
        yield _in_deployment(after, deployment_id)
    for placed in outcome.placed:
        made = {"CreateIndex": index, "CreateTime": now, **changed, "ClientStatus": "running"}
        made["Metrics"] = placed.metric.to_api()
        yield _in_deployment({**placed.alloc.raw, **made}, deployment_id)


def _ended(raw: Tree) -> str:
    status = raw.get("ClientStatus") or "pending"
    return status if status in ("complete", "failed", "lost") else "complete"


def _in_deployment(raw: dict[str, Any], deployment_id: str) -> dict[str, Any]:
    return raw | {"DeploymentID": deployment_id} if raw.get("DeploymentID") == NEW_DEPLOYMENT else raw


def _jobs(before: Iterable[Tree], submission: Submission, index: int) -> Iterable[Tree]:
    yield from before
    if submission.changed:
        yield {**submission.planned, "JobModifyIndex": index, "ModifyIndex": index, **_created(submission, index)}


def _created(submission: Submission, index: int) -> dict[str, int]:
    return {"CreateIndex": index} if submission.existing is None else {}


def _deployments(
    before: Iterable[Tree], submission: Submission, outcome: Outcome, index: int, deployment_id: str
) -> Iterable[Tree]:
    updates = {one.deployment: one for one in outcome.deployment_updates}
    for raw in before:
        update = updates.get(raw["ID"])
        changes = {} if update is None else {"Status": update.status, "StatusDescription": update.description}
        yield {**raw, **changes, **({"ModifyIndex": index} if changes else {})}
    planned = outcome.deployment
    if planned is None or not planned.new:
        return
    job = submission.planned
    yield {
        "ID": deployment_id,
        "Namespace": job.get("Namespace") or "default",
        "JobID": job["ID"],
        "JobVersion": planned.job_version,
        "JobCreateIndex": index if submission.existing is None else job.get("CreateIndex"),
        "JobModifyIndex": index,
        "JobSpecModifyIndex": index,
        "EvalPriority": planned.priority,
        "Status": planned.status,
        "StatusDescription": planned.description,
        "CreateIndex": index,
        "ModifyIndex": index,
        "TaskGroups": {name: _group(group, name, outcome) for name, group in planned.groups.items()},
    }


def _group(group: Any, name: str, outcome: Outcome) -> dict[str, Any]:
    own = [one for one in outcome.placed if one.alloc.group == name]
    return {
        "AutoPromote": group.auto_promote,
        "AutoRevert": group.auto_revert,
        "ProgressDeadline": group.progress_deadline,
        "Promoted": group.promoted,
        "PlacedCanaries": [one.alloc.id for one in own if one.canary],
        "DesiredCanaries": group.desired_canaries,
        "DesiredTotal": group.desired_total,
        "PlacedAllocs": len(own),
        "HealthyAllocs": 0,
        "UnhealthyAllocs": 0,
    }
