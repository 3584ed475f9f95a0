"""Which keys of a state's JSON have which type: what cannot be read is told with a path, once, at the edge.

Only keys that planning reads are listed; everything else may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from jobspec.diagnostics import Diagnostic, Path, json_pointer

Kind = type | tuple[type, ...] | str
"""A JSON type, or `"[]Name"`, `"{}Name"`, `"Name"`: a list, a map, or one object of a shape below."""

NUMBER: Final = (int, float)

SHAPES: Final[Mapping[str, Mapping[str, Kind]]] = {
    "State": {
        "Nodes": "[]Node",
        "Jobs": "[]Job",
        "Allocs": "[]Alloc",
        "Deployments": "[]Deployment",
        "NodePools": "[]NodePool",
        "HostVolumes": "[]HostVolume",
        "HostVolumeClaims": "[]HostVolumeClaim",
        "CSIVolumes": "[]CSIVolume",
        "Namespaces": list,
        "SchedulerConfig": "SchedulerConfig",
    },
    "Node": {
        **dict.fromkeys(("ID", "Name", "Datacenter", "NodeClass", "NodePool", "Status", "ComputedClass"), str),
        "SchedulingEligibility": str,
        "Attributes": "{}str",
        "Meta": "{}str",
        "Drivers": "{}Driver",
        "HostVolumes": "{}dict",
        "CSINodePlugins": "{}NodePlugin",
        "DrainStrategy": dict,
        "NodeMaxAllocs": int,
        "NodeResources": "NodeResources",
        "ReservedResources": "Reserved",
    },
    "NodePlugin": {"Healthy": bool, "NodeInfo": "NodePluginInfo"},
    "NodePluginInfo": {"MaxVolumes": int, "AccessibleTopology": "CSITopology"},
    "CSITopology": {"Segments": "{}str"},
    "Driver": {"Detected": bool, "Healthy": bool},
    "NodeResources": {
        "Cpu": "Cpu",
        "Memory": "Memory",
        "Disk": "Disk",
        "Devices": "[]Device",
        "Networks": "[]dict",
        "NodeNetworks": "[]NodeNetwork",
        "Processors": "Processors",
        "MinDynamicPort": int,
        "MaxDynamicPort": int,
    },
    "Reserved": {"Cpu": "Cpu", "Memory": "Memory", "Disk": "Disk", "Networks": "ReservedPorts"},
    "ReservedPorts": {"ReservedHostPorts": str},
    "Cpu": {"CpuShares": NUMBER, "ReservedCores": list},
    "Memory": {"MemoryMB": NUMBER, "MemoryMaxMB": NUMBER},
    "Disk": {"DiskMB": NUMBER},
    "Device": {"Vendor": str, "Type": str, "Name": str, "Attributes": "{}dict", "Instances": "[]dict"},
    "NodeNetwork": {"Mode": str, "Device": str, "Addresses": "[]Address"},
    "Address": {"Alias": str, "Address": str, "ReservedPorts": str},
    "Processors": {"Topology": "Topology"},
    "Topology": {"Cores": "[]Core", "OverrideTotalCompute": NUMBER},
    "Core": dict.fromkeys(("ID", "BaseSpeed", "MaxSpeed", "GuessSpeed"), NUMBER),
    "Job": {"ID": str, "Namespace": str, "Version": int, "Priority": int, "TaskGroups": "[]dict"},
    "Alloc": {
        **dict.fromkeys(("ID", "Namespace", "JobID", "TaskGroup", "Name", "NodeID", "NodeName", "ClientStatus"), str),
        **dict.fromkeys(("DesiredStatus", "DeploymentID", "PreviousAllocation", "NextAllocation"), str),
        **dict.fromkeys(("JobVersion", "CreateIndex", "ModifyIndex", "CreateTime", "ModifyTime"), int),
        "AllocatedResources": "AllocatedResources",
        "DesiredTransition": dict,
        "DeploymentStatus": dict,
        "RescheduleTracker": "RescheduleTracker",
        "AllocStates": "[]dict",
        "TaskStates": "{}dict",
        "Metrics": dict,
    },
    "AllocatedResources": {"Tasks": "{}TaskResources", "Shared": "Shared", "TaskLifecycles": "{}dict"},
    "TaskResources": {"Cpu": "Cpu", "Memory": "Memory", "Devices": "[]dict", "Networks": "[]dict"},
    "Shared": {"DiskMB": NUMBER, "Networks": "[]dict", "Ports": "[]dict"},
    "RescheduleTracker": {"Events": "[]RescheduleEvent", "LastReschedule": str},
    "RescheduleEvent": {"RescheduleTime": int, "Delay": int, "PrevAllocID": str, "PrevNodeID": str},
    "Deployment": {
        **dict.fromkeys(("ID", "Namespace", "JobID", "Status"), str),
        **dict.fromkeys(("JobVersion", "CreateIndex", "JobCreateIndex"), int),
        "TaskGroups": "{}DeploymentGroup",
    },
    "DeploymentGroup": {
        **dict.fromkeys(("DesiredCanaries", "DesiredTotal", "PlacedAllocs", "HealthyAllocs", "UnhealthyAllocs"), int),
        "PlacedCanaries": list,
    },
    "NodePool": {"Name": str, "SchedulerConfiguration": dict},
    "HostVolume": {
        **dict.fromkeys(("ID", "Name", "Namespace", "NodeID", "State"), str),
        "RequestedCapabilities": "[]dict",
    },
    "HostVolumeClaim": dict.fromkeys(("Namespace", "JobID", "TaskGroupName", "AllocID", "VolumeID"), str),
    "CSIVolume": {
        **dict.fromkeys(("ID", "Namespace", "PluginID", "AccessMode", "ResourceExhausted"), str),
        "Schedulable": bool,
        "RequestedCapabilities": "[]dict",
        "WriteAllocs": dict,
        "Topologies": "[]CSITopology",
    },
    "SchedulerConfig": {
        "SchedulerAlgorithm": str,
        "NodeLimitForFeasibilityChecks": int,
        "MemoryOversubscriptionEnabled": bool,
        "PreemptionConfig": dict,
    },
}

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "Node": ("ID",),
    "Job": ("ID",),
    "Alloc": ("ID", "JobID", "NodeID"),
    "Deployment": ("ID", "JobID"),
    "NodePool": ("Name",),
    "HostVolume": ("ID",),
    "CSIVolume": ("ID",),
}

AT_ONCE: Final = 100
"""So many objects of a list are looked at together: few enough to stay in the processor's cache."""
_PLAIN: Final[Mapping[str, type]] = {"str": str, "dict": dict}
_SHOWN: Final[Mapping[type, str]] = {
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}
_NAMES: Final[Mapping[Any, str]] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    NUMBER: "a number",
}


