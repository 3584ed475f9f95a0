"""Whether a node has the network mode that a group wants, and the host networks that its ports name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jobspec.cluster import Node
from jobspec.matching import parse_demand
from jobspec.matching.versions import parse_semver
from jobspec.scheduler.feasible.targets import resolve


class NetworkWish(NamedTuple):
    """The mode and the ports (label, host network) of a group's network."""

    mode: str = "host"
    ports: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, network: Mapping[str, Any]) -> NetworkWish:
        """What a group's network block wants of a node."""
        ports = tuple(
            (port.get("Label") or "", port.get("HostNetwork") or "")
            for key in ("DynamicPorts", "ReservedPorts")
            for port in network.get(key) or ()
        )
        return cls(network.get("Mode") or "host", ports)


def network_problem(node: Node, wish: NetworkWish) -> str | None:
    """The metric key of what a node lacks; None if it lacks nothing."""
    if wish.mode == "none":
        return None
    if wish.mode not in _modes(node):
        return None if wish.mode == "bridge" and _predates_fingerprint(node) else "missing network"
    for label, host_network in wish.ports:
        if not host_network:
            continue
        name = resolve(host_network, node)
        if name is None:
            return f"invalid host network {_quoted(host_network)} template for port {_quoted(label)}"
        if name not in _aliases(node):
            return f"missing host network {_quoted(name)} for port {_quoted(label)}"
    return None


def _modes(node: Node) -> Iterator[str]:
    return (network.get("Mode") or "host" for network in node.resources.get("Networks") or ())


def _aliases(node: Node) -> Iterator[str]:
    for network in node.resources.get("NodeNetworks") or ():
        yield from (address.get("Alias") or "" for address in network.get("Addresses") or ())


def _predates_fingerprint(node: Node) -> bool:
    # Clients before 0.12 had bridges but did not say so.
    version = parse_semver(node.attributes.get("nomad.version") or "")
    oldest = parse_demand("< 0.12", strict=False)
    return version is not None and oldest is not None and all(check(version, asked) for check, asked in oldest)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
