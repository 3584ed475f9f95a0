"""What a network and the resources of a task show."""

from __future__ import annotations

from jobspec.diff.changes import Change, Flat
from jobspec.diff.objects import many, nested, one, plain, plain_object, value_of
from jobspec.diff.pairs import Tree, by_content, by_field


def _dns_fields(dns: Tree) -> Flat:
    """Observed: the lists are joined, and empty ones left out."""
    return {key: ",".join(dns[key]) for key in ("Servers", "Searches", "Options") if dns[key]}


def _cni(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: the arguments are fields by their bare names; one without a name is left out."""
    return plain_object("CNIConfig", _cni_fields(old), _cni_fields(new), contextual)


def _cni_fields(cni: Tree | None) -> Flat:
    return {name: value for name, value in (value_of(cni, "Args") or {}).items() if name}


_network = nested(
    "Network",
    "NetworkResource",
    (
        many("ReservedPorts", by_field("Label"), plain("Static Port", "Port")),
        many("DynamicPorts", by_field("Label"), plain("Dynamic Port", "Port", without=("Value", "IgnoreCollision"))),
        one("DNS", nested("DNS", "DNSConfig", flat=_dns_fields)),
        one("CNI", _cni),
    ),
)


def _network_by_itself(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    """Observed: a network is never edited; two of equal content, null counting as empty, are one."""
    return None if old is not None and new is not None else _network(old, new, contextual)


NETWORKS = many("Networks", by_content, _network_by_itself)
"""The networks of a group or of a task's resources."""

RESOURCES = one(
    "Resources",
    nested(
        "Resources",
        "Resources",
        (
            NETWORKS,
            many("Devices", by_field("Name"), nested("Device", "RequestedDevice")),
            one("NUMA", nested("NUMA", "NUMAResource")),
        ),
    ),
)
"""The resources of a task or a sidecar."""
