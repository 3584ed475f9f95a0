"""The server's state as the planner takes it."""

from __future__ import annotations

from typing import Any

from jobspec.cluster import ClusterState
from jobspec.server.core import Server
from jobspec.server.simulate.clock import isotime
from jobspec.server.store import Row


def snapshot(server: Server) -> ClusterState:
    """All that a plan looks at, at this moment."""
    store = server.store
    return ClusterState(
        {
            "Nodes": store.rows("nodes"),
            "Jobs": [row for row in store.rows("job_version") if _counts(server, row)],
            "Allocs": [_alloc(row) for row in store.rows("allocs")],
            "Deployments": store.rows("deployment"),
            "Namespaces": store.rows("namespaces"),
            "NodePools": [],
            "HostVolumes": [],
            "SchedulerConfig": None,
        }
    )


def _counts(server: Server, version: Row) -> bool:
    """Whether a version is the current one or older: what was made current again by hand hides newer ones."""
    current = server.store.get("jobs", version["Namespace"], version["ID"])
    return current is not None and version["Version"] <= current["Version"]


def _alloc(row: Row) -> dict[str, Any]:
    status = row["DeploymentStatus"]
    if status is None or not isinstance(status.get("Timestamp"), int):
        return dict(row)
    return {**row, "DeploymentStatus": {**status, "Timestamp": isotime(status["Timestamp"])}}
