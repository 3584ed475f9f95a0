"""Writes trees as the API shows them: the client's keys, or those of the server's answers.

The one place that knows where the two differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jobspec.model.states import Tree
from jobspec.model.table import STRUCTS

NOT_STORED: Mapping[str, tuple[str, ...]] = {
    "Job": ("Migrate", "Reschedule"),
    "LogConfig": ("Enabled",),
    "Service": ("CheckRestart",),
    "ServiceCheck": ("Advertise",),
    "Vault": ("Policies",),
    "ScalingPolicy": ("Namespace",),
    "ConsulProxy": ("ExposeConfig",),
    "ConsulExposeConfig": ("Path",),
    "ConsulGatewayBindAddress": ("Name",),
}
"""Keys that the server does not know."""

LEFT_OUT_WHEN_EMPTY: Mapping[str, tuple[str, ...]] = {
    "NetworkResource": (
        *("Mode", "Device", "CIDR", "IP", "Hostname", "MBits", "DNS", "ReservedPorts", "DynamicPorts", "CNI"),
    ),
    "Port": ("Label", "Value", "To", "HostNetwork", "IgnoreCollision"),
}
"""Keys that the server's answers have only if there is something to say."""

RENAMED: Mapping[str, Mapping[str, str]] = {"JobUILink": {"URL": "Url"}}
"""Keys that the server spells differently."""


def to_api(tree: Tree, *, stored: bool = False) -> dict[str, Any]:
    """A fresh copy of a job's tree with the client's keys or, if `stored`, with the server's."""
    if stored:
        namespace = tree["Namespace"] or ""
        return writer("Job", namespace)(tree)
    written: dict[str, Any] = copied(tree)
    for group in written["TaskGroups"] or ():
        for task in group["Tasks"] or ():
            if task["CSIPluginConfig"] is None:
                del task["CSIPluginConfig"]
    return written


def copied(value: Any) -> Any:
    """A copy of JSON, all the way down."""
    kind = type(value)
    if kind is dict:
        made = value.copy()
        for key, inner in value.items():
            if type(inner) in CONTAINERS:
                made[key] = copied(inner)
        return made
    if kind is list:
        return [copied(inner) if type(inner) in CONTAINERS else inner for inner in value]
    return value


def stored_copy(value: Any) -> Any:
    """A copy of JSON in which whole numbers beyond 64 bits are doubles: the server writes those with an exponent."""
    kind = type(value)
    if kind is dict:
        return {key: stored_copy(inner) for key, inner in value.items()}
    if kind is list:
        return [stored_copy(inner) for inner in value]
    return float(value) if kind is int and not -LARGEST <= value < LARGEST else value


LARGEST = 2**63
CONTAINERS = frozenset({dict, list})
SCALARS = frozenset(
    {"string", "bytes", "bool", "float", "duration", "int", "int8", "uint", "uint8", "uint16", "uint32"}
)
"""The types of fields that hold no list and no map."""


def service_namespace(service: Tree, job_namespace: str) -> str:
    """The namespace that the server keeps with a service: the job's in Nomad's own catalog, one for all in Consul's."""
    return {"nomad": job_namespace, "consul": "default"}.get(service["Provider"], "")


@cache
def writer(struct: str, namespace: str) -> Callable[[Tree], dict[str, Any]]:
    """What writes one struct with the server's keys."""
    dropped, sparse = NOT_STORED.get(struct, ()), LEFT_OUT_WHEN_EMPTY.get(struct, ())
    renamed = RENAMED.get(struct, {})
    fields = [field for field in STRUCTS[struct] if field.json not in dropped]
    # No struct holds itself, however deep.
    nested = [(field.json, field.type, writer(field.struct, namespace)) for field in fields if field.struct]
    containers = [field.json for field in fields if not field.struct and field.type not in SCALARS]

    def write(tree: Tree) -> dict[str, Any]:
        written = dict(tree)
        for key in dropped:
            written.pop(key, None)
        for key in sparse:
            if not written.get(key):
                written.pop(key, None)
        for key in containers:
            if (value := written.get(key)) is not None:
                written[key] = stored_copy(value)
        for key, shape, write_inner in nested:
            if (value := written.get(key)) is not None:
                if shape == "struct":
                    written[key] = write_inner(value)
                elif shape == "structs":
                    written[key] = [write_inner(item) for item in value]
                else:
                    written[key] = {label: write_inner(item) for label, item in value.items()}
        if renamed:
            written = {renamed.get(key, key): value for key, value in written.items()}
        if struct == "Service":
            written["Namespace"] = service_namespace(tree, namespace)
        return written

    return write
