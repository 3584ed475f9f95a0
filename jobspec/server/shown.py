"""How rows look in answers: whole and as stubs, with the older page's fields that the reference leaves out today."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from jobspec.model.write import to_api
from jobspec.server.simulate.clock import isotime
from jobspec.server.snappy import compressed
from jobspec.server.state import jobs
from jobspec.server.store import Row

_EVALUATION_ALWAYS = frozenset(
    {
        *("ID", "Namespace", "JobID", "Priority", "Type", "TriggeredBy", "Status"),
        *("CreateIndex", "ModifyIndex", "CreateTime", "ModifyTime"),
    }
)
OLDER_FIELDS: dict[str, Any] = {
    "AnnotatePlan": False,
    "BlockedEval": "",
    "EscapedComputedClass": False,
    "NextEval": "",
    "NodeID": "",
    "NodeModifyIndex": 0,
    "SnapshotIndex": 0,
    "Wait": 0,
}
"""Members of an evaluation that the older page always shows, with their zero values."""

_ALLOCATION_STUB = (
    *("ID", "EvalID", "Name", "Namespace", "NodeID", "NodeName", "JobID", "JobVersion", "TaskGroup", "DesiredStatus"),
    *("DesiredDescription", "ClientStatus", "ClientDescription", "FollowupEvalID", "NextAllocation"),
    *("PreviousAllocation", "CreateIndex", "ModifyIndex", "CreateTime", "ModifyTime"),
)
_TRANSITIONS = ("ForceReschedule", "Migrate", "MigrateDisablePlacement", "NoShutdownDelay", "Reschedule")
_ALLOCATION_SPARSE = (
    *("DesiredDescription", "ClientDescription", "FollowupEvalID", "NextAllocation", "PreviousAllocation"),
    *("DeploymentID", "DeploymentStatus", "RescheduleTracker", "TaskStates", "PreemptedByAllocation"),
)
"""Left out of a whole allocation while empty."""


def job(row: Row) -> dict[str, Any]:
    """A whole job."""
    return {**to_api(dict(row), stored=True), "VaultToken": ""}


def job_version(row: Row) -> dict[str, Any]:
    """A version of a job; its payload is as it is stored, compressed."""
    whole = job(row)
    if row["Payload"]:
        whole["Payload"] = b64encode(compressed(b64decode(row["Payload"]))).decode()
    return whole


def job_stub(row: Row, summary: Row | None, *, meta: bool = False) -> dict[str, Any]:
    """A job in a list."""
    keys = (
        *("ID", "ParentID", "Name", "Namespace", "Datacenters", "NodePool", "Type", "Priority", "Stop", "Status"),
        *("StatusDescription", "CreateIndex", "ModifyIndex", "JobModifyIndex", "SubmitTime"),
    )
    stub = {key: row[key] for key in keys}
    return stub | {
        "JobSummary": summary,
        "Multiregion": None,
        "ParameterizedJob": jobs.is_parameterized(row),
        "Periodic": row["Periodic"] is not None,
        **({"Meta": row["Meta"]} if meta and row["Meta"] else {}),
    }


def evaluation(row: Row) -> dict[str, Any]:
    """An evaluation; most empty members are left out."""
    kept = _EVALUATION_ALWAYS | OLDER_FIELDS.keys()
    shown = {key: value for key, value in row.items() if value or key in kept}
    if row["WaitUntil"]:
        shown["WaitUntil"] = isotime(row["WaitUntil"])
    return shown


def allocation_stub(row: Row) -> dict[str, Any]:
    """An allocation in a list."""
    return {key: row[key] for key in _ALLOCATION_STUB} | {
        "JobType": row["Job"]["Type"],
        "DeploymentStatus": _health(row["DeploymentStatus"]),
        "DesiredTransition": {name: row["DesiredTransition"].get(name) for name in _TRANSITIONS},
        "PreemptedAllocations": row["PreemptedAllocations"] or None,
        "PreemptedByAllocation": row["PreemptedByAllocation"],
        "RescheduleTracker": row["RescheduleTracker"],
        "TaskStates": row["TaskStates"],
    }


def allocation(row: Row) -> dict[str, Any]:
    """A whole allocation."""
    hidden = {"JobVersion", "PreemptedAllocations", *(key for key in _ALLOCATION_SPARSE if not row[key])}
    shown = {key: value for key, value in row.items() if key not in hidden}
    shown["Job"] = job(row["Job"])
    if row["DeploymentStatus"]:
        shown["DeploymentStatus"] = _health(row["DeploymentStatus"])
    transition = {name: value for name, value in row["DesiredTransition"].items() if value is not None}
    shown.pop("DesiredTransition")
    return shown | ({"DesiredTransition": transition} if transition else {})


def _health(status: Row | None) -> dict[str, Any] | None:
    if status is None:
        return None
    at = status["Timestamp"]
    return {**status, "Timestamp": isotime(at) if at else "0001-01-01T00:00:00Z"}
