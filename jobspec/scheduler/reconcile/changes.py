"""Which changes of a task group need new allocations; all others are told to the running ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Tree = Mapping[str, Any]
Pick = Callable[[Tree], Any]

TASK_FIELDS = (
    *("Driver", "User", "Config", "Env", "Artifacts", "Secrets", "Templates", "CSIPluginConfig", "VolumeMounts"),
    *("Identity", "Identities"),
)
"""Fields of a task that are compared whole."""

RESOURCE_FIELDS = ("CPU", "Cores", "MemoryMB", "MemoryMaxMB", "NUMA", "SecretsMB")
VAULT_FIELDS = (
    *("Role", "Namespace", "Cluster", "Env", "DisableFile", "ChangeMode", "ChangeSignal", "AllowTokenExpiration"),
)
NETWORK_FIELDS = ("Mode", "MBits", "Hostname", "DNS", "CNI")
CONNECT_FIELDS = ("Native", "Gateway", "SidecarTask")
VERSIONED_CONSUL_FIELDS = ("Cluster", "Partition")
"""Compared only where both sides have a consul block."""


_ABSENT = object()


def same(old: Any, new: Any) -> bool:
    """Equal, where null, an empty text, list or map, zero and false are one; but a key of a map is there or is not.

    >>> same({"a": None, "b": [1]}, {"b": [1]}), same({"a": ""}, {}), same(True, 1)
    (True, False, False)
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(_same_entry(old.get(key, _ABSENT), new.get(key, _ABSENT)) for key in old.keys() | new.keys())
    if not old or not new:
        return _empty(old) and _empty(new)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(same, old, new))
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)


def _same_entry(old: Any, new: Any) -> bool:
    if old is _ABSENT or new is _ABSENT:
        return new is None if old is _ABSENT else old is None
    return same(old, new)


def _empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(part is None for part in value.values())
    return not value


def destructive(old_job: Tree, new_job: Tree, group_name: str) -> bool:
    """Whether allocations of the group made from the old job must be replaced for the new one."""
    old, new = find(old_job.get("TaskGroups"), group_name), find(new_job.get("TaskGroups"), group_name)
    if old is None or new is None:
        return True
    old_tasks, new_tasks = old.get("Tasks") or [], new.get("Tasks") or []
    if len(old_tasks) != len(new_tasks) or not _same_group(old, new):
        return True
    return any(
        (partner := find(old_tasks, task["Name"])) is None
        or not _same_task(partner, task)
        or not same(_meta(old_job, old, partner), _meta(new_job, new, task))
        for task in new_tasks
    )


def find(items: Iterable[Tree] | None, name: str) -> Tree | None:
    """The item of a name, such as a task group of a job or a task of a group."""
    return next((item for item in items or () if item.get("Name") == name), None)


def _same_group(old: Tree, new: Tree) -> bool:
    return (
        same(old.get("EphemeralDisk"), new.get("EphemeralDisk"))
        and _same_networks(old.get("Networks"), new.get("Networks"))
        and _same_consul(old.get("Consul"), new.get("Consul"))
        and _same_connect(old.get("Services") or [], new.get("Services") or [])
        and _same_volumes(old.get("Volumes"), new.get("Volumes"))
        and _renders(old) == _renders(new)
    )


def _same_task(old: Tree, new: Tree) -> bool:
    return (
        _same_fields(TASK_FIELDS, old, new)
        and _same_block(VAULT_FIELDS, old.get("Vault"), new.get("Vault"))
        and _same_consul(old.get("Consul"), new.get("Consul"))
        and _same_resources(old.get("Resources") or {}, new.get("Resources") or {})
        and same((old.get("LogConfig") or {}).get("Disabled"), (new.get("LogConfig") or {}).get("Disabled"))
        and _renders(old) == _renders(new)
    )


def _same_fields(fields: Iterable[str], old: Tree, new: Tree) -> bool:
    return all(same(old.get(field), new.get(field)) for field in fields)


def _same_block(fields: Iterable[str], old: Tree | None, new: Tree | None) -> bool:
    """A block, of which only some fields count: added, removed or changed."""
    if old is None or new is None:
        return old is new
    return _same_fields(fields, old, new)


def _meta(job: Tree, group: Tree, task: Tree) -> dict[str, Any]:
    """The meta a task sees: its own over its group's over its job's."""
    return {**(job.get("Meta") or {}), **(group.get("Meta") or {}), **(task.get("Meta") or {})}


def _renders(block: Tree) -> bool:
    return bool((block.get("RestartPolicy") or {}).get("RenderTemplates"))


def _same_volumes(old: Tree | None, new: Tree | None) -> bool:
    return (old or {}).keys() == (new or {}).keys() and same(old, new)


def _same_networks(old: list[Tree] | None, new: list[Tree] | None) -> bool:
    before, after = old or [], new or []
    return len(before) == len(after) and all(
        _same_fields(NETWORK_FIELDS, one, other) and _ports(one) == _ports(other)
        for one, other in zip(before, after, strict=True)
    )


def _ports(network: Tree) -> list[tuple[Any, ...]]:
    """The ports as far as a change of them matters: of dynamic ones not the number."""
    fixed = [(port, port.get("Value") or 0) for port in network.get("ReservedPorts") or ()]
    drawn = [(port, -1) for port in network.get("DynamicPorts") or ()]
    return [
        (port.get("Label"), number, port.get("To") or 0, port.get("HostNetwork") or "")
        for port, number in fixed + drawn
    ]


def _same_consul(old: Tree | None, new: Tree | None) -> bool:
    if not same((old or {}).get("Namespace"), (new or {}).get("Namespace")):
        return False
    return old is None or new is None or _same_fields(VERSIONED_CONSUL_FIELDS, old, new)


def _same_connect(old: list[Tree], new: list[Tree]) -> bool:
    """Of services only those count that have a connect block now, each against its namesake of before."""
    for service in new:
        partner = find(old, service.get("Name") or "")
        if service.get("Connect") is None or partner is None:
            continue
        if not (_same_fields(("PortLabel", "Cluster"), partner, service) and _same_proxy(partner, service)):
            return False
    return True


def _same_proxy(old: Tree, new: Tree) -> bool:
    before, after = old.get("Connect"), new.get("Connect")
    if before is None or after is None:
        return before is after
    sidecars = before.get("SidecarService"), after.get("SidecarService")
    return _same_fields(CONNECT_FIELDS, before, after) and _same_block(("Port",), *sidecars)


def _same_resources(old: Tree, new: Tree) -> bool:
    return (
        _same_fields(RESOURCE_FIELDS, old, new)
        and _same_networks(old.get("Networks"), new.get("Networks"))
        and _same_devices(old.get("Devices") or [], new.get("Devices") or [])
    )


def _same_devices(old: list[Tree], new: list[Tree]) -> bool:
    """Device requests by name; the order of their constraints and affinities does not matter."""
    before = {device.get("Name"): device for device in old}
    return len(old) == len(new) and all(
        (partner := before.get(device.get("Name"))) is not None
        and same(partner.get("Count"), device.get("Count"))
        and all(_same_set(partner.get(key), device.get(key)) for key in ("Constraints", "Affinities"))
        for device in new
    )


def _same_set(old: Iterable[Any] | None, new: Iterable[Any] | None) -> bool:
    before, after = list(old or ()), list(new or ())
    return len(before) == len(after) and all(any(same(one, other) for other in after) for one in before)
