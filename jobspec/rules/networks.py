"""Rules of a group's networks: port labels, static ports, mappings, CNI arguments and host names."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import quoted

HIGHEST_PORT = 65535
LONGEST_LABEL = 63
LONGEST_NAME = 255
_NETWORK = "network {\n%s\n}"


def _ports(network: Item) -> Iterator[Item]:
    yield from network.each("port", "ReservedPorts")
    yield from network.each("port", "DynamicPorts")


def _all_ports(group: Item) -> list[tuple[Item, str]]:
    """The ports of a group and of its tasks' resources, each with whose it is."""
    found: list[tuple[Item, str]] = group.once("ports", lambda: list(_ports_of_all(group)))
    return found


def _ports_of_all(group: Item) -> Iterator[tuple[Item, str]]:
    for network in group.each("network", "Networks"):
        for port in _ports(network):
            yield port, "the group"
    for task in group.each("task", "Tasks"):
        if task["Resources"] is not None and task["Resources"]["Networks"]:
            resources = task.child("resources", task["Resources"], "Resources")
            for network in resources.each("network", "Networks"):
                for port in _ports(network):
                    yield port, f"task {quoted(task.name)}"


@rule(
    "NJ5010",
    "port-label-duplicate",
    "group",
    bad='network {\nport "http" {}\n}\nnetwork {\nport "http" {}\n}',
    good='network {\nport "http" {}\nport "admin" {}\n}',
)
def label_duplicate(group: Item, context: Context) -> Iterator[Finding]:
    """Every port of a group has its own label, over all networks."""
    seen: set[str] = set()
    for port, whose in _all_ports(group):
        if port["Label"] in seen:
            yield port.finding(
                f"Port label {quoted(port['Label'])} of group {quoted(group.name)} is used twice",
                f"Services and environment variables name ports by label: rename the one of {whose}.",
                "Label",
            )
        elif whose == "the group":
            seen.add(port["Label"])


@rule(
    "NJ5011",
    "port-static-duplicate",
    "group",
    bad='network {\nport "a" {\nstatic = 8080\n}\nport "b" {\nstatic = 8080\n}\n}',
    good='network {\nport "a" {\nstatic = 8080\n}\nport "b" {\nstatic = 8081\n}\n}',
)
def static_duplicate(group: Item, context: Context) -> Iterator[Finding]:
    """A static port is taken once on each host network."""
    taken: dict[tuple[str, int], str] = {}
    for port, whose in _all_ports(group):
        place = (port["HostNetwork"] or "default", port["Value"])
        ignored = port["IgnoreCollision"] and whose == "the group"
        if port["Value"] and place in taken and not ignored:
            yield port.finding(
                f"Static port {port['Value']} of group {quoted(group.name)} is taken twice",
                f"Port {quoted(taken[place])} has it on host network {quoted(place[0])}: choose another, or a "
                "dynamic port with `to`.",
                "Value",
            )
        elif port["Value"] and port["Value"] <= HIGHEST_PORT:
            taken.setdefault(place, port["Label"])


@rule(
    "NJ5012",
    "port-static-too-high",
    "group",
    bad=_NETWORK % 'port "a" {\nstatic = 65536\n}',
    good=_NETWORK % 'port "a" {\nstatic = 65535\n}',
)
def static_too_high(group: Item, context: Context) -> Iterator[Finding]:
    """A static port is at most 65535."""
    for port, _ in _all_ports(group):
        if port["Value"] > HIGHEST_PORT:
            yield port.finding(
                f"Static port {port['Value']} ({quoted(port['Label'])}) is too high", "At most 65535.", "Value"
            )


def _group_port(port: Item) -> bool:
    return not port.in_task


@rule(
    "NJ5013",
    "port-to-negative",
    "port",
    bad=_NETWORK % 'port "a" {\nto = -2\n}',
    good=_NETWORK % 'port "a" {\nto = 80\n}',
    place="group",
)
def to_negative(port: Item, context: Context) -> Iterator[Finding]:
    """A port is mapped to a port, or with -1 to the one it is given."""
    if _group_port(port) and port["To"] < -1:
        yield port.finding(
            f"Port {quoted(port['Label'])} is mapped to {port['To']}", "A port, or -1 for the port that is given.", "To"
        )


@rule(
    "NJ5014",
    "port-to-too-high",
    "port",
    bad=_NETWORK % 'port "a" {\nto = 65536\n}',
    good=_NETWORK % 'port "a" {\nto = 80\n}',
    place="group",
)
def to_too_high(port: Item, context: Context) -> Iterator[Finding]:
    """A port is mapped to at most 65535."""
    if _group_port(port) and port["To"] > HIGHEST_PORT:
        yield port.finding(f"Port {quoted(port['Label'])} is mapped to {port['To']}", "At most 65535.", "To")


