"""What an allocation takes from its node: CPU, memory, disk and cores, over the phases of its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from jobspec.cluster import Alloc

Tree = Mapping[str, Any]


class Demand(NamedTuple):
    """MHz, MB and MB; the IDs of reserved cores, a core as often as it is used."""

    cpu: int = 0
    memory: int = 0
    disk: int = 0
    cores: tuple[int, ...] = ()

    def plus(self, other: Demand) -> Demand:
        """Both together."""
        return Demand(
            self.cpu + other.cpu, self.memory + other.memory, self.disk + other.disk, self.cores + other.cores
        )

    def minus(self, other: Demand) -> Demand:
        """What is left without the other; its cores leave."""
        cores = tuple(core for core in self.cores if core not in other.cores)
        return Demand(self.cpu - other.cpu, self.memory - other.memory, self.disk - other.disk, cores)

    def lacking(self, wanted: Demand) -> str:
        """The first dimension in which this does not cover what is wanted; empty if it covers all."""
        if self.cpu < wanted.cpu:
            return "cpu"
        if self.cores and not set(wanted.cores) <= set(self.cores):
            return "cores"
        if self.memory < wanted.memory:
            return "memory"
        return "disk" if self.disk < wanted.disk else ""


NOTHING = Demand()
NO_RESOURCES: Tree = {}


class TaskDemand(NamedTuple):
    """What one task takes while it runs."""

    lifecycle: Tree | None
    cpu: int
    memory: int
    cores: tuple[int, ...] = ()


def combined(tasks: Iterable[TaskDemand], disk: int) -> Demand:
    """What the tasks of one allocation take: the largest phase of its life, CPU and memory apart.

    Reserved cores are held in every phase, so they and their MHz always count.
    """
    held_cpu = 0
    cores: tuple[int, ...] = ()
    main_cpu = main_memory = before_cpu = before_memory = after_cpu = after_memory = 0
    for task in tasks:
        cpu, memory = task.cpu, task.memory
        if task.cores:
            held_cpu += cpu
            cores += task.cores
            cpu = 0
        lifecycle = task.lifecycle
        hook = lifecycle.get("Hook") if lifecycle else None
        if lifecycle is None or hook == "poststart" or (hook == "prestart" and lifecycle.get("Sidecar")):
            main_cpu += cpu
            main_memory += memory
        if hook == "prestart":
            before_cpu += cpu
            before_memory += memory
        elif hook == "poststop":
            after_cpu += cpu
            after_memory += memory
    return Demand(
        held_cpu + max(main_cpu, before_cpu, after_cpu), max(main_memory, before_memory, after_memory), disk, cores
    )


def demand_of(alloc: Alloc) -> Demand:
    """What an allocation holds, worked out once."""
    known: Demand | None = alloc._demand
    if known is None:
        known = alloc._demand = recorded(alloc.resources)
    return known


def recorded(resources: Tree) -> Demand:
    """The demand that `AllocatedResources` of the API record."""
    return Demand(*amounts(resources))


def amounts(resources: Tree) -> tuple[int, int, int, tuple[int, ...]]:
    """The parts of that demand."""
    tasks: Tree = resources.get("Tasks") or NO_RESOURCES
    lifecycles: Tree = resources.get("TaskLifecycles") or NO_RESOURCES
    shared = resources.get("Shared")
    disk = (shared.get("DiskMB") or 0) if shared else 0
    if len(tasks) == 1 and not (lifecycles and any(lifecycles.values())):
        for task in tasks.values():
            cpu, memory, cores = _held(task or NO_RESOURCES)
            return cpu, memory, disk, cores
    held = ((name, _held(task or NO_RESOURCES)) for name, task in tasks.items())
    return combined((TaskDemand(lifecycles.get(name), *one) for name, one in held), disk)


def _held(task: Tree) -> tuple[int, int, tuple[int, ...]]:
    cpu, memory = task.get("Cpu") or NO_RESOURCES, task.get("Memory") or NO_RESOURCES
    cores = cpu.get("ReservedCores")
    return cpu.get("CpuShares") or 0, memory.get("MemoryMB") or 0, tuple(cores) if cores else ()
