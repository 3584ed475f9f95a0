"""Ports and bandwidth of a node: what is in use on each address, and what can be given to a group or a task."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from jobspec.cluster import Alloc, Node

Tree = Mapping[str, Any]

END_OF_PORTS: Final = 65536
DYNAMIC_RANGE: Final = (20000, 32000)
"""Where a node's dynamic ports are, unless it says otherwise."""

PickPort = Callable[[str, int], int]
"""Chooses where in a range of so many ports of an address the search for a free one begins."""


class HeldPort(NamedTuple):
    """A port given to an allocation."""

    label: str
    value: int
    to: int
    address: str
    dynamic: bool
    ignore_collision: bool = False

    def to_api(self) -> dict[str, Any]:
        """`AllocatedPortMapping` of the API."""
        return {
            "Label": self.label,
            "Value": self.value,
            "To": self.to,
            "HostIP": self.address,
            "IgnoreCollision": self.ignore_collision,
        }


class PortError(NamedTuple):
    """Why ports cannot be given, in the words of the metric."""

    reason: str


def port_ranges(text: str) -> set[int] | None:
    """Ports of a list such as `22,80-90`; None if it cannot be read.

    >>> sorted(port_ranges("22,80-82"))
    [22, 80, 81, 82]
    """
    ports: set[int] = set()
    for part in text.split(","):
        bounds = part.strip().split("-")
        if not all(bound.strip().isdecimal() for bound in bounds) or len(bounds) > 2:
            return None
        first, last = int(bounds[0]), int(bounds[-1])
        if first > last or last >= END_OF_PORTS:
            return None
        ports.update(range(first, last + 1))
    return ports


@lru_cache(maxsize=1024)
def reserved_ports(text: str) -> frozenset[int] | None:
    """`port_ranges`, remembered: many nodes keep the same ports back."""
    ports = port_ranges(text)
    return None if ports is None else frozenset(ports)


def reserved_texts(node: Node) -> list[str]:
    """The lists of ports that a node keeps back, everywhere and on single addresses."""
    texts: list[str] = []
    kept = node.reserved.get("Networks")
    if kept and (text := kept.get("ReservedHostPorts")):
        texts.append(text)
    for network in node.resources.get("NodeNetworks") or ():
        texts += [text for address in network.get("Addresses") or () if (text := address.get("ReservedPorts"))]
    return texts


def dynamic_room(node: Node, host_networks: Iterable[str]) -> int:
    """How many dynamic ports are surely there on a node of which nothing is used; 0 if a host network is missing."""
    resources = node.resources
    aliases = {
        address.get("Alias") or ""
        for network in resources.get("NodeNetworks") or ()
        for address in network.get("Addresses") or ()
    }
    if not aliases.issuperset(host_networks):
        return 0
    low, high = resources.get("MinDynamicPort") or DYNAMIC_RANGE[0], resources.get("MaxDynamicPort") or DYNAMIC_RANGE[1]
    kept = sum(len(reserved_ports(text) or ()) for text in reserved_texts(node))
    return max(0, high - low + 1 - kept)


class Addresses:
    """The network side of a node, drawn from its JSON once."""

    __slots__ = ("bandwidth", "by_alias", "high", "host_ip", "low", "reserved", "task_networks", "valid")

    def __init__(self, node: Node) -> None:
        resources = node.resources
        everywhere = (node.reserved.get("Networks") or {}).get("ReservedHostPorts") or ""
        blocked = port_ranges(everywhere) if everywhere else set()
        self.valid = blocked is not None
        self.task_networks = [network for network in resources.get("Networks") or () if network.get("Device")]
        self.bandwidth = {network["Device"]: network.get("MBits") or 0 for network in self.task_networks}
        self.reserved: dict[str, set[int]] = {}
        self.by_alias: dict[str, list[str]] = {}
        for network in self.task_networks:
            self.reserved.setdefault(network.get("IP") or "", set()).update(blocked or ())
        for network in resources.get("NodeNetworks") or ():
            for address in network.get("Addresses") or ():
                self._add_address(address, blocked or set())
        self.low = resources.get("MinDynamicPort") or DYNAMIC_RANGE[0]
        self.high = resources.get("MaxDynamicPort") or DYNAMIC_RANGE[1]
        self.host_ip = _host_ip(resources)

    def _add_address(self, address: Tree, blocked: set[int]) -> None:
        ip = address.get("Address") or ""
        self.by_alias.setdefault(address.get("Alias") or "", []).append(ip)
        own = port_ranges(address["ReservedPorts"]) if address.get("ReservedPorts") else set()
        if own is None:
            self.valid = False
        self.reserved.setdefault(ip, set()).update(blocked, own or ())


