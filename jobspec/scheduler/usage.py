"""What the allocations of a state take from each node, summed once for all plans on that state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from jobspec.cluster import ClusterState, Node
from jobspec.cluster.alloc import OVER
from jobspec.scheduler.demand import amounts
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
    ports: int = 0
    crowd: Mapping[tuple[str, str], int] = {}
    """Number of allocations by job ID and group."""


UNUSED = Use()

_known: WeakKeyDictionary[ClusterState, dict[str, Use]] = WeakKeyDictionary()


def usage(state: ClusterState, nodes: Iterable[Node]) -> list[Use]:
    """What is used of each node."""
    known = _known.setdefault(state, {})
    taken: dict[tuple[str, str], Taken] = {}
    return [
        known.get(node.id) or known.setdefault(node.id, _use(node, state.records_on(node.id), taken)) for node in nodes
    ]


Taken = tuple[Tree, tuple[int, int, int, tuple[int, ...]], Iterable[tuple[Any, Any]]]
"""Resources of an allocation, with their amounts and ports."""


def _use(node: Node, records: Sequence[Tree], taken: dict[tuple[str, str], Taken]) -> Use:
    """What is used of one node; `taken` is what was last seen of a job's group, whose allocations are mostly alike."""
    readable = all(reserved_ports(text) is not None for text in reserved_texts(node))
    if not records:
        return UNUSED if readable else UNUSED._replace(odd=True)
    cpu = memory = disk = number = 0
    crowd: dict[tuple[str, str], int] = {}
    odd = not readable
    ports: list[tuple[Any, Any]] = []
    for record in records:
        get = record.get
        if get("ClientStatus") in OVER:
            continue
        number += 1
        key = (get("JobID") or "", get("TaskGroup") or "")
        crowd[key] = crowd.get(key, 0) + 1
        if resources := get("AllocatedResources"):
            found = taken.get(key)
            if found is None or found[0] != resources:
                found = taken[key] = resources, amounts(resources), _ports(resources)
            _, (one_cpu, one_memory, one_disk, cores), own_ports = found
            cpu += one_cpu
            memory += one_memory
            disk += one_disk
            if cores:
                odd = True
            if own_ports:
                ports += own_ports
    return Use(cpu, memory, disk, number, odd or bool(ports and not _apart(node, ports)), len(ports), crowd)


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


def _apart(node: Node, ports: list[tuple[Any, Any]]) -> bool:
    """Whether it is plain that no port is used twice."""
    if len(set(ports)) < len(ports):
        return False
    kept = [reserved_ports(text) for text in reserved_texts(node)]
    return all(
        value is not None and 0 <= value < END_OF_PORTS and not any(one is None or value in one for one in kept)
        for _, value in ports
    )
