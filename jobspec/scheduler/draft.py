"""The plan as it grows: what it stops, evicts and places, and what each node would then hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from zlib import crc32

from jobspec.cluster import Alloc, ClusterState, Node
from jobspec.scheduler.demand import NOTHING, Demand, demand_of
from jobspec.scheduler.devices import DevicePool
from jobspec.scheduler.ports import Addresses, PortUse, addresses_of, reserved_ports, reserved_texts


class Stopped(NamedTuple):
    """An allocation that the plan stops."""

    alloc: Alloc
    description: str
    client_status: str = ""
    follow_up: str = ""
    rescheduled: str = ""
    """How its rescheduling ended, if the stop is its old self with that noted."""


class Ledger:
    """What a node would hold if the plan were carried out as it is now."""

    __slots__ = ("_allocs", "_devices", "_draft", "_ports", "_readable", "_total", "crowd", "node")

    def __init__(self, draft: Draft, node: Node, allocs: dict[str, Alloc]) -> None:
        self._draft = draft
        self.node = node
        self._allocs = allocs
        self._total: Demand | None = None
        self._ports: PortUse | None = None
        self._devices: DevicePool | None = None
        self._readable: bool | None = None
        self.crowd: dict[tuple[str, str], int] = {}
        """Number of allocations by job ID and group; namespaces are not told apart."""
        for alloc in allocs.values():
            self._count(alloc)

    def _count(self, alloc: Alloc) -> None:
        key = (alloc.job_id, alloc.group)
        self.crowd[key] = self.crowd.get(key, 0) + 1

    @property
    def allocs(self) -> Iterable[Alloc]:
        """The allocations, also those that the plan only rewrites."""
        return self._allocs.values()

    def holds(self, alloc: Alloc) -> bool:
        """Whether an allocation is among them."""
        return alloc.id in self._allocs

    @property
    def size(self) -> int:
        """How many allocations there are."""
        return len(self._allocs)

    @property
    def total(self) -> Demand:
        """What the allocations that are not over on the client take together."""
        if self._total is None:
            self._total = total_demand(self._allocs.values())
        return self._total

    @property
    def ports(self) -> PortUse:
        """Ports and bandwidth in use."""
        if self._ports is None:
            self._ports = PortUse(self._draft.addresses(self.node), self._allocs.values(), self._draft.pick_port)
        return self._ports

    @property
    def network_problem(self) -> str:
        """Why nothing can be placed on the node at all; empty if something can."""
        if self._readable is None:
            self._readable = all(reserved_ports(text) is not None for text in reserved_texts(self.node))
        if not self._readable:
            return "network: invalid node"
        return "network: port collision" if self._allocs and self.ports.collides else ""

    def fresh_ports(self, without: Iterable[Alloc] = ()) -> PortUse:
        """A copy of the ports in use that may be written to, leaving out some allocations."""
        gone = {alloc.id for alloc in without}
        if not gone:
            return self.ports.branch()
        rest = [alloc for alloc in self._allocs.values() if alloc.id not in gone]
        return PortUse(self._draft.addresses(self.node), rest, self._draft.pick_port)

    def fresh_devices(self, without: Iterable[Alloc] = ()) -> DevicePool:
        """A pool of the node's devices that may be written to, leaving out some allocations."""
        gone = {alloc.id for alloc in without}
        return DevicePool(self.node, (alloc for alloc in self._allocs.values() if alloc.id not in gone))

    def add(self, alloc: Alloc) -> None:
        """Adds an allocation that was not there."""
        self._allocs[alloc.id] = alloc
        self._count(alloc)
        if self._total is not None and not alloc.client_terminal:
            self._total = self._total.plus(demand_of(alloc))
        if self._ports is not None:
            self._ports.add(alloc)


def total_demand(allocs: Iterable[Alloc]) -> Demand:
    """What allocations take together; those over on their client take nothing."""
    cpu = memory = disk = 0
    cores: list[int] = []
    for alloc in allocs:
        if not alloc.client_terminal:
            demand = demand_of(alloc)
            cpu += demand.cpu
            memory += demand.memory
            disk += demand.disk
            cores += demand.cores
    return Demand(cpu, memory, disk, tuple(cores)) if (cpu or memory or disk or cores) else NOTHING