@rule(
    "NJ5015",
    "port-ignore-collision-mode",
    "port",
    bad='network {\nmode = "bridge"\nport "a" {\nstatic = 80\nignore_collision = true\n}\n}',
    good='network {\nmode = "host"\nport "a" {\nstatic = 80\nignore_collision = true\n}\n}',
    place="group",
)
def ignore_collision(port: Item, context: Context) -> Iterator[Finding]:
    """Only in host mode may a port's collisions be ignored."""
    mode = port.parent["Mode"] if port.parent else ""
    if _group_port(port) and port["IgnoreCollision"] and mode not in ("", "host"):
        yield port.finding(
            f"Port {quoted(port['Label'])} ignores collisions in a network of mode {quoted(mode)}",
            "Only in host mode do programs bind the host's ports themselves: remove ignore_collision.",
            "IgnoreCollision",
        )


@rule(
    "NJ5016",
    "cni-arg-duplicate",
    "group",
    bad='network {\ncni {\nargs = { VLAN = "1" }\n}\n}\nnetwork {\ncni {\nargs = { VLAN = "2" }\n}\n}',
    good='network {\ncni {\nargs = { VLAN = "1" }\n}\n}',
    when="Networks",
)
def cni_duplicate(group: Item, context: Context) -> Iterator[Finding]:
    """A CNI argument stands in one network of a group: all are given to the plugins together."""
    seen: set[str] = set()
    for network in group.each("network", "Networks"):
        for key in (network["CNI"] or {}).get("Args") or {}:
            if key in seen:
                yield network.finding(
                    f"CNI argument {quoted(key)} of group {quoted(group.name)} stands in two networks",
                    "The plugins get all arguments together: keep one.",
                    "CNI/Args",
                )
            seen.add(key)


@rule(
    "NJ5017",
    "cni-arg-key-semicolon",
    "network",
    bad=_NETWORK % 'cni {\nargs = { "a;b" = "1" }\n}',
    good=_NETWORK % 'cni {\nargs = { a = "1" }\n}',
    place="group",
)
def cni_key(network: Item, context: Context) -> Iterator[Finding]:
    """No name of a CNI argument holds a semicolon: it parts arguments."""
    for key in (network["CNI"] or {}).get("Args") or {}:
        if ";" in key:
            yield network.finding(
                f"The name of CNI argument {quoted(key)} holds a semicolon", "Semicolons part arguments.", "CNI/Args"
            )


@rule(
    "NJ5018",
    "cni-arg-value-semicolon",
    "network",
    bad=_NETWORK % 'cni {\nargs = { a = "1;2" }\n}',
    good=_NETWORK % 'cni {\nargs = { a = "1" }\n}',
    place="group",
)
def cni_value(network: Item, context: Context) -> Iterator[Finding]:
    """No value of a CNI argument holds a semicolon: it parts arguments."""
    for key, value in ((network["CNI"] or {}).get("Args") or {}).items():
        if ";" in value:
            yield network.finding(
                f"The value of CNI argument {quoted(key)} holds a semicolon", "Semicolons part arguments.", "CNI/Args"
            )


def is_domain_name(name: str) -> bool:
    """Whether a text can be a name of DNS: labels of 1 to 63 bytes, 255 with their lengths and the root.

    >>> is_domain_name("a.example"), is_domain_name("a..b")
    (True, False)
    """
    raw = name.encode("utf-8", "surrogatepass")
    if raw == b".":
        return True
    labels = raw.removesuffix(b".").split(b".")
    return (
        all(0 < len(label) <= LONGEST_LABEL for label in labels)
        and sum(len(each) + 1 for each in labels) < LONGEST_NAME
    )


@rule(
    "NJ5019",
    "network-hostname",
    "network",
    bad=_NETWORK % 'hostname = "a..b"',
    good=_NETWORK % 'hostname = "a.example"',
    place="group",
)
def hostname(network: Item, context: Context) -> Iterator[Finding]:
    """A network's hostname is a DNS name; one with a run-time value is not judged."""
    name = network["Hostname"]
    if name and "${" not in name and not is_domain_name(name):
        yield network.finding(
            f"{quoted(name)} is no host name",
            "Labels of 1 to 63 bytes with dots between, 255 bytes together.",
            "Hostname",
        )


@rule(
    "NJ5020",
    "warn-mbits",
    "network",
    bad=_NETWORK % "mbits = 10",
    good=_NETWORK % 'port "a" {}',
    severity="warning",
    place="group",
)
def mbits_deprecated(network: Item, context: Context) -> Iterator[Finding]:
    """Mbits does nothing any more."""
    if (network["MBits"] or 0) > 0 and network.keys[-1] == 0:
        yield network.finding(
            f"The network of group {quoted(network.group.name)} has mbits",
            "It has done nothing since Nomad 0.12: remove it.",
            "MBits",
        )
