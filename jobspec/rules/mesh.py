"""Rules of how a group takes part in Consul's mesh. The first problem of a job is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import check_of, service_of
from jobspec.rules.words import listed, quoted, sentence

HIGHEST_PORT = 65535
_DIGITS = pattern(r"[0-9]+", re.ASCII)
_BRIDGE = 'network {\nmode = "bridge"\n}\n'
_SIDECAR = 'service {\nname = "%s"\nport = "9000"\nconnect {\nsidecar_service {}\n}\n}'
_GOOD = _BRIDGE + _SIDECAR % "api"
_GATEWAY = (
    'service {\nname = "gw"\nconnect {\ngateway {\nproxy {}\n'
    'ingress {\nlistener {\nport = 80\nservice {\nname = "a"\n}\n}\n}\n}\n}\n}'
)


def _group(item: Item) -> str:
    return f"group {quoted(item.group.name)}"


def services_in_mesh(group: Item, key: str) -> list[Item]:
    """The group's services with a sidecar or a gateway."""
    services = group.each("service", "Services")
    found: list[Item] = group.once(
        key, lambda: [each for each in services if (each["Connect"] or {}).get(key) is not None]
    )
    return found


def _one_network(group: Item, services: list[Item]) -> Iterator[Finding]:
    networks = group["Networks"] or ()
    if services and len(networks) != 1:
        yield group.finding(
            f"{sentence(_group(group))} has {len(networks)} networks and {service_of(services[0])} in the mesh",
            'Exactly one is needed: `network { mode = "bridge" }`.',
            "Networks",
        )


def _mode(group: Item, services: list[Item], allowed: tuple[str, ...]) -> Iterator[Finding]:
    networks = list(group["Networks"] or ())
    if not services or len(networks) != 1:
        return
    mode = networks[0]["Mode"]
    if mode not in allowed and not mode.startswith("cni/"):
        yield group.finding(
            f"The network of {_group(group)} has mode {quoted(mode)}, and {service_of(services[0])} is in the mesh",
            f"The mesh needs {listed(allowed)} or a cni/ network.",
            ("Networks", 0, "Mode"),
        )


@rule("NJ5400", "connect-sidecar-one-network", "connect_hook", bad=_SIDECAR % "api", good=_GOOD, place="group")
def sidecar_network(group: Item, context: Context) -> Iterator[Finding]:
    """A group with a sidecar has exactly one network."""
    yield from _one_network(group, services_in_mesh(group, "SidecarService"))


@rule(
    "NJ5401",
    "connect-sidecar-network-mode",
    "connect_hook",
    bad="network {}\n" + _SIDECAR % "api",
    good=_GOOD,
    place="group",
)
def sidecar_mode(group: Item, context: Context) -> Iterator[Finding]:
    """The network of a group with a sidecar is a bridge or a CNI network."""
    yield from _mode(group, services_in_mesh(group, "SidecarService"), ("bridge",))


@rule("NJ5402", "connect-service-uppercase", "connect_hook", bad=_BRIDGE + _SIDECAR % "Api", good=_GOOD, place="group")
def service_uppercase(group: Item, context: Context) -> Iterator[Finding]:
    """The name of a service with a sidecar holds no capitals: Consul's proxies take it in small letters."""
    for service in services_in_mesh(group, "SidecarService"):
        if service["Name"] != service["Name"].lower():
            yield service.finding(
                f"{sentence(service_of(service))} is in the mesh and has capitals in its name",
                f"Write {quoted(service['Name'].lower())}.",
                "Name",
            )


@rule(
    "NJ5403",
    "connect-group-uppercase",
    "connect_hook",
    bad='job "a" {\ngroup "Web" {\n' + _GOOD + '\ntask "t" {\ndriver = "docker"\n}\n}\n}',
    good='job "a" {\ngroup "web" {\n' + _GOOD + '\ntask "t" {\ndriver = "docker"\n}\n}\n}',
)
def group_uppercase(group: Item, context: Context) -> Iterator[Finding]:
    """The name of a group with a sidecar holds no capitals."""
    services = services_in_mesh(group, "SidecarService")
    if services and group["Name"] != group["Name"].lower():
        yield group.finding(
            f"{sentence(_group(group))} has {service_of(services[0])} in the mesh and capitals in its name",
            f"Write {quoted(group['Name'].lower())}.",
            "Name",
        )


@rule("NJ5404", "connect-gateway-one-network", "connect_hook", bad=_GATEWAY, good=_BRIDGE + _GATEWAY, place="group")
def gateway_network(group: Item, context: Context) -> Iterator[Finding]:
    """A group with a gateway has exactly one network."""
    yield from _one_network(group, _gateways(group))


@rule(
    "NJ5405",
    "connect-gateway-network-mode",
    "connect_hook",
    bad="network {}\n" + _GATEWAY,
    good=_BRIDGE + _GATEWAY,
    place="group",
)
def gateway_mode(group: Item, context: Context) -> Iterator[Finding]:
    """The network of a group with a gateway is a bridge, the host's or a CNI network, and says so."""
    yield from _mode(group, _gateways(group), ("bridge", "host"))


