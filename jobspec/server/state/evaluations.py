"""Evaluations: made, finished, blocked, cancelled."""

from __future__ import annotations

import uuid
from typing import Any

from jobspec.server.state import jobs, summaries
from jobspec.server.store import Row, Transaction

_EMPTY: dict[str, Any] = {
    "AnnotatePlan": False,
    "BlockedEval": "",
    "ClassEligibility": None,
    "DeploymentID": "",
    "EscapedComputedClass": False,
    "FailedTGAllocs": None,
    "JobModifyIndex": 0,
    "NextEval": "",
    "NodeID": "",
    "NodeModifyIndex": 0,
    "PlanAnnotations": None,
    "PreviousEval": "",
    "QueuedAllocations": None,
    "RelatedEvals": None,
    "SnapshotIndex": 0,
    "StatusDescription": "",
    "Wait": 0,
    "WaitUntil": None,
}


def new(job: Row, trigger: str, now: int, **members: Any) -> dict[str, Any]:
    """A pending evaluation of a job, not yet in a table."""
    return {
        **_EMPTY,
        "ID": str(uuid.uuid4()),
        "Namespace": job["Namespace"],
        "JobID": job["ID"],
        "Priority": job["Priority"],
        "Type": job["Type"],
        "TriggeredBy": trigger,
        "Status": "pending",
        "CreateTime": now,
        "ModifyTime": now,
        **members,
    }


def upsert(tx: Transaction, evaluation: Row, *, refresh: bool = True) -> Row:
    """Put an evaluation, with what follows from it: counts of the queue, cancelled blocked ones, the job's status.

    What comes with a change of allocations' wishes leaves the job's status alone (`refresh`).
    """
    before = tx.get("evals", evaluation["ID"])
    created = before["CreateIndex"] if before else tx.index
    row = {**evaluation, "CreateIndex": created, "ModifyIndex": tx.index}
    tx.put("evals", (row["ID"],), row)
    if row["QueuedAllocations"]:
        summaries.with_queued(tx, row["Namespace"], row["JobID"], row["QueuedAllocations"])
    if row["Status"] == "complete" and not row["FailedTGAllocs"]:
        cancel_blocked(tx, row, f'evaluation "{row["ID"]}" successful')
    if refresh:
        jobs.refresh_status(tx, row["Namespace"], row["JobID"])
    return row


def cancel_blocked(tx: Transaction, successor: Row, reason: str) -> None:
    """Cancel the blocked evaluations of a job that another one made needless."""
    for other in tx.group("evals", "open_of_job", successor["Namespace"], successor["JobID"]):
        if other["Status"] == "blocked" and other["ID"] != successor["ID"]:
            cancelled = {**other, "Status": "canceled", "StatusDescription": reason}
            tx.put(
                "evals", (other["ID"],), {**cancelled, "ModifyIndex": tx.index, "ModifyTime": successor["ModifyTime"]}
            )
