"""What the allocations of a state take from each node, summed once for all plans on that state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from jobspec.cluster import Alloc, ClusterState, Node
from jobspec.scheduler.demand import demand_of
from jobspec.scheduler.ports import END_OF_PORTS, reserved_ports, reserved_texts

Tree = Mapping[str, Any]


class Use(NamedTuple):
    """MHz, MB and MB of the allocations that are not over on the client, and their number."""

    cpu: int = 0
    memory: int = 0
    disk: int = 0
    number: int = 0
    odd: bool = False
    """Whether sums do not tell all: cores are held, ports may collide, or what the node keeps back cannot be read."""


UNUSED = Use()

_known: WeakKeyDictionary[ClusterState, dict[str, Use]] = WeakKeyDictionary()


def usage(state: ClusterState) -> Mapping[str, Use]:
    """What is used, by node ID; nodes of which nothing is used are left out."""
    found = _known.get(state)
    if found is None:
        found = _known[state] = {}
        for node_id, allocs in state.allocs_by_node.items():
            found[node_id] = _sum(state.nodes.get(node_id), allocs)
        for node in state.nodes.values():
            if any(reserved_ports(text) is None for text in reserved_texts(node)):
                found[node.id] = found.get(node.id, UNUSED)._replace(odd=True)
    return found


def _sum(node: Node | None, allocs: Iterable[Alloc]) -> Use:
    cpu = memory = disk = number = 0
    cores = False
    ports: list[tuple[Any, Any]] = []
    for alloc in allocs:
        if alloc.client_terminal:
            continue
        demand = demand_of(alloc)
        cpu += demand.cpu
        memory += demand.memory
        disk += demand.disk
        number += 1
        if demand.cores:
            cores = True
        ports += _ports(alloc.resources)
    odd = cores or (bool(ports) and not _apart(node, ports))
    return Use(cpu, memory, disk, number, odd)


DOUBTFUL = ((None, None),)


def _ports(resources: Tree) -> Iterable[tuple[Any, Any]]:
    """Address and number of each port; networks of the old kind are not read."""
    shared = resources.get("Shared")
    if shared:
        if ports := shared.get("Ports"):
            return [(port.get("HostIP") or "", port.get("Value") or 0) for port in ports]
        if shared.get("Networks"):
            return DOUBTFUL
    for task in (resources.get("Tasks") or {}).values():
        if task and task.get("Networks"):
            return DOUBTFUL
    return ()


def _apart(node: Node | None, ports: list[tuple[Any, Any]]) -> bool:
    """Whether it is plain that no port is used twice."""
    if node is None or len(set(ports)) < len(ports):
        return False
    kept = [reserved_ports(text) for text in reserved_texts(node)]
    return all(
        value is not None and 0 <= value < END_OF_PORTS and not any(one is None or value in one for one in kept)
        for _, value in ports
    )
