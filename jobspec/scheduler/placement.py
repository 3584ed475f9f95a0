"""New allocations and rewritten ones, as API JSON."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from jobspec.cluster import Alloc
from jobspec.cluster.alloc import WrittenLater
from jobspec.scheduler.ask import GroupAsk, TaskAsk
from jobspec.scheduler.rank.offer import Offer, TaskOffer

Tree = Mapping[str, Any]


class Names:
    """IDs for what a plan makes: the same plan always makes the same ones."""

    def __init__(self, *parts: object) -> None:
        self._stem = blake2b(repr(parts).encode(), digest_size=6).hexdigest()
        self._made = 0

    def next(self) -> str:
        """The next ID, in the form of a UUID."""
        self._made += 1
        return f"{self._made:08x}-0000-4000-8000-{self._stem}"


def resources_of(group: GroupAsk, oversubscribed: bool, offer: Offer | None = None) -> dict[str, Any]:
    """`AllocatedResources` of a new allocation; without an offer, its tasks get what they ask for."""
    ports = [] if offer is None else [port.to_api() for port in offer.ports]
    networks = [] if offer is None or group.network is None else [_network(offer, group.network)]
    return {
        "Tasks": {task.name: _task(task, _special(offer, task), oversubscribed) for task in group.tasks},
        "TaskLifecycles": {task.name: task.lifecycle for task in group.tasks},
        "Shared": {"DiskMB": group.disk, "Networks": networks, "Ports": ports},
    }


def allocated(
    offer: Offer, oversubscribed: bool, former: Alloc | None = None, *, keeps_cores: bool = True
) -> dict[str, Any]:
    """`AllocatedResources` of an offer; an allocation updated in place keeps its networks, devices and cores.

    Those of system jobs do not keep their cores.
    """
    found = resources_of(offer.group, oversubscribed, offer)
    if former is None:
        return found
    before: Tree = former.resources
    for name, resources in found["Tasks"].items():
        held: Tree = (before.get("Tasks") or {}).get(name) or {}
        resources["Networks"] = held.get("Networks") or []
        resources["Devices"] = held.get("Devices") or []
        if keeps_cores:
            resources["Cpu"]["ReservedCores"] = (held.get("Cpu") or {}).get("ReservedCores")
    kept: Tree = before.get("Shared") or {}
    found["Shared"] |= {"Networks": kept.get("Networks") or [], "Ports": kept.get("Ports") or []}
    return found


def _special(offer: Offer | None, task: TaskAsk) -> TaskOffer:
    return offer.tasks[task.name] if offer is not None and offer.tasks else TaskOffer(task.cpu)


def _task(task: TaskAsk, given: TaskOffer, oversubscribed: bool) -> dict[str, Any]:
    return {
        "Cpu": {"CpuShares": given.cpu, "ReservedCores": list(given.cores) or None},
        "Memory": {"MemoryMB": task.memory, "MemoryMaxMB": task.memory_max if oversubscribed else 0},
        "Devices": [device.to_api() for device in given.devices],
        "Networks": [given.network] if given.network else [],
    }


def _network(offer: Offer, network: Tree) -> dict[str, Any]:
    held = {port.label: port for port in offer.ports}
    shown: dict[str, Any] = {**network}
    for key in ("ReservedPorts", "DynamicPorts"):
        shown[key] = [
            {**port, "Value": held[port["Label"]].value, "To": held[port["Label"]].to}
            if port.get("Label") in held
            else dict(port)
            for port in network.get(key) or ()
        ]
    return shown


class Prototype:
    """What the new allocations of a group have in common."""

    __slots__ = ("common", "group", "job_id", "job_version", "namespace", "shared")

    def __init__(self, group: GroupAsk, job: Tree, oversubscribed: bool, **more: Any) -> None:
        self.namespace: str = job.get("Namespace") or "default"
        self.job_id: str = job["ID"]
        self.job_version: int = job.get("Version") or 0
        self.group = group
        self.common = {
            "Namespace": self.namespace,
            "JobID": self.job_id,
            "JobVersion": self.job_version,
            "TaskGroup": group.name,
            "DesiredStatus": "run",
            "ClientStatus": "pending",
            **more,
        }
        self.shared = resources_of(group, oversubscribed) if group.plain else None
        """The resources, if they are the same on every node."""


class NewAlloc(WrittenLater):
    """An allocation that the plan makes. Its JSON is written when it is asked for."""

    __slots__ = ("_node", "_own", "_prototype")

    def __init__(self, prototype: Prototype, id: str, name: str, offer: Offer, own: dict[str, Any]) -> None:
        self._raw = None
        self._prototype = prototype
        self._node = offer.node
        self._own = own
        """What only this one has."""
        self.id = id
        self.name = name
        self.namespace = prototype.namespace
        self.job_id = prototype.job_id
        self.job_version = prototype.job_version
        self.group = prototype.group.name
        self.node_id = offer.node.id
        self.client_status = "pending"
        self.desired_status = "run"
        self._demand = prototype.group.fixed if offer.tasks is None else None

    @property
    def node_name(self) -> str:
        """The name of its node."""
        return self._node.name

    @property
    def deployment_id(self) -> str:
        """The deployment it belongs to, or an empty text."""
        return self._own.get("DeploymentID") or ""

    @property
    def previous(self) -> str:
        """ID of the allocation it replaces, or an empty text."""
        return self._own.get("PreviousAllocation") or ""

    @property
    def resources(self) -> Tree:
        """`AllocatedResources` of the API."""
        return self._own["AllocatedResources"] if self._prototype.shared is None else self._prototype.shared

    def _written(self) -> Tree:
        place = {"ID": self.id, "Name": self.name, "NodeID": self.node_id, "NodeName": self._node.name}
        shared = self._prototype.shared
        resources = {} if shared is None else {"AllocatedResources": shared}
        return {**place, **self._prototype.common, **resources, **self._own}


def new_alloc(id: str, name: str, job: Tree, offer: Offer, oversubscribed: bool, **own: Any) -> Alloc:
    """An allocation that the plan makes."""
    prototype = Prototype(offer.group, job, oversubscribed)
    if prototype.shared is None:
        own["AllocatedResources"] = resources_of(offer.group, oversubscribed, offer)
    return NewAlloc(prototype, id, name, offer, own)


def rewritten(alloc: Alloc, **changes: Any) -> Alloc:
    """An allocation with some members of its JSON exchanged."""
    return Alloc({**alloc.raw, **changes})


def with_reschedule_note(alloc: Alloc, note: str) -> Alloc:
    """An allocation that says how its last rescheduling ended."""
    tracker = {**(alloc.raw.get("RescheduleTracker") or {}), "LastReschedule": note}
    return rewritten(alloc, RescheduleTracker=tracker)
