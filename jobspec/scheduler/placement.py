"""New allocations and rewritten ones, as API JSON."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from jobspec.cluster import Alloc
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


def allocated(
    offer: Offer, oversubscribed: bool, former: Alloc | None = None, *, keeps_cores: bool = True
) -> dict[str, Any]:
    """`AllocatedResources` of an offer; an allocation updated in place keeps its networks, devices and cores.

    Those of system jobs do not keep their cores.
    """
    group = offer.group
    before: Tree = (former.resources if former else None) or {}
    tasks = {task.name: _task(task, _special(offer, task), oversubscribed) for task in group.tasks}
    shared: dict[str, Any] = {"DiskMB": group.disk, "Networks": [], "Ports": [port.to_api() for port in offer.ports]}
    if former is not None:
        for name, resources in tasks.items():
            held: Tree = (before.get("Tasks") or {}).get(name) or {}
            resources["Networks"] = held.get("Networks") or []
            resources["Devices"] = held.get("Devices") or []
            if keeps_cores:
                resources["Cpu"]["ReservedCores"] = (held.get("Cpu") or {}).get("ReservedCores")
        kept: Tree = before.get("Shared") or {}
        shared |= {"Networks": kept.get("Networks") or [], "Ports": kept.get("Ports") or []}
    elif group.network is not None:
        shared["Networks"] = [_network(offer, group.network)]
    return {
        "Tasks": tasks,
        "TaskLifecycles": {task.name: task.lifecycle for task in group.tasks},
        "Shared": shared,
    }


def _special(offer: Offer, task: TaskAsk) -> TaskOffer:
    return offer.tasks[task.name] if offer.tasks else TaskOffer(task.cpu)


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


def new_alloc(id: str, name: str, group: GroupAsk, job: Tree, offer: Offer, resources: Tree, **more: Any) -> Alloc:
    """An allocation that the plan makes."""
    return Alloc(
        {
            "ID": id,
            "Name": name,
            "Namespace": job.get("Namespace") or "default",
            "JobID": job["ID"],
            "JobVersion": job.get("Version") or 0,
            "TaskGroup": group.name,
            "NodeID": offer.node.id,
            "NodeName": offer.node.name,
            "AllocatedResources": resources,
            "DesiredStatus": "run",
            "ClientStatus": "pending",
            **more,
        }
    )


def rewritten(alloc: Alloc, **changes: Any) -> Alloc:
    """An allocation with some members of its JSON exchanged."""
    return Alloc({**alloc.raw, **changes})


def with_reschedule_note(alloc: Alloc, note: str) -> Alloc:
    """An allocation that says how its last rescheduling ended."""
    tracker = {**(alloc.raw.get("RescheduleTracker") or {}), "LastReschedule": note}
    return rewritten(alloc, RescheduleTracker=tracker)