def fits(value: Any, shape: str) -> bool:
    """Whether a JSON object has no error at all: the quick answer for the many that have none.

    Key by key over all objects of a shape, not object by object: a state has few keys and many objects.
    """
    return _all_fit([value], shape)


def _all_fit(objects: list[Any], shape: str) -> bool:
    if set(map(type, objects)) != {dict}:
        return False
    for key in REQUIRED.get(shape, ()):
        if not all([one.get(key) for one in objects]):  # noqa: C419, a list is faster
            return False
    for key, kind in SHAPES[shape].items():
        members = [member for one in objects if (member := one.get(key)) is not None]
        if members and not _members_fit(members, kind):
            return False
    return True


def _members_fit(members: list[Any], kind: Kind) -> bool:
    types = set(map(type, members))
    if not isinstance(kind, str):
        return types.issubset(kind if isinstance(kind, tuple) else (kind,))
    if kind.startswith("[]"):
        return types == {list} and _items_fit([item for member in members for item in member], kind[2:])
    if kind.startswith("{}"):
        items = [item for member in members if type(member) is dict for item in member.values() if item is not None]
        return types == {dict} and _items_fit(items, kind[2:])
    return _all_fit(members, kind)


def _items_fit(items: list[Any], name: str) -> bool:
    plain = _PLAIN.get(name)
    if plain is None:
        return all(_all_fit(items[start : start + AT_ONCE], name) for start in range(0, len(items), AT_ONCE))
    return set(map(type, items)).issubset((plain,))


def shape_errors(value: Any, shape: str, path: Path = ()) -> Iterator[Diagnostic]:
    """What in a JSON object is missing or of the wrong type."""
    if not isinstance(value, dict):
        yield _wrong(value, dict, path)
        return
    for key in REQUIRED.get(shape, ()):
        if not value.get(key):
            yield _missing(shape, key, path)
    kinds = SHAPES[shape]
    for key, member in value.items():
        kind = kinds.get(key)
        if kind is None or member is None or type(member) is kind:
            continue
        yield from _member_errors(member, kind, (*path, key))


def _member_errors(value: Any, kind: Kind, path: Path) -> Iterator[Diagnostic]:
    if not isinstance(kind, str):
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            yield _wrong(value, kind, path)
    elif kind.startswith("[]"):
        if isinstance(value, list):
            for position, item in enumerate(value):
                yield from _item_errors(item, kind[2:], (*path, position))
        else:
            yield _wrong(value, list, path)
    elif kind.startswith("{}"):
        if isinstance(value, dict):
            for name, item in value.items():
                if item is not None:
                    yield from _item_errors(item, kind[2:], (*path, name))
        else:
            yield _wrong(value, dict, path)
    else:
        yield from shape_errors(value, kind, path)


def _item_errors(value: Any, kind: str, path: Path) -> Iterator[Diagnostic]:
    plain = _PLAIN.get(kind)
    if plain is None:
        yield from shape_errors(value, kind, path)
    elif type(value) is not plain:
        yield _wrong(value, plain, path)


def _missing(shape: str, key: str, path: Path) -> Diagnostic:
    return Diagnostic(
        "error",
        "NJ7801",
        f"{shape} without {key}",
        f"{json_pointer(path)} lacks it: every {shape.lower()} needs a {key}, as Nomad's API shows it.",
        path=(*path, key),
    )


def _wrong(value: Any, kind: Any, path: Path) -> Diagnostic:
    wanted = _NAMES.get(kind, "another type")
    return Diagnostic(
        "error",
        "NJ7802",
        f"{path[-1] if path else 'The state'} is not {wanted}",
        f"Nomad's API gives {wanted} at {json_pointer(path) or '/'}; this state has {_SHOWN.get(type(value), 'null')}.",
        path=path,
    )
