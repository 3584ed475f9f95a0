"""What a board asks of a node: whether it can take one more allocation of a group, and how good it would be.

One scorer keeps columns of its own, for groups that take nothing but CPU, memory and disk; the other asks the ledgers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.ask import GroupAsk, JobAsk
from jobspec.scheduler.candidates import Entry
from jobspec.scheduler.demand import demand_of
from jobspec.scheduler.ports import dynamic_room
from jobspec.scheduler.rank.affinity import affinity_score
from jobspec.scheduler.rank.binpack import emptiness
from jobspec.scheduler.rank.fitting import Fitting, fit
from jobspec.scheduler.rank.offer import Offer
from jobspec.scheduler.usage import usage


class Unfit(NamedTuple):
    """Why a node is no candidate."""

    reason: str
    exhausted: bool
    """Whether it is too full; otherwise it cannot run the group."""


Found = Entry | Unfit
Problem = Callable[[Node], str | None]
"""Why a node cannot run the group at all."""


class Scorer(Protocol):
    """Judges the nodes of a board, by their positions."""

    def examine(self, position: int) -> Found:
        """What is found of a node as it would be now."""

    def added(self, position: int, alloc: Alloc) -> None:
        """An allocation was added to a node."""

    def changed(self, position: int) -> None:
        """A node has to be read anew."""

    def learn(self, position: int) -> None:
        """A node that cannot run the group is asked once more: its class is known by now."""

    def offer(self, entry: Entry) -> Offer:
        """What a candidate offers."""

    def shown(self, entry: Entry) -> dict[str, float]:
        """The scores of a candidate by name."""


class LedgerScorer:
    """Fits the group into the ledger of a node: right for every group whose fit depends on that node alone."""

    def __init__(self, nodes: Sequence[Node], find: Callable[[Node], Offer | Unfit]) -> None:
        self._nodes = nodes
        self._find = find

    def examine(self, position: int) -> Found:
        """What is found of a node as it would be now."""
        offer = self._find(self._nodes[position])
        if isinstance(offer, Unfit):
            return offer
        total = 0.0
        for score in offer.scores:
            total += score
        return total, -position, len(offer.scores), offer, 0.0

    def added(self, position: int, alloc: Alloc) -> None:
        """The ledger knows by itself."""

    def changed(self, position: int) -> None:
        """The ledger knows by itself."""

    def learn(self, position: int) -> None:
        """The next judgement asks again anyway."""

    def offer(self, entry: Entry) -> Offer:
        """What a candidate offers."""
        offer: Offer = entry[3]
        return offer

    def shown(self, entry: Entry) -> dict[str, float]:
        """The scores of a candidate by name."""
        offer: Offer = entry[3]
        return offer.shown


_EXHAUSTED = {name: Unfit(name, True) for name in ("max allocation exceeded", "cpu", "memory", "disk")}


class ColumnScorer:
    """Keeps what every node has and what would be used of it with one more of the group, in columns of numbers.

    Dynamic ports are only counted: where there are plenty, some will be found on the node that is chosen.
    """

    def __init__(self, nodes: Sequence[Node], group: GroupAsk, job: JobAsk, how: Fitting, problem: Problem) -> None:
        self._nodes = nodes
        self._group = group
        self._version = job.version
        self._key = (job.id, group.name)
        self._how = how
        self._score = how.score
        self._draft = how.draft
        self._problem = problem
        self._count = group.count
        self._ask = group.fixed
        self._unfit = [None if (words := problem(node)) is None else Unfit(words, False) for node in nodes]
        self._affinity = [affinity_score(group.affinities, node) for node in nodes] if group.affinities else None
        self._sizes = [node.sizes for node in nodes]
        self._cpu: list[int] = []
        self._memory: list[int] = []
        self._disk: list[int] = []
        self._held: list[int] = []
        self._crowd: list[int] = []
        self._room = [dynamic_room(node, group.dynamic) for node in nodes] if group.dynamic else None
        """Dynamic ports that are surely free."""
        self._odd: set[int] = set()
        """Positions of nodes that are judged by their ledger."""
        self._read_state()

    def _read_state(self) -> None:
        ask_cpu, ask_memory, ask_disk, _ = self._ask
        again = self._draft.touched_nodes()
        for position, use in enumerate(usage(self._draft.state, self._nodes)):
            cpu, memory, disk, number, odd, ports, crowd = use
            self._cpu.append(cpu + ask_cpu)
            self._memory.append(memory + ask_memory)
            self._disk.append(disk + ask_disk)
            self._held.append(number)
            self._crowd.append(crowd.get(self._key, 0) if crowd else 0)
            if self._room is not None:
                self._room[position] -= ports
            if odd:
                again.add(self._nodes[position].id)
        if again:
            for position, node in enumerate(self._nodes):
                if node.id in again:
                    self.changed(position)

    def changed(self, position: int) -> None:
        """Reads a node from its ledger."""
        node = self._nodes[position]
        ledger = self._draft.ledger(node)
        total, ask = ledger.total, self._ask
        self._cpu[position] = total.cpu + ask.cpu
        self._memory[position] = total.memory + ask.memory
        self._disk[position] = total.disk + ask.disk
        self._held[position] = ledger.size
        self._crowd[position] = ledger.crowd.get(self._key, 0)
        if self._room is not None:
            self._room[position] = dynamic_room(node, self._group.dynamic) - ledger.ports.number
        if total.cores or ledger.network_problem:
            self._odd.add(position)
        else:
            self._odd.discard(position)

    def added(self, position: int, alloc: Alloc) -> None:
        """Adds what an allocation takes."""
        if alloc.group != self._group.name or alloc.job_version != self._version or alloc.client_terminal:
            self.changed(position)
            return
        demand = demand_of(alloc)
        self._cpu[position] += demand.cpu
        self._memory[position] += demand.memory
        self._disk[position] += demand.disk
        self._held[position] += 1
        self._crowd[position] += 1
        if self._room is not None:
            self._room[position] -= len(self._group.dynamic)

    def learn(self, position: int) -> None:
        """Asks once more why a node cannot run the group."""
        words = self._problem(self._nodes[position])
        self._unfit[position] = None if words is None else Unfit(words, False)

    def examine(self, position: int) -> Found:
        """What is found of a node as it would be now."""
        unfit = self._unfit[position]
        if unfit is not None:
            return unfit
        scarce = self._room is not None and self._room[position] < len(self._group.dynamic)
        if scarce or position in self._odd:
            score = self._by_ledger(position)
            if isinstance(score, Unfit):
                return score
        else:
            cpu, memory, disk, most = self._sizes[position]
            used_cpu, used_memory = self._cpu[position], self._memory[position]
            if most and most <= self._held[position]:
                return _EXHAUSTED["max allocation exceeded"]
            if cpu < used_cpu:
                return _EXHAUSTED["cpu"]
            if memory < used_memory:
                return _EXHAUSTED["memory"]
            if disk < self._disk[position]:
                return _EXHAUSTED["disk"]
            score = self._score(emptiness(cpu, used_cpu, memory, used_memory))
        return self._entry(position, score)

    def _entry(self, position: int, score: float) -> Entry:
        total, count = score, 1
        crowd = self._crowd[position]
        if crowd:
            total += -(crowd + 1) / self._count
            count = 2
        if self._affinity is not None:
            total += self._affinity[position]
            count += 1
        return total, -position, count, score, crowd

    def _by_ledger(self, position: int) -> float | Unfit:
        offer = fit(self._nodes[position], self._group, self._how)
        return Unfit(offer, True) if isinstance(offer, str) else offer.scores[0]

    def offer(self, entry: Entry) -> Offer:
        """What a candidate offers."""
        node = self._nodes[-entry[1]]
        if self._room is None:
            return Offer(node, self._group)
        offer = fit(node, self._group, self._how)
        if isinstance(offer, str):
            raise RuntimeError(f"{node.name} was judged to have room for {self._group.name}, but: {offer}")
        return offer

    def shown(self, entry: Entry) -> dict[str, float]:
        """The scores of a candidate by name."""
        crowd = entry[4]
        return {
            "binpack": entry[3],
            "job-anti-affinity": -(crowd + 1) / self._count if crowd else 0.0,
            "node-reschedule-penalty": 0.0,
            "node-affinity": 0.0 if self._affinity is None else self._affinity[-entry[1]],
        }