def _host_ip(resources: Tree) -> str:
    if node_networks := resources.get("NodeNetworks"):
        for network in node_networks:
            if network.get("Mode") == "host" and network.get("Addresses"):
                return network["Addresses"][0].get("Address") or ""
        return ""
    hosts = [network.get("IP") or "" for network in resources.get("Networks") or () if network.get("Mode") == "host"]
    return hosts[-1] if hosts else ""


_read: WeakKeyDictionary[Node, Addresses] = WeakKeyDictionary()


def addresses_of(node: Node) -> Addresses:
    """A node's addresses, read once for all plans on its state."""
    found = _read.get(node)
    if found is None:
        found = _read[node] = Addresses(node)
    return found


class PortUse:
    """Ports and bandwidth in use on a node."""

    __slots__ = ("_borrowed", "_pick", "addresses", "bandwidth", "collides", "used")

    def __init__(self, addresses: Addresses, allocs: Iterable[Alloc], pick: PickPort) -> None:
        self.addresses = addresses
        self.used = {ip: set(ports) for ip, ports in addresses.reserved.items()}
        self.bandwidth: dict[str, int] = {}
        self.collides = False
        self._pick = pick
        self._borrowed = False
        for alloc in allocs:
            self.add(alloc)

    @property
    def number(self) -> int:
        """How many ports are used, those counted that the node keeps back."""
        return sum(map(len, self.used.values()))

    def branch(self) -> PortUse:
        """The same once more, to be written to: nothing is copied before it is. Good until this one changes."""
        twin = PortUse.__new__(PortUse)
        twin.addresses, twin.collides, twin._pick = self.addresses, self.collides, self._pick
        twin.used, twin.bandwidth, twin._borrowed = self.used, self.bandwidth, True
        return twin

    def _before_writing(self) -> None:
        if self._borrowed:
            self.used = {ip: set(ports) for ip, ports in self.used.items()}
            self.bandwidth = dict(self.bandwidth)
            self._borrowed = False

    def add(self, alloc: Alloc) -> None:
        """Takes what an allocation holds."""
        if alloc.client_terminal:
            return
        self._before_writing()
        resources = alloc.resources
        shared: Tree = resources.get("Shared") or {}
        if ports := shared.get("Ports"):
            for port in ports:
                self._take(port.get("HostIP") or "", port.get("Value") or 0, bool(port.get("IgnoreCollision")))
            return
        for network in shared.get("Networks") or ():
            self._take_network(network)
        for task in (resources.get("Tasks") or {}).values():
            if task and (networks := task.get("Networks")):
                self._take_network(networks[0])

    def _take_network(self, network: Tree) -> None:
        for key in ("ReservedPorts", "DynamicPorts"):
            for port in network.get(key) or ():
                self._take(network.get("IP") or "", port.get("Value") or 0)
        device = network.get("Device") or ""
        self.bandwidth[device] = self.bandwidth.get(device, 0) + (network.get("MBits") or 0)

    def _take(self, ip: str, port: int, ignore_collision: bool = False) -> None:
        used = self.used.setdefault(ip, set())
        if not 0 <= port < END_OF_PORTS or (port in used and not ignore_collision):
            self.collides = True
        used.add(port)

    def assign_group(self, network: Tree) -> tuple[HeldPort, ...] | PortError:
        """Ports for a group's network; nothing is taken yet."""
        held: list[HeldPort] = []
        kept: dict[str, set[int]] = {}
        for port in network.get("ReservedPorts") or ():
            kept.setdefault(port.get("HostNetwork") or "", set()).add(port.get("Value") or 0)
            given = self._static(port)
            if isinstance(given, PortError):
                return given
            held.append(given)
        for port in network.get("DynamicPorts") or ():
            taken = {one.value for one in held} | kept.get(port.get("HostNetwork") or "", set())
            given = self._dynamic(port, taken)
            if isinstance(given, PortError):
                return given
            held.append(given)
        return tuple(held)

    def _static(self, port: Tree) -> HeldPort | PortError:
        alias, value, label = port.get("HostNetwork") or "", port.get("Value") or 0, port.get("Label") or ""
        problem = PortError(f"no addresses available for {alias} network")
        ignored = bool(port.get("IgnoreCollision"))
        for ip in self.addresses.by_alias.get(alias, ()):
            if not 0 <= value < END_OF_PORTS:
                return PortError(f"invalid port {value} (out of range)")
            if ignored or value not in self.used.get(ip, ()):
                return HeldPort(label, value, port.get("To") or 0, ip, False, ignored)
            problem = PortError(f"reserved port collision {label}={value}")
        return problem

    def _dynamic(self, port: Tree, taken: set[int]) -> HeldPort | PortError:
        alias = port.get("HostNetwork") or ""
        problem = PortError(f"no addresses available for {alias} network")
        for ip in self.addresses.by_alias.get(alias, ()):
            value = self._free_port(ip, taken)
            if value is not None:
                to = port.get("To") or 0
                return HeldPort(port.get("Label") or "", value, value if to == -1 else to, ip, True)
            problem = PortError("dynamic port selection failed")
        return problem

    def _free_port(self, ip: str, taken: set[int]) -> int | None:
        low, high = self.addresses.low, self.addresses.high
        used = self.used.get(ip, set())
        size = high - low + 1
        if size <= 0:
            return None
        start = self._pick(ip, size)
        return next(
            (
                port
                for offset in range(size)
                if (port := low + (start + offset) % size) not in used and port not in taken
            ),
            None,
        )

    def take(self, ports: Iterable[HeldPort]) -> None:
        """Takes ports for a group."""
        self._before_writing()
        for port in ports:
            self.used.setdefault(port.address, set()).add(port.value)

    def assign_task(self, network: Tree) -> dict[str, Any] | PortError:
        """A network for a task, the old way: bandwidth and ports of one device. Taken at once."""
        problem = PortError("no networks available")
        for device, ip in self._candidates():
            given = self._task_offer(network, device, ip)
            if not isinstance(given, PortError):
                self._before_writing()
                self._take_network(given)
                return given
            problem = given
        return problem

    def _candidates(self) -> Iterator[tuple[str, str]]:
        for network in self.addresses.task_networks:
            try:
                block = ipaddress.ip_network(network.get("CIDR") or "", strict=False)
            except ValueError:
                continue
            for address in block:
                ip = str(address)
                yield network["Device"], ip
                if ip not in self.used:
                    # Where nothing is used, only what does not depend on the address can fail: the next fails too.
                    break

    def _task_offer(self, network: Tree, device: str, ip: str) -> dict[str, Any] | PortError:
        bits = network.get("MBits") or 0
        if self.bandwidth.get(device, 0) + bits > self.addresses.bandwidth.get(device, 0):
            return PortError("bandwidth exceeded")
        used = self.used.get(ip, set())
        static: Sequence[Tree] = network.get("ReservedPorts") or ()
        for port in static:
            value = port.get("Value") or 0
            if not 0 <= value < END_OF_PORTS:
                return PortError(f"invalid port {value} (out of range)")
            if value in used:
                return PortError(f"reserved port collision {port.get('Label') or ''}={value}")
        taken = {port.get("Value") or 0 for port in static}
        dynamic: list[dict[str, Any]] = []
        for port in network.get("DynamicPorts") or ():
            value_or_none = self._free_port(ip, taken)
            if value_or_none is None:
                return PortError("dynamic port selection failed")
            taken.add(value_or_none)
            to = port.get("To") or 0
            dynamic.append({**port, "Value": value_or_none, "To": value_or_none if to == -1 else to})
        ports = {"ReservedPorts": [dict(port) for port in static], "DynamicPorts": dynamic}
        return {"Mode": network.get("Mode") or "", "Device": device, "IP": ip, "MBits": bits, **ports}
