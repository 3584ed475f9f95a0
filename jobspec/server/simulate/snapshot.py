"""The server's state as the planner takes it: drawn from the store when the planner asks, not copied before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from jobspec.cluster import Alloc, ClusterState, Deployment, Node
from jobspec.server.core import Server
from jobspec.server.simulate.clock import isotime
from jobspec.server.store import Row, Store

T = TypeVar("T")

_MOST_KEPT = 50_000


class Seen:
    """What the planner drew from rows of nodes, allocations and deployments, kept as long as the rows are the same."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Row, Any]] = {}

    def _draw(self, row: Row, make: Callable[[Row], T]) -> T:
        found = self._kept.get(row["ID"])
        if found is None or found[0] is not row:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            found = self._kept[row["ID"]] = (row, make(row))
        drawn: T = found[1]
        return drawn

    def node(self, row: Row) -> Node:
        """A node."""
        return self._draw(row, Node)

    def alloc(self, row: Row) -> Alloc:
        """An allocation."""
        return self._draw(row, lambda row: Alloc(_raw(row)))

    def deployment(self, row: Row) -> Deployment:
        """A deployment."""
        return self._draw(row, Deployment)


class StoreState(ClusterState):
    """The cluster that a store holds at this moment; good for as long as nothing is written."""

    _store: Store
    _seen: Seen

    def __init__(self, server: Server) -> None:
        super().__init__({"Nodes": server.store.rows("nodes"), "Namespaces": server.store.rows("namespaces")})
        # A state lets nobody change it, not even those that build on it.
        vars(self).update(_store=server.store, _seen=server.memory(Seen))

    def lists(self) -> dict[str, Any]:
        """Everything, for who only reads it."""
        store = self._store
        return {
            **super().lists(),
            "Jobs": [row for row in store.rows("job_version") if _counts(store, row)],
            "Allocs": [_raw(row) for row in store.rows("allocs")],
            "Deployments": store.rows("deployment"),
        }

    @cached_property
    def index(self) -> int:
        """The index of the last write."""
        return self._store.index

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Nodes by ID, in the order of their IDs."""
        nodes = [self._seen.node(row) for row in self._raw["Nodes"]]
        return {node.id: node for node in sorted(nodes, key=lambda node: node.id)}

    @cached_property
    def allocs(self) -> dict[str, Alloc]:
        """Allocations by ID."""
        return {row["ID"]: self._seen.alloc(row) for row in self._store.rows("allocs")}

    @cached_property
    def deployments(self) -> dict[str, Deployment]:
        """Deployments by ID."""
        return {row["ID"]: self._seen.deployment(row) for row in self._store.rows("deployment")}

    def allocs_of(self, namespace: str, job_id: str) -> list[Alloc]:
        """The allocations of a job, all versions."""
        return [self._seen.alloc(row) for row in self._store.of_job("allocs", namespace, job_id)]

    def allocs_on(self, node_id: str) -> list[Alloc]:
        """The allocations on a node that are not over."""
        return [self._seen.alloc(row) for row in self._store.group("allocs", "on_node", node_id)]

    def records_on(self, node_id: str) -> list[Mapping[str, Any]]:
        """The JSON of the allocations on a node that are not over."""
        return [_raw(row) for row in self._store.group("allocs", "on_node", node_id)]

    def deployments_of(self, namespace: str, job_id: str) -> list[Deployment]:
        """A job's deployments, the newest first."""
        rows = self._store.of_job("deployment", namespace, job_id)
        newest_first = sorted(rows, key=lambda row: int(row["CreateIndex"]), reverse=True)
        return [self._seen.deployment(row) for row in newest_first]

    def job(self, namespace: str, job_id: str) -> Mapping[str, Any] | None:
        """The current version of a job."""
        return self._store.get("jobs", namespace, job_id)

    def job_version(self, namespace: str, job_id: str, version: int) -> Mapping[str, Any] | None:
        """One version of a job; None if it is not kept."""
        return self._store.get("job_version", namespace, job_id, str(version))

    def job_of(self, alloc: Alloc) -> Mapping[str, Any] | None:
        """The version of the job that an allocation was made from, which it holds whether or not it is kept."""
        job: Mapping[str, Any] | None = alloc.raw.get("Job")
        return job


def snapshot(server: Server) -> ClusterState:
    """All that a plan looks at, at this moment."""
    return StoreState(server)


def _counts(store: Store, version: Row) -> bool:
    """Whether a version is the current one or older: what was made current again by hand hides newer ones."""
    current = store.get("jobs", version["Namespace"], version["ID"])
    return current is not None and version["Version"] <= current["Version"]


def _raw(row: Row) -> Row:
    status = row["DeploymentStatus"]
    if status is None or not isinstance(status.get("Timestamp"), int):
        return row
    return {**row, "DeploymentStatus": {**status, "Timestamp": isotime(status["Timestamp"])}}
