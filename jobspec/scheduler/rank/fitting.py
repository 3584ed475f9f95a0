"""Whether a group fits on a node as it would be then: ports, devices, cores, then CPU, memory and disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.ask import GroupAsk, TaskAsk
from jobspec.scheduler.cores import assign_cores
from jobspec.scheduler.demand import Demand, TaskDemand, combined
from jobspec.scheduler.devices import DeviceOffer, DevicePool
from jobspec.scheduler.draft import Draft, Ledger, total_demand
from jobspec.scheduler.feasible.targets import resolve
from jobspec.scheduler.ports import PortError, PortUse
from jobspec.scheduler.preempt import Candidates, victims
from jobspec.scheduler.preempt_held import device_victims, port_victims
from jobspec.scheduler.rank.binpack import FitScore, emptiness
from jobspec.scheduler.rank.offer import Offer

Tree = Mapping[str, Any]

SKIPPED = ""
"""The reason of a node that is passed over without being counted."""


class Fitting(NamedTuple):
    """How fits are judged: by which score, and whether others may be evicted."""

    draft: Draft
    job_key: tuple[str, str]
    priority: int
    score: FitScore
    evicts: bool


def capacity_of(node: Node) -> Demand:
    """What a node has to give."""
    reserved = (node.reserved.get("Cpu") or {}).get("ReservedCpuCores") or ()
    return Demand(node.cpu, node.memory, node.disk, tuple(sorted(node.usable_cores.difference(reserved))))


def fit(node: Node, group: GroupAsk, how: Fitting) -> Offer | str:
    """The offer of a node with its first score, or the dimension that is exhausted."""
    ledger = how.draft.ledger(node)
    if problem := ledger.network_problem:
        return problem
    if group.plain and not how.evicts:
        return _plain(node, group, how, ledger)
    attempt = _Attempt(node, group, how, ledger)
    if not group.plain and (exhausted := attempt.give_special()) is not None:
        return exhausted
    return attempt.measure()


def _plain(node: Node, group: GroupAsk, how: Fitting, ledger: Ledger) -> Offer | str:
    """The common case in short: nothing but CPU, memory and disk, and nobody has to go."""
    used = ledger.total.plus(group.fixed)
    if problem := _lacking(node, used, ledger.size + 1):
        return problem
    offer = Offer(node, group)
    offer.add("binpack", _fit_score(how, node, used))
    return offer


def _fit_score(how: Fitting, node: Node, used: Demand) -> float:
    return how.score(emptiness(node.cpu, used.cpu, node.memory, used.memory))


def _lacking(node: Node, used: Demand, count: int) -> str:
    """The first dimension in which a node is too small for so many allocations that take so much."""
    if node.max_allocs and node.max_allocs < count:
        return "max allocation exceeded"
    if used.cores:
        if len(set(used.cores)) < len(used.cores):
            return "cores"
        return capacity_of(node).lacking(used)
    if node.cpu < used.cpu:
        return "cpu"
    if node.memory < used.memory:
        return "memory"
    return "disk" if node.disk < used.disk else ""


class _Attempt:
    """One group on one node: what is given, and who has to go for it."""

    def __init__(self, node: Node, group: GroupAsk, how: Fitting, ledger: Ledger) -> None:
        self.node = node
        self.group = group
        self.how = how
        self.ledger = ledger
        self.offer = Offer(node, group)
        self.gone: list[Alloc] = []
        self.device_weight = 0.0
        self.matched_weight = 0.0
        self._candidates: Candidates | None = None

    @property
    def candidates(self) -> Candidates:
        if self._candidates is None:
            draft = self.how.draft
            evicted = (alloc for alloc, _ in draft.preempted.values())
            self._candidates = Candidates(draft.state, self.how.job_key, self.how.priority, evicted)
        return self._candidates

    def staying(self) -> list[Alloc]:
        """The allocations of the node without those that have to go."""
        gone = {alloc.id for alloc in self.gone}
        return [alloc for alloc in self.ledger.allocs if alloc.id not in gone]

    def give_special(self) -> str | None:
        """Ports, task networks, devices and cores; the dimension that is exhausted."""
        use: PortUse | None = None
        if self.group.network is not None:
            given = self._give_ports(self.group.network)
            if isinstance(given, str):
                return given
            use = given
        pool: DevicePool | None = None
        for task in self.group.tasks:
            if task.network is not None:
                use = use or self.ledger.fresh_ports(self.gone)
                given = self._give_network(task, task.network, use)
                if isinstance(given, str):
                    return given
                use = given
            if task.devices:
                pool = pool or self.ledger.fresh_devices(self.gone)
                problem = self._give_devices(task, pool)
                if isinstance(problem, str):
                    return problem
                pool = problem
            if task.cores and (problem_or_none := self._give_cores(task)) is not None:
                return problem_or_none
        return None

    def _give_ports(self, network: Tree) -> PortUse | str:
        asked = _resolved(network, self.node)
        if asked is None:
            return SKIPPED
        use = self.ledger.fresh_ports(self.gone)
        ports = use.assign_group(asked)
        if isinstance(ports, PortError):
            first = f"network: {ports.reason}"
            if not self._evict(lambda: port_victims(self.candidates, self.staying(), asked, use)):
                return first
            use = self.ledger.fresh_ports(self.gone)
            ports = use.assign_group(asked)
            if isinstance(ports, PortError):
                return f"network: {ports.reason}"
        if any(task.network is not None for task in self.group.tasks):
            use.take(ports)
        self.offer.ports = ports
        return use

    def _give_network(self, task: TaskAsk, network: Tree, use: PortUse) -> PortUse | str:
        given = use.assign_task(network)
        if isinstance(given, PortError):
            first = f"network: {given.reason}"
            if not self._evict(lambda: port_victims(self.candidates, self.staying(), network, use)):
                return first
            use = self.ledger.fresh_ports(self.gone)
            given = use.assign_task(network)
            if isinstance(given, PortError):
                return f"network: {given.reason}"
        self.offer.task(task.name, task.cpu).network = given
        return use

    def _evict(self, choose: Callable[[], list[Alloc]]) -> bool:
        chosen = choose() if self.how.evicts else []
        self.gone += chosen
        return bool(chosen)

    def _give_devices(self, task: TaskAsk, pool: DevicePool) -> DevicePool | str:
        for request in task.devices:
            given = pool.offer(request)
            if isinstance(given, str):
                first = f"devices: {given}"
                if not self._evict(partial(self._device_victims, request, pool)):
                    return first
                pool = self._pool_again()
                given = pool.offer(request)
                if isinstance(given, str):
                    return first
            pool.take(given)
            self.offer.task(task.name, task.cpu).devices.append(given)
            self._weigh(request, given)
        return pool

    def _device_victims(self, request: Tree, pool: DevicePool) -> list[Alloc]:
        return device_victims(self.candidates, self.staying(), request, pool)

    def _pool_again(self) -> DevicePool:
        pool = self.ledger.fresh_devices(self.gone)
        for task in (self.offer.tasks or {}).values():
            for given in task.devices:
                pool.take(given)
        return pool

    def _weigh(self, request: Tree, given: DeviceOffer) -> None:
        if affinities := request.get("Affinities"):
            self.device_weight += sum(abs(affinity.get("Weight") or 0) for affinity in affinities)
            self.matched_weight += given.matched_weight

    def _give_cores(self, task: TaskAsk) -> str | None:
        taken = [core for alloc in self.staying() for core in _cores_of(alloc)]
        taken += [core for given in (self.offer.tasks or {}).values() for core in given.cores]
        found = assign_cores(self.node, task.cores, taken)
        if found is None:
            return "cores"
        given = self.offer.task(task.name, task.cpu)
        given.cores, given.cpu = found
        return None

    def measure(self) -> Offer | str:
        """The offer with its score if everything fits beside the others, perhaps after evictions."""
        ask = self._demand()
        before = total_demand(self.staying()) if self.gone else self.ledger.total
        count = self.ledger.size - len(self.gone) + 1
        used = before.plus(ask)
        problem = _lacking(self.node, used, count)
        if problem:
            if not self.how.evicts:
                return problem
            more = victims(self.candidates, self.staying(), capacity_of(self.node), ask)
            if not more:
                return problem
            self.gone += more
            if problem == "max allocation exceeded":
                # The reference breaks off before it has summed anything, and scores an empty node.
                used = Demand()
        self.offer.preempted = self.gone
        self.offer.add("binpack", _fit_score(self.how, self.node, used))
        if self.device_weight:
            self.offer.add("devices", self.matched_weight / self.device_weight)
        return self.offer

    def _demand(self) -> Demand:
        special = self.offer.tasks
        if special is None:
            return self.group.fixed
        parts: Iterable[TaskDemand] = (
            task.demand(special[task.name].cores, special[task.name].cpu) for task in self.group.tasks
        )
        return combined(parts, self.group.disk)


def _cores_of(alloc: Alloc) -> Iterable[int]:
    for task in (alloc.resources.get("Tasks") or {}).values():
        yield from ((task or {}).get("Cpu") or {}).get("ReservedCores") or ()


def _resolved(network: Tree, node: Node) -> Tree | None:
    """The network with its host networks' templates filled in; None if one cannot be."""
    if not any((port.get("HostNetwork") or "").startswith("${") for port in _ports(network)):
        return network
    filled: dict[str, Any] = dict(network)
    for key in ("DynamicPorts", "ReservedPorts"):
        ports = []
        for port in network.get(key) or ():
            host = resolve(port.get("HostNetwork") or "", node)
            if host is None:
                return None
            ports.append({**port, "HostNetwork": host})
        filled[key] = ports
    return filled


def _ports(network: Tree) -> list[Tree]:
    return [*(network.get("DynamicPorts") or ()), *(network.get("ReservedPorts") or ())]
