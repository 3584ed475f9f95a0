"""A client node as the planner sees it: who it is, whether it takes work, and how much it has to give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jobspec.cluster.computed_class import computed_class
from jobspec.cluster.once import once


class Sizes(NamedTuple):
    """What a node has to give: MHz, MB and MB, and the highest number of allocations, 0 for no limit."""

    cpu: int
    memory: int
    disk: int
    allocs: int


class Node:
    """One node of a cluster. `raw` is the API's JSON, which is never changed; the rest is drawn from it once."""

    raw: Mapping[str, Any]
    id: str
    name: str
    datacenter: str
    node_class: str
    pool: str
    status: str
    eligibility: str

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.id = raw["ID"]
        self.name = raw.get("Name") or ""
        self.datacenter = raw.get("Datacenter") or ""
        self.node_class = raw.get("NodeClass") or ""
        self.pool = raw.get("NodePool") or "default"
        self.status = raw.get("Status") or ""
        self.eligibility = raw.get("SchedulingEligibility") or ""

    def __repr__(self) -> str:
        return f"<Node {self.name or self.id}>"

    @property
    def draining(self) -> bool:
        """Whether it has a drain strategy."""
        return self.raw.get("DrainStrategy") is not None

    @property
    def ready(self) -> bool:
        """Whether it takes new allocations at all."""
        return self.status == "ready" and not self.draining and self.eligibility == "eligible"

    @property
    def tainted(self) -> bool:
        """Whether allocations on it need a look: it is down, disconnected or draining."""
        return self.status in ("down", "disconnected") or self.draining

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the client found out about itself."""
        return self.raw.get("Attributes") or {}

    @property
    def meta(self) -> Mapping[str, str]:
        """What its operator wrote about it."""
        return self.raw.get("Meta") or {}

    @property
    def drivers(self) -> Mapping[str, Mapping[str, Any]]:
        """State of its task drivers by name."""
        return self.raw.get("Drivers") or {}

    @property
    def host_volumes(self) -> Mapping[str, Mapping[str, Any]]:
        """Its host volumes by name, static and dynamic."""
        return self.raw.get("HostVolumes") or {}

    @property
    def csi_plugins(self) -> Mapping[str, Mapping[str, Any]]:
        """Its CSI node plugins by ID."""
        return self.raw.get("CSINodePlugins") or {}

    @property
    def max_allocs(self) -> int:
        """How many allocations it takes at most; 0 is no limit."""
        return self.raw.get("NodeMaxAllocs") or 0

    @property
    def resources(self) -> Mapping[str, Any]:
        """`NodeResources` of the API."""
        return self.raw.get("NodeResources") or {}

    @property
    def reserved(self) -> Mapping[str, Any]:
        """`ReservedResources` of the API."""
        return self.raw.get("ReservedResources") or {}

    @property
    def devices(self) -> list[Mapping[str, Any]]:
        """Its device groups."""
        return self.resources.get("Devices") or []

    @once
    def cores(self) -> tuple[Mapping[str, Any], ...]:
        """The cores of its topology, usable or not."""
        topology = (self.resources.get("Processors") or {}).get("Topology") or {}
        return tuple(topology.get("Cores") or ())

    @once
    def usable_cores(self) -> frozenset[int]:
        """IDs of the cores that tasks may reserve."""
        return frozenset(core.get("ID", 0) for core in self.cores if not core.get("Disable"))

    @once
    def total_cpu(self) -> int:
        """All its MHz: the override, else the sum over all cores, else what an older client says."""
        processors = self.resources.get("Processors")
        if not processors:
            return _amount(self.resources, "Cpu", "CpuShares")
        topology = processors.get("Topology") or {}
        if override := topology.get("OverrideTotalCompute"):
            return int(override)
        if self.cores:
            return sum(core_speed(core) for core in self.cores)
        return _amount(self.resources, "Cpu", "CpuShares")

    @once
    def sizes(self) -> Sizes:
        """What allocations may use of it, and how many there may be."""
        raw = self.raw
        resources, reserved = raw.get("NodeResources") or {}, raw.get("ReservedResources") or {}
        cpu = self.total_cpu if resources.get("Processors") else _amount(resources, "Cpu", "CpuShares")
        memory, disk = _amount(resources, "Memory", "MemoryMB"), _amount(resources, "Disk", "DiskMB")
        if reserved:
            cpu -= _amount(reserved, "Cpu", "CpuShares")
            memory -= _amount(reserved, "Memory", "MemoryMB")
            disk -= _amount(reserved, "Disk", "DiskMB")
        return Sizes(cpu, memory, disk, raw.get("NodeMaxAllocs") or 0)

    @property
    def cpu(self) -> int:
        """MHz that allocations may use."""
        return self.sizes.cpu

    @property
    def memory(self) -> int:
        """MB of memory that allocations may use."""
        return self.sizes.memory

    @property
    def disk(self) -> int:
        """MB of disk that allocations may use."""
        return self.sizes.disk

    @once
    def computed_class(self) -> str:
        """The class that feasibility is remembered by: the recorded one, else one made here."""
        return self.raw.get("ComputedClass") or computed_class(self.raw)


def core_speed(core: Mapping[str, Any]) -> int:
    """MHz of a core: its base speed, else its highest, else what the client guessed."""
    return int(core.get("BaseSpeed") or core.get("MaxSpeed") or core.get("GuessSpeed") or 0)


def _amount(resources: Mapping[str, Any], part: str, key: str) -> int:
    found = resources.get(part)
    return int(found.get(key) or 0) if found else 0
