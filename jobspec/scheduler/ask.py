"""What a job and its groups ask of nodes, drawn from their JSON once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec.scheduler.demand import Demand, TaskDemand, combined
from jobspec.scheduler.feasible.constraints import Constraint, constraints_of
from jobspec.scheduler.feasible.distinct import wants_distinct_hosts
from jobspec.scheduler.feasible.networks import NetworkWish

Tree = Mapping[str, Any]

NO_MEMORY_LIMIT = -1


class TaskAsk:
    """What one task asks for."""

    __slots__ = ("cores", "cpu", "devices", "lifecycle", "memory", "memory_max", "name", "network")

    def __init__(self, raw: Tree) -> None:
        resources: Tree = raw.get("Resources") or {}
        secrets = resources.get("SecretsMB") or 0
        self.name: str = raw["Name"]
        self.lifecycle: Tree | None = raw.get("Lifecycle")
        self.cpu: int = resources.get("CPU") or 0
        self.cores: int = resources.get("Cores") or 0
        self.memory: int = (resources.get("MemoryMB") or 0) + secrets
        ceiling: int = resources.get("MemoryMaxMB") or 0
        self.memory_max = ceiling + secrets if ceiling > 0 else ceiling
        networks = resources.get("Networks")
        self.network: Tree | None = networks[0] if networks else None
        self.devices: list[Tree] = resources.get("Devices") or []

    def demand(self, cores: tuple[int, ...] = (), cpu: int | None = None) -> TaskDemand:
        """What it takes, given its cores."""
        return TaskDemand(self.lifecycle, self.cpu if cpu is None else cpu, self.memory, cores)


class GroupAsk:
    """What one group asks for."""

    __slots__ = (
        *("affinities", "constraints", "count", "devices", "disk", "distinct_hosts", "drivers", "dynamic", "escapes"),
        "fixed",
        *("name", "network", "network_wish", "plain", "raw", "secrets", "sticky", "tasks"),
    )

    def __init__(self, raw: Tree, job: Tree) -> None:
        tasks: list[Tree] = raw.get("Tasks") or []
        disk: Tree = raw.get("EphemeralDisk") or {}
        networks = raw.get("Networks")
        self.raw = raw
        self.name: str = raw["Name"]
        self.count: int = 1 if raw.get("Count") is None else raw["Count"]
        self.constraints = constraints_of(raw.get("Constraints"), *(task.get("Constraints") for task in tasks))
        self.drivers = tuple(dict.fromkeys(task.get("Driver") or "" for task in tasks))
        self.secrets = {secret.get("Provider") or "" for task in tasks for secret in task.get("Secrets") or ()}
        self.tasks = tuple(TaskAsk(task) for task in tasks)
        self.devices = [device for task in self.tasks for device in task.devices]
        self.network: Tree | None = networks[0] if networks else None
        self.network_wish = NetworkWish() if self.network is None else NetworkWish.of(self.network)
        self.disk: int = disk.get("SizeMB") or 0
        self.sticky = bool(disk.get("Sticky") or disk.get("Migrate"))
        self.distinct_hosts = wants_distinct_hosts(raw.get("Constraints"))
        lists = (job.get("Affinities"), raw.get("Affinities"), *(task.get("Affinities") for task in tasks))
        self.affinities: tuple[tuple[Constraint, int], ...] = tuple(
            (Constraint.of(one), one.get("Weight") or 0) for each in lists for one in each or ()
        )
        csi = any((volume or {}).get("Type") == "csi" for volume in (raw.get("Volumes") or {}).values())
        self.escapes = csi or any(one.escapes for one in self.constraints)
        special = any(task.network or task.devices or task.cores for task in self.tasks)
        self.plain = not self.network and not special
        """Whether it takes the same on every node."""
        self.dynamic: tuple[str, ...] = () if special or self.network is None else _dynamic_only(self.network)
        """The host network of each port, if all it takes beside CPU, memory and disk is dynamic ports."""
        self.fixed: Demand = combined((task.demand() for task in self.tasks), self.disk)
        """What it takes if no task has cores."""


def _dynamic_only(network: Tree) -> tuple[str, ...]:
    hosts = tuple(port.get("HostNetwork") or "" for port in network.get("DynamicPorts") or ())
    fixed = network.get("ReservedPorts") or any(host.startswith("${") for host in hosts)
    return () if fixed else hosts


class JobAsk:
    """What a version of a job asks for."""

    def __init__(self, raw: Tree) -> None:
        self.raw = raw
        self.id: str = raw["ID"]
        self.namespace: str = raw.get("Namespace") or "default"
        self.version: int = raw.get("Version") or 0
        self.priority: int = raw.get("Priority") or 0
        self.type: str = raw.get("Type") or "service"
        self.pool: str = raw.get("NodePool") or "default"
        self.datacenters: list[str] = raw.get("Datacenters") or []
        self.constraints = constraints_of(raw.get("Constraints"))
        self.escapes = any(one.escapes for one in self.constraints)
        self.distinct_hosts = wants_distinct_hosts(raw.get("Constraints"))
        self.groups: dict[str, GroupAsk] = {
            group["Name"]: GroupAsk(group, raw) for group in raw.get("TaskGroups") or ()
        }
        self.escaped_groups = {name: group.escapes for name, group in self.groups.items()}

    def group(self, raw: Tree) -> GroupAsk:
        """The ask of one of its groups."""
        return self.groups[raw["Name"]]