def _native(group: Item) -> Iterator[Item]:
    """The native services; one that says to be several things is taken for the first: sidecar, native, gateway."""
    services = group.each("service", "Services")
    return (each for each in services if (block := each["Connect"]) and block["Native"] and not block["SidecarService"])


def _gateways(group: Item) -> list[Item]:
    """The services that are nothing but a gateway."""
    services = services_in_mesh(group, "Gateway")
    return [each for each in services if not each["Connect"]["Native"] and each["Connect"]["SidecarService"] is None]


_NATIVE = 'service {\nname = "api"\nport = "9000"\n%s\nconnect {\nnative = true\n}\n}\ntask "b" {\ndriver = "docker"\n}'


@rule(
    "NJ5901", "mutator-native-ambiguous", "connect_hook", bad=_NATIVE % "", good=_NATIVE % 'task = "b"', place="group"
)
def native_ambiguous(group: Item, context: Context) -> Iterator[Finding]:
    """A Connect-native service in a group of several tasks names its task."""
    tasks = len(group["Tasks"] or ())
    for service in _native(group):
        if not service["TaskName"] and tasks != 1:
            yield service.finding(
                f"{sentence(service_of(service))} is Connect native, and {_group(group)} has {tasks} tasks",
                "Set `task` to the one that serves it.",
                "TaskName",
            )


@rule(
    "NJ5902",
    "mutator-native-task-unknown",
    "connect_hook",
    bad=_NATIVE % 'task = "ghost"',
    good=_NATIVE % 'task = "b"',
    place="group",
)
def native_task_unknown(group: Item, context: Context) -> Iterator[Finding]:
    """A Connect-native service names a task of its group."""
    known = [task["Name"] for task in group["Tasks"] or ()]
    for service in _native(group):
        if service["TaskName"] and service["TaskName"] not in known:
            yield service.finding(
                f"{sentence(service_of(service))} names the unknown task {quoted(service['TaskName'])}",
                f"Tasks of the group: {listed(known)}.",
                "TaskName",
            )


def _proxy(service: Item) -> dict[str, Any]:
    return service["Connect"]["SidecarService"].get("Proxy") or {}


_UPSTREAMS = 'service {\nname = "api"\nport = "9000"\nconnect {\nsidecar_service {\nproxy {\n%s\n}\n}\n}\n}'
_UPSTREAM = 'upstreams {\ndestination_name = "%s"\nlocal_bind_port = %s\n}'


@rule(
    "NJ5420",
    "connect-upstream-address",
    "connect_hook",
    bad=_BRIDGE + _UPSTREAMS % (_UPSTREAM % ("a", 9001) + "\n" + _UPSTREAM % ("b", 9001)),
    good=_BRIDGE + _UPSTREAMS % (_UPSTREAM % ("a", 9001) + "\n" + _UPSTREAM % ("b", 9002)),
    place="group",
)
def upstream_address(group: Item, context: Context) -> Iterator[Finding]:
    """Each upstream of a group's services is bound at an address or socket of its own."""
    seen: set[str] = set()
    for service in services_in_mesh(group, "SidecarService"):
        for index, upstream in enumerate(_proxy(service).get("Upstreams") or ()):
            bound = f"{upstream['LocalBindAddress']}:{upstream['LocalBindPort'] or 0}"
            place = upstream["LocalBindSocketPath"] or bound
            if place in seen:
                yield service.finding(
                    f"Two upstreams of {_group(group)} are bound at {quoted(place)}",
                    "Give each its own local_bind_port or socket.",
                    ("Connect", "SidecarService", "Proxy", "Upstreams", index),
                )
                return
            seen.add(place)


def _transparent(group: Item) -> Iterator[tuple[Item, dict[str, Any]]]:
    for service in services_in_mesh(group, "SidecarService"):
        proxy = _proxy(service).get("TransparentProxy")
        if proxy is not None:
            yield service, proxy


_TPROXY = "Connect/SidecarService/Proxy/TransparentProxy"
_TRANSPARENT = _UPSTREAMS % "transparent_proxy {\n%s\n}"


@rule(
    "NJ5421",
    "tproxy-dns",
    "connect_hook",
    bad='network {\nmode = "bridge"\ndns {\nservers = ["1.1.1.1"]\n}\n}\n' + _TRANSPARENT % "",
    good=_BRIDGE + _TRANSPARENT % "",
    place="group",
)
def transparent_dns(group: Item, context: Context) -> Iterator[Finding]:
    """A group with a transparent proxy leaves DNS to it, unless the proxy has no_dns."""
    named = any(
        network["DNS"] and any(network["DNS"][key] for key in ("Servers", "Searches", "Options"))
        for network in group["Networks"] or ()
    )
    for service, proxy in _transparent(group):
        if named and not proxy["NoDNS"]:
            yield service.finding(
                f"The transparent proxy of {service_of(service)} and the network both decide about DNS",
                "Remove the network's dns block, or set `no_dns = true` in the proxy.",
                f"{_TPROXY}/NoDNS",
            )


