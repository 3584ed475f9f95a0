"""The nodes that a job may use, and the order in which they are visited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jobspec.cluster import ClusterState, Node
from jobspec.scheduler.eligible import in_pool, within
from jobspec.scheduler.shuffle import seed_of, shuffled


class ReadyNodes(NamedTuple):
    """The ready nodes in a job's datacenters and pool, by ID."""

    nodes: list[Node]
    by_datacenter: dict[str, int]

    @classmethod
    def of(cls, state: ClusterState, job: Mapping[str, Any]) -> ReadyNodes:
        """The nodes of a state that a job may use."""
        places: dict[tuple[str, str], bool] = {}
        nodes = [node for node in state.nodes.values() if node.ready and _within(node, job, places)]
        counts: dict[str, int] = {}
        for node in nodes:
            counts[node.datacenter] = counts.get(node.datacenter, 0) + 1
        return cls(nodes, counts)


def _within(node: Node, job: Mapping[str, Any], places: dict[tuple[str, str], bool]) -> bool:
    place = (node.datacenter, node.pool)
    if place not in places:
        places[place] = within(node, job)
    return places[place]


def unasked(state: ClusterState, job: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of the nodes that a job may not use, by the reason."""
    found: dict[str, list[str]] = {}
    for node in state.nodes.values():
        if reason := _unasked_because(node, job):
            found.setdefault(reason, []).append(node.name)
    return found


def _unasked_because(node: Node, job: Mapping[str, Any]) -> str | None:
    if not in_pool(node, job):
        return f"in pool {node.pool}; the job asks for {job.get('NodePool') or 'default'}"
    if not within(node, job):
        return f"in datacenter {node.datacenter}; the job asks for {', '.join(job.get('Datacenters') or ())}"
    if node.status != "ready":
        return node.status
    if node.draining:
        return "draining"
    return None if node.ready else "not eligible"


class VisitingOrder(NamedTuple):
    """How nodes are ordered before a search: as given, by a seed, or by ID."""

    given: Mapping[str, int] | None = None
    """Positions of node IDs; nodes that it does not name follow by ID."""
    seed: int | None = None

    @classmethod
    def choose(
        cls, node_order: Sequence[str] | None, eval_id: str | None, index: int, seed: int, *, reference: bool
    ) -> VisitingOrder:
        """A given order first, then the reference's own; the search for the best node goes by ID."""
        if node_order is not None:
            return cls(given={id: position for position, id in enumerate(node_order)})
        if not reference:
            return cls()
        return cls(seed=seed if eval_id is None else seed_of(eval_id, index))

    def apply(self, nodes: Sequence[Node]) -> list[Node]:
        """The nodes in visiting order."""
        if self.given is not None:
            last = len(self.given)
            return sorted(nodes, key=lambda node: ((self.given or {}).get(node.id, last), node.id))
        return list(nodes) if self.seed is None else shuffled(nodes, self.seed)
