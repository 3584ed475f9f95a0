"""Evaluations that wait for room: which of them are worth another look when some became free."""

from __future__ import annotations

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
        nodes = [(node, state.allocs_on(node.id)) for node in state.nodes_ready()]
        for number, id in enumerate(self._queue):
            row = server.store.get("evals", id)
            if row is not None and row["Status"] == "blocked" and self._may_fit(server, row, nodes):
                del self._queue[: number + 1]
                return row
        self._queue = []
        return None

    def _may_fit(self, server: Server, row: Row, nodes: list[tuple[Node, list[Alloc]]]) -> bool:
        job = server.store.get("jobs", row["Namespace"], row["JobID"])
        if job is None:
            return True
        kept = self._demands.get(row["ID"])
        if kept is None or kept[0] is not job:
            kept = self._demands[row["ID"]] = (job, _demands(job, row))
        demands = kept[1]
        if demands is None or server.store.group("deployment", "active_of_job", row["Namespace"], row["JobID"]):
            return True
        key = (row["Namespace"], row["JobID"])
        return any(
            not capacity_of(node).lacking(_used(allocs, key).plus(demand))
            for node, allocs in nodes
            if within(node, job)
            for demand in demands
        )


def _used(allocs: list[Alloc], job: tuple[str, str]) -> Demand:
    """What others take on a node: those of the job itself may make way for their successors."""
    return total_demand(alloc for alloc in allocs if (alloc.namespace, alloc.job_id) != job)


def _demands(job: Row, evaluation: Row) -> list[Demand] | None:
    """What the groups without a place ask for; None if that cannot be told in sums alone."""
    failed = evaluation["FailedTGAllocs"] or {}
    if job["Stop"] or job["Type"] in _SYSTEM or not failed:
        return None
    groups = JobAsk(job).groups
    if not all(name in groups and groups[name].plain for name in failed):
        return None
    return [groups[name].fixed for name in failed]
