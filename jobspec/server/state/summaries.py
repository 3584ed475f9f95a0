"""Summaries of jobs: how many allocations of each group are in which state, how many children of a job."""

from __future__ import annotations

from typing import Any

from jobspec.server.store import Row, Transaction

TABLE = "job_summary"
_NOTHING = {"Complete": 0, "Failed": 0, "Lost": 0, "Queued": 0, "Running": 0, "Starting": 0, "Unknown": 0}
_COUNTED = {
    "pending": "Starting",
    "running": "Running",
    "complete": "Complete",
    "failed": "Failed",
    "lost": "Lost",
    "unknown": "Unknown",
}
_STAYS = frozenset({"complete", "failed"})
"""What is over stays counted for good."""

_CHILD = {"pending": "Pending", "running": "Running", "dead": "Dead"}


def with_job(tx: Transaction, job: Row) -> None:
    """Every group of a job has its place in the summary, also one that is gone again."""
    summary = tx.get(TABLE, job["Namespace"], job["ID"])
    groups = [group["Name"] for group in job["TaskGroups"] or ()]
    if summary is None:
        summary = {
            "Children": {"Dead": 0, "Pending": 0, "Running": 0},
            "CreateIndex": tx.index,
            "JobID": job["ID"],
            "ModifyIndex": tx.index,
            "Namespace": job["Namespace"],
            "Summary": {},
        }
    elif all(name in summary["Summary"] for name in groups):
        return
    counts = {**dict.fromkeys(groups, _NOTHING), **summary["Summary"]}
    _put(tx, {**summary, "Summary": counts})


def with_alloc(tx: Transaction, alloc: Row, before: Row | None) -> None:
    """An allocation is new, or its client tells another state."""
    summary = tx.get(TABLE, alloc["Namespace"], alloc["JobID"])
    if summary is None or summary["CreateIndex"] != alloc["Job"]["CreateIndex"]:
        return
    if before is not None and before["ClientStatus"] == alloc["ClientStatus"]:
        return
    counts = dict(summary["Summary"].get(alloc["TaskGroup"], _NOTHING))
    if before is None:
        counts["Queued"] = max(counts["Queued"] - 1, 0)
    elif before["ClientStatus"] not in _STAYS:
        name = _COUNTED[before["ClientStatus"]]
        counts[name] = max(counts[name] - 1, 0)
    counts[_COUNTED[alloc["ClientStatus"]]] += 1
    _put(tx, {**summary, "Summary": {**summary["Summary"], alloc["TaskGroup"]: counts}})


def with_queued(tx: Transaction, namespace: str, job_id: str, queued: dict[str, int]) -> None:
    """An evaluation tells how many allocations of each group wait for a place."""
    summary = tx.get(TABLE, namespace, job_id)
    if summary is None:
        return
    counts: dict[str, Any] = dict(summary["Summary"])
    for name, number in queued.items():
        if name in counts and counts[name]["Queued"] != number:
            counts[name] = {**counts[name], "Queued": number}
    if counts != summary["Summary"]:
        _put(tx, {**summary, "Summary": counts})


def with_child(tx: Transaction, child: Row, before: str, after: str) -> None:
    """A child of a job has another status."""
    summary = tx.get(TABLE, child["Namespace"], child["ParentID"]) if child["ParentID"] else None
    if summary is None or before == after:
        return
    children = dict(summary["Children"])
    if before:
        children[_CHILD[before]] -= 1
    children[_CHILD[after]] += 1
    _put(tx, {**summary, "Children": children})


def _put(tx: Transaction, summary: dict[str, Any]) -> None:
    tx.put(TABLE, (summary["Namespace"], summary["JobID"]), {**summary, "ModifyIndex": tx.index})