@rule(
    "NJ5422",
    "tproxy-inbound-port",
    "connect_hook",
    bad=_BRIDGE + _TRANSPARENT % 'exclude_inbound_ports = ["admin"]',
    good=_BRIDGE + _TRANSPARENT % 'exclude_inbound_ports = ["9100"]',
    place="group",
)
def transparent_port(group: Item, context: Context) -> Iterator[Finding]:
    """The inbound ports that a transparent proxy leaves out are numbers or labels of static ports."""
    labels = {port["Label"] for network in group["Networks"] or () for port in network["ReservedPorts"] or ()}
    for service, proxy in _transparent(group):
        for text in proxy["ExcludeInboundPorts"] or ():
            number = _DIGITS.fullmatch(text) and len(text) < 30 and int(text) <= HIGHEST_PORT
            if not number and text not in labels:
                yield service.finding(
                    f"The transparent proxy of {service_of(service)} leaves out port {quoted(text)}",
                    "Write a number, or the label of a static port of the group.",
                    f"{_TPROXY}/ExcludeInboundPorts",
                )


@rule(
    "NJ5423",
    "tproxy-one-connect",
    "connect_hook",
    bad=_BRIDGE + _TRANSPARENT % "" + "\n" + _SIDECAR % "b",
    good=_BRIDGE + _TRANSPARENT % "",
    place="group",
)
def transparent_alone(group: Item, context: Context) -> Iterator[Finding]:
    """A group with a transparent proxy has no other service in the mesh: the proxy takes all traffic."""
    others = [service for service in group.each("service", "Services") if service["Connect"] is not None]
    if len(others) > 1 and any(True for _ in _transparent(group)):
        yield group.finding(
            f"{sentence(_group(group))} has a transparent proxy and {len(others)} services in the mesh",
            "The proxy takes all traffic of the group: move other services to groups of their own.",
            "Services",
        )


def _exposed(owner: Item) -> Iterator[Item]:
    for service in owner.each("service", "Services"):
        yield from (check for check in service.each("check", "Checks") if check["Expose"])


_CHECK = 'check {\ntype = "http"\npath = "/health"\nport = "http"\ninterval = "10s"\ntimeout = "2s"\nexpose = true\n}'
_EXPOSED = f'service {{\nname = "api"\nport = "9000"\nconnect {{\nsidecar_service {{}}\n}}\n{_CHECK}\n}}'
_PLAIN = f'service {{\nname = "api"\nport = "9000"\n{_CHECK}\n}}'
_WITH_PORT = 'network {\nmode = "bridge"\nport "http" {}\n}\n'


@rule("NJ5430", "connect-expose-one-network", "expose_hook", bad=_PLAIN, good=_WITH_PORT + _EXPOSED, place="group")
def expose_network(group: Item, context: Context) -> Iterator[Finding]:
    """A group with an exposed check has exactly one network."""
    yield from _one_network(group, [check.up("service") for check in _exposed(group)])


@rule(
    "NJ5431",
    "connect-expose-network-mode",
    "expose_hook",
    bad="network {}\n" + _PLAIN,
    good=_WITH_PORT + _EXPOSED,
    place="group",
)
def expose_mode(group: Item, context: Context) -> Iterator[Finding]:
    """The network of a group with an exposed check is a bridge or a CNI network."""
    yield from _mode(group, [check.up("service") for check in _exposed(group)], ("bridge",))


@rule(
    "NJ5432", "connect-expose-sidecar", "expose_hook", bad=_BRIDGE + _PLAIN, good=_WITH_PORT + _EXPOSED, place="group"
)
def expose_sidecar(group: Item, context: Context) -> Iterator[Finding]:
    """A service with an exposed check has a sidecar: the check goes through its proxy."""
    for check in _exposed(group):
        if (check.up("service")["Connect"] or {}).get("SidecarService") is None:
            yield check.finding(
                f"{check_of(check)} is exposed, and the service has no sidecar",
                "The check goes through the sidecar's proxy: add one, or remove expose.",
                "Expose",
            )


@rule(
    "NJ5433",
    "connect-expose-task-service",
    "expose_hook",
    bad='job "a" {\ngroup "g" {\nnetwork {\nmode = "bridge"\nport "http" {}\n}\ntask "t" {\ndriver = "docker"\n'
    + _PLAIN.replace('port = "9000"', 'port = "http"')
    + "\n}\n}\n}",
    good=_WITH_PORT + _EXPOSED,
    place="group",
)
def expose_in_task(group: Item, context: Context) -> Iterator[Finding]:
    """Only checks of groups' services are exposed."""
    for task in group.each("task", "Tasks"):
        for check in _exposed(task):
            yield check.finding(
                f"{check_of(check)} in a task is exposed",
                "The mesh belongs to the group: move the service there, or remove expose.",
                "Expose",
            )
