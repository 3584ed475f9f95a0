"""Jobs and their versions: registering, stopping, purging, stability, tags, and the status that all else decides."""

from __future__ import annotations

from typing import Any

from jobspec.server.state import summaries
from jobspec.server.store import OF_JOB, Row, Transaction

KEPT_VERSIONS = 6
"""Versions that are kept besides the tagged ones."""

_NOT_CONTENT = frozenset(
    {
        *("Status", "StatusDescription", "Stable", "Version", "VersionTag", "SubmitTime", "NomadTokenID"),
        *("CreateIndex", "ModifyIndex", "JobModifyIndex", "ParentID", "Dispatched", "DispatchIdempotencyToken"),
    }
)


def same_content(one: Row, other: Row) -> bool:
    """Whether two jobs ask for the same."""
    return all(one[key] == other[key] for key in one if key not in _NOT_CONTENT)


def version_key(namespace: str, job_id: str, version: int) -> tuple[str, str, str]:
    """The key of a version among the versions."""
    return (namespace, job_id, str(version))


def versions(tx: Transaction | Any, namespace: str, job_id: str) -> list[Row]:
    """The kept versions of a job, the newest first."""
    return sorted(tx.of_job("job_version", namespace, job_id), key=lambda job: job["Version"], reverse=True)


def upsert(tx: Transaction, tree: Row) -> Row:
    """Register a job: as a new version if there is one already."""
    before = tx.get("jobs", tree["Namespace"], tree["ID"])
    job = {
        **tree,
        "CreateIndex": before["CreateIndex"] if before else tx.index,
        "ModifyIndex": tx.index,
        "JobModifyIndex": tx.index,
        "Version": before["Version"] + 1 if before else tree["Version"] if tree["ParentID"] else 0,
        "VersionTag": None,
        "Status": "",
        "StatusDescription": "",
    }
    job["Status"] = status_of(tx, job)
    summaries.with_job(tx, job)
    summaries.with_child(tx, job, before["Status"] if before else "", job["Status"])
    _put(tx, job)
    prune(tx, job)
    return job


def change(tx: Transaction, job: Row, **members: Any) -> Row:
    """Change members of a version without making a new one; an old one becomes the current job by that."""
    changed = {**job, **members, "ModifyIndex": tx.index}
    _put(tx, changed)
    return changed


def _put(tx: Transaction, job: Row) -> None:
    tx.put("jobs", (job["Namespace"], job["ID"]), job)
    tx.put("job_version", version_key(job["Namespace"], job["ID"], job["Version"]), job)


def tag(tx: Transaction, job: Row, version_tag: Row | None) -> Row:
    """Give a version a tag, or take it away."""
    tagged = {**job, "VersionTag": version_tag, "ModifyIndex": tx.index}
    tx.put("job_version", version_key(job["Namespace"], job["ID"], job["Version"]), tagged)
    current = tx.get("jobs", job["Namespace"], job["ID"])
    if current is not None and current["Version"] == job["Version"]:
        tx.put("jobs", (job["Namespace"], job["ID"]), tagged)
    prune(tx, tagged)
    return tagged


def prune(tx: Transaction, job: Row) -> None:
    """Let go of the oldest versions without a tag."""
    untagged = [one for one in versions(tx, job["Namespace"], job["ID"]) if one["VersionTag"] is None]
    for old in untagged[KEPT_VERSIONS:]:
        tx.delete("job_version", version_key(old["Namespace"], old["ID"], old["Version"]))


def purge(tx: Transaction, job: Row) -> None:
    """Take away a job and what belongs to it; its allocations go once they have stopped, its evaluations stay."""
    namespace, job_id = job["Namespace"], job["ID"]
    if job["Status"] != "dead":
        summaries.with_child(tx, job, job["Status"], "dead")
    tx.delete("jobs", (namespace, job_id))
    for version in tx.of_job("job_version", namespace, job_id):
        tx.delete("job_version", version_key(namespace, job_id, version["Version"]))
    for deployment in tx.of_job("deployment", namespace, job_id):
        tx.delete("deployment", (deployment["ID"],))
    for alloc in tx.of_job("allocs", namespace, job_id):
        if alloc["ClientStatus"] in ENDED_ALLOCATION:
            tx.delete("allocs", (alloc["ID"],))
    for evaluation in tx.group("evals", "open_of_job", namespace, job_id):
        if evaluation["Status"] == "pending":
            tx.put("evals", (evaluation["ID"],), {**evaluation, "Status": "complete", "ModifyIndex": tx.index})
    if tx.get(summaries.TABLE, namespace, job_id):
        tx.delete(summaries.TABLE, (namespace, job_id))
    for table in ("job_submission", "scaling_event", "scaling_policy", "periodic_launch"):
        for row in tx.of_job(table, namespace, job_id):
            tx.delete(table, tuple(row["Key"]))


def refresh_status(tx: Transaction, namespace: str, job_id: str) -> None:
    """Work out a job's status again; a change moves its index and, for a child, the parent's summary."""
    job = tx.get("jobs", namespace, job_id)
    if job is None:
        return
    status = status_of(tx, job)
    if status != job["Status"]:
        summaries.with_child(tx, job, job["Status"], status)
        change(tx, job, Status=status)


def status_of(tx: Transaction, job: Row) -> str:
    """The status that a job's evaluations, allocations and deployments give it."""
    if job["Type"] == "system" or job["Periodic"] is not None or is_parameterized(job):
        return "dead" if job["Stop"] else "running"
    key = (job["Namespace"], job["ID"])
    if tx.any_in("deployment", "active_of_job", *key) or tx.any_in("allocs", "live_of_job", *key):
        return "running"
    if tx.any_in("evals", "open_of_job", *key):
        return "pending"
    return "dead" if job["Stop"] or tx.any_in("evals", OF_JOB, *key) else "pending"


ENDED_DEPLOYMENT = frozenset({"failed", "successful", "cancelled"})
ENDED_EVALUATION = frozenset({"complete", "failed", "canceled"})
ENDED_ALLOCATION = frozenset({"complete", "failed", "lost"})


def is_live(alloc: Row) -> bool:
    """Whether an allocation is wanted and not over."""
    return alloc["DesiredStatus"] == "run" and alloc["ClientStatus"] not in ENDED_ALLOCATION


def is_parameterized(job: Row) -> bool:
    """Whether a job is a template for dispatching; a dispatched child is not."""
    return job["ParameterizedJob"] is not None and not job["Dispatched"]


def is_tracked(job: Row) -> bool:
    """Whether a job launches on its schedule: enabled, not stopped, no template."""
    periodic = job["Periodic"]
    return periodic is not None and periodic["Enabled"] is not False and not job["Stop"] and not is_parameterized(job)
