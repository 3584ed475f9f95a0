"""Allocations: placed and stopped by plans, told about by their clients."""

from __future__ import annotations

from typing import Any

from jobspec.server.state import deployments, jobs, summaries
from jobspec.server.store import Row, Transaction


def by_plan(tx: Transaction, alloc: Row) -> Row:
    """An allocation as a plan leaves it. The status of its job is looked at when the whole plan is written."""
    before = tx.get("allocs", alloc["ID"])
    created = before["CreateIndex"] if before else tx.index
    row = {**alloc, "CreateIndex": created, "ModifyIndex": tx.index, "AllocModifyIndex": tx.index}
    return _put(tx, row, before, refresh=False)


def by_client(tx: Transaction, alloc: Row, healthy: bool | None = None) -> Row:
    """An allocation as its client tells of it, with its health in a deployment if that became known.

    Nodes count as changed: the server notes for each when its client told of something last.
    """
    before = tx.get("allocs", alloc["ID"])
    tx.touch("nodes")
    row = {**alloc, "ModifyIndex": tx.index}
    if healthy is not None:
        row["DeploymentStatus"] = with_health(tx, row, healthy)
    return _put(tx, row, before)


def with_health(tx: Transaction, alloc: Row, healthy: bool) -> dict[str, Any]:
    """What an allocation's deployment status becomes."""
    canary = bool((alloc["DeploymentStatus"] or {}).get("Canary"))
    return {"Healthy": healthy, "Timestamp": alloc["ModifyTime"], "Canary": canary, "ModifyIndex": tx.index}


def _put(tx: Transaction, row: Row, before: Row | None, *, refresh: bool = True) -> Row:
    deployments.with_alloc(tx, row, before)
    summaries.with_alloc(tx, row, before)
    tx.put("allocs", (row["ID"],), row)
    if refresh:
        jobs.refresh_status(tx, row["Namespace"], row["JobID"])
    if tx.get("jobs", row["Namespace"], row["JobID"]) is None and row["ClientStatus"] in jobs.ENDED_ALLOCATION:
        tx.delete("allocs", (row["ID"],))
    return row