class Draft:
    """Everything that one plan changes, found by node."""

    def __init__(self, state: ClusterState, own_allocs: Iterable[Alloc], seed: int) -> None:
        self.state = state
        self.own_allocs = sorted(own_allocs, key=lambda alloc: alloc.id)
        """The planned job's allocations in the state, all versions, by ID."""
        self.placed: list[Alloc] = []
        """New allocations and rewritten ones, in the order of the plan."""
        self.rewritten = 0
        """Grows when an entry of `placed` is exchanged or taken out."""
        self.preempted: dict[str, tuple[Alloc, str]] = {}
        """Evicted allocations by ID, with the ID of the placement that evicts them."""
        self._stops: dict[str, list[Stopped]] = {}
        """By node, in the order of the plan; an allocation may be stopped more than once."""
        self.stop_log: list[Alloc] = []
        """The allocations that are stopped, in the order of the plan."""
        self.taken_back = 0
        """Grows when `stop_log` loses an entry."""
        self._placed_on: dict[str, dict[str, Alloc]] = {}
        self._ledgers: dict[str, Ledger] = {}
        self._addresses: dict[str, Addresses] = {}
        self.touched: list[Alloc | str] = []
        """What changed, in order: an allocation that was added to its node, or the ID of a node to be read anew."""
        self._seed = seed

    def pick_port(self, address: str, size: int) -> int:
        """Where the search for a dynamic port of an address begins: settled by the seed."""
        return ((self._seed + crc32(address.encode())) * 2_654_435_761 >> 7) % size

    def _touch(self, node_id: str) -> None:
        self._ledgers.pop(node_id, None)
        self.touched.append(node_id)

    def touched_nodes(self) -> set[str]:
        """IDs of all nodes on which something changed."""
        return {touch if isinstance(touch, str) else touch.node_id for touch in self.touched}

    def addresses(self, node: Node) -> Addresses:
        """A node's addresses, read once."""
        found = self._addresses.get(node.id)
        if found is None:
            found = self._addresses[node.id] = addresses_of(node)
        return found

    def ledger(self, node: Node) -> Ledger:
        """What a node would hold now."""
        found = self._ledgers.get(node.id)
        if found is None:
            found = self._ledgers[node.id] = Ledger(self, node, self._proposed(node.id))
        return found

    def _proposed(self, node_id: str) -> dict[str, Alloc]:
        gone = self.preempted.keys() | {stopped.alloc.id for stopped in self._stops.get(node_id, ())}
        allocs = {
            alloc.id: alloc
            for alloc in self.state.allocs_on(node_id)
            if alloc.id not in gone and not alloc.client_terminal
        }
        return allocs | self._placed_on.get(node_id, {})

    def stop(self, stopped: Stopped) -> None:
        """Stops an allocation."""
        self._stops.setdefault(stopped.alloc.node_id, []).append(stopped)
        self.stop_log.append(stopped.alloc)
        self._touch(stopped.alloc.node_id)

    def take_back(self, alloc: Alloc) -> None:
        """Takes a stop out of the plan again, if it is the last one on its node: otherwise it stays."""
        stops = self._stops.get(alloc.node_id)
        if stops and stops[-1].alloc.id == alloc.id:
            stops.pop()
            self._forget_stop(alloc)

    def cancel_stop(self, alloc: Alloc) -> None:
        """Takes the first stop of an allocation out of the plan."""
        stops = self._stops.get(alloc.node_id, [])
        first = next((stopped for stopped in stops if stopped.alloc.id == alloc.id), None)
        if first is not None:
            stops.remove(first)
            self._forget_stop(first.alloc)

    def _forget_stop(self, alloc: Alloc) -> None:
        last = len(self.stop_log) - 1
        del self.stop_log[next(at for at in range(last, -1, -1) if self.stop_log[at].id == alloc.id)]
        self.taken_back += 1
        self._touch(alloc.node_id)

    def exchange_stop(self, stopped: Stopped) -> bool:
        """Puts a stop in the place of the first one of the same allocation; whether there was one."""
        stops = self._stops.get(stopped.alloc.node_id, [])
        for number, known in enumerate(stops):
            if known.alloc.id == stopped.alloc.id:
                stops[number] = stopped
                return True
        return False

    def stops(self) -> Iterator[Stopped]:
        """All stops, node by node in the order of the plan."""
        return (stopped for stops in self._stops.values() for stopped in stops)

    def add(self, alloc: Alloc) -> None:
        """Puts a new allocation on its node."""
        node_id = alloc.node_id
        self.placed.append(alloc)
        known = self._placed_on.get(node_id)
        if known is None:
            self._placed_on[node_id] = {alloc.id: alloc}
        else:
            known[alloc.id] = alloc
        ledger = self._ledgers.get(node_id)
        if ledger is not None:
            ledger.add(alloc)
        self.touched.append(alloc)

    def place(self, alloc: Alloc) -> None:
        """Puts a new allocation, or a rewritten one, on its node."""
        known = self._placed_on.setdefault(alloc.node_id, {})
        ledger = self._ledgers.get(alloc.node_id)
        if alloc.id in known:
            self.placed = [alloc if one.id == alloc.id else one for one in self.placed]
            self.rewritten += 1
        else:
            self.placed.append(alloc)
        known[alloc.id] = alloc
        if ledger is not None and not ledger.holds(alloc):
            ledger.add(alloc)
            self.touched.append(alloc.node_id)
        else:
            self._touch(alloc.node_id)

    def withdraw(self, alloc: Alloc) -> None:
        """Takes a placement out again."""
        self.placed = [one for one in self.placed if one.id != alloc.id]
        self.rewritten += 1
        self._placed_on.get(alloc.node_id, {}).pop(alloc.id, None)
        self._touch(alloc.node_id)

    def preempt(self, alloc: Alloc, by: str) -> None:
        """Evicts an allocation for a placement."""
        self.preempted[alloc.id] = (alloc, by)
        self._touch(alloc.node_id)
