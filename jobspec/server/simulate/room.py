"""Evaluations that wait for room: which of them are worth another look when some became free."""

from __future__ import annotations

from typing import NamedTuple

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.ask import JobAsk
from jobspec.scheduler.demand import Demand
from jobspec.scheduler.draft import total_demand
from jobspec.scheduler.eligible import within
from jobspec.scheduler.rank.fitting import capacity_of
from jobspec.server.core import Server
from jobspec.server.simulate.snapshot import snapshot
from jobspec.server.store import Row

_SYSTEM = frozenset({"system", "sysbatch"})


class Waiting:
    """Blocked evaluations that are to be looked at again, the most important first, the oldest of equals."""

    def __init__(self) -> None:
        self._queue: list[str] = []
        self._demands: dict[str, tuple[Row, list[Demand] | None]] = {}

    def room_made(self, server: Server) -> None:
        """Some became free: all of them are to be looked at."""
        rows = server.store.group("evals", "open", "blocked")
        self._queue = [row["ID"] for row in sorted(rows, key=lambda row: (-row["Priority"], row["CreateIndex"]))]
        if len(self._demands) > 2 * len(rows) + 100:
            self._demands.clear()

    def next(self, server: Server) -> Row | None:
        """The first that may find room now; those that surely would not are passed over."""
        if not self._queue:
            return None
        state = snapshot(server)
        nodes = [_node(node, state.allocs_on(node.id)) for node in state.nodes_ready()]
        for number, id in enumerate(self._queue):
            row = server.store.get("evals", id)
            if row is not None and row["Status"] == "blocked" and self._may_fit(server, row, nodes):
                del self._queue[: number + 1]
                return row
        self._queue = []
        return None

    def _may_fit(self, server: Server, row: Row, nodes: list[_Node]) -> bool:
        job = server.store.get("jobs", row["Namespace"], row["JobID"])
        if job is None:
            return True
        kept = self._demands.get(row["ID"])
        if kept is None or kept[0] is not job:
            versions = server.store.of_job("job_version", row["Namespace"], row["JobID"])
            kept = self._demands[row["ID"]] = (job, _demands(job, versions, row))
        demands, key = kept[1], (row["Namespace"], row["JobID"])
        return demands is None or any(
            not node.capacity.lacking(node.used_by_others(key).plus(demand))
            for node in nodes
            if within(node.node, job)
            for demand in demands
        )


class _Node(NamedTuple):
    node: Node
    capacity: Demand
    allocs: list[Alloc]
    used: Demand

    def used_by_others(self, job: tuple[str, str]) -> Demand:
        """What others take: allocations of the job itself may make way for their successors."""
        own = [alloc for alloc in self.allocs if alloc.job_id == job[1] and alloc.namespace == job[0]]
        return self.used.minus(total_demand(own)) if own else self.used


def _node(node: Node, allocs: list[Alloc]) -> _Node:
    return _Node(node, capacity_of(node), allocs, total_demand(allocs))


def _demands(job: Row, versions: list[Row], evaluation: Row) -> list[Demand] | None:
    """What the groups without a place ask for at least, in any version; None if that cannot be told in sums alone."""
    failed = evaluation["FailedTGAllocs"] or {}
    if job["Stop"] or job["Type"] in _SYSTEM or not failed:
        return None
    asks = [ask for version in versions for ask in JobAsk(version).groups.values() if ask.name in failed]
    if not all(ask.plain for ask in asks):
        return None
    return [_least([ask.fixed for ask in asks if ask.name == name]) for name in failed]


def _least(demands: list[Demand]) -> Demand:
    return Demand(
        min((demand.cpu for demand in demands), default=0),
        min((demand.memory for demand in demands), default=0),
        min((demand.disk for demand in demands), default=0),
    )
