"""Rules of services that stand in a task, and of their checks: modes, names, ports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import PORT_CHECKS, check_of, named_service, service_of
from jobspec.rules.tasks import of_task
from jobspec.rules.words import quoted, sentence

_SCRIPT_CHECK = (
    'service {\ncheck {\nname = "up"\ntype = "script"\ncommand = "a"\ninterval = "1s"\ntimeout = "1s"\n%s\n}\n}'
)
_NUMBER = pattern(r"[+-]?[0-9]+", re.ASCII)


@rule(
    "NJ5130",
    "task-service-alloc-mode",
    "task_service",
    bad='service {\naddress_mode = "alloc"\n}',
    good="service {\n}",
    place="task",
)
def alloc_mode(service: Item, context: Context) -> Iterator[Finding]:
    """address_mode alloc belongs to services of groups."""
    if service["AddressMode"] == "alloc":
        yield _group_mode(service)


@rule(
    "NJ5131",
    "task-service-alloc-ipv6-mode",
    "task_service",
    bad='service {\naddress_mode = "alloc_ipv6"\n}',
    good="service {\n}",
    place="task",
)
def alloc_ipv6_mode(service: Item, context: Context) -> Iterator[Finding]:
    """address_mode alloc_ipv6 belongs to services of groups."""
    if service["AddressMode"] == "alloc_ipv6":
        yield _group_mode(service)


def _group_mode(item: Item) -> Finding:
    return item.finding(
        f"A {item.kind} of {of_task(item)} has address_mode {quoted(item['AddressMode'])}",
        "That is the address of the group's network: write the service in the group.",
        "AddressMode",
    )


@rule(
    "NJ5132",
    "task-service-duplicate",
    "task",
    bad='service {\nname = "a"\nport = "http"\n}\nservice {\nname = "a"\nport = "http"\n}',
    good='service {\nname = "a"\n}\nservice {\nname = "b"\n}',
    when="Services",
)
def task_duplicate(task: Item, context: Context) -> Iterator[Finding]:
    """No two services of a task have one name and one port."""
    seen: set[str] = set()
    for service in task.each("service", "Services"):
        key = service["Name"] + service["PortLabel"]
        if key in seen:
            yield service.finding(
                f"{sentence(of_task(task))} registers {service_of(service)} twice for one port",
                "Remove one, or rename it.",
            )
        seen.add(key)


@rule(
    "NJ5133",
    "task-service-connect",
    "task_service",
    bad="service {\nconnect {\nsidecar_service {}\n}\n}",
    good="service {\n}",
    place="task",
)
def task_connect(service: Item, context: Context) -> Iterator[Finding]:
    """Connect belongs to services of groups."""
    if service["Connect"] is not None:
        yield service.finding(
            f"{named_service(service)} of {of_task(service)} has a connect block",
            "A mesh proxy runs beside the tasks: write the service in the group.",
            "Connect",
        )


@rule(
    "NJ5134",
    "task-service-other-task",
    "task_service",
    bad='service {\ntask = "other"\n}',
    good="service {\n}",
    place="task",
)
def other_task(service: Item, context: Context) -> Iterator[Finding]:
    """A task's service names no other task.

    Its checks have their task from it, so the server tells each of them, too.
    """
    for item in (service, *service.each("check", "Checks")):
        if item["TaskName"] and item["TaskName"] != service.task["Name"]:
            named = named_service(service) if item is service else sentence(check_of(item))
            yield item.finding(
                f"{named} of {of_task(service)} names task {quoted(item['TaskName'])}",
                "A task's service is its own: remove `task`, or write the service in the group.",
                "TaskName",
            )


@rule(
    "NJ5135",
    "task-check-duplicate",
    "task_service",
    bad=_SCRIPT_CHECK.replace("\n%s\n}\n}", "\n}\n" + _SCRIPT_CHECK[10:]) % "",
    good="service {\n}",
    place="task",
)
def check_duplicate(service: Item, context: Context) -> Iterator[Finding]:
    """No two checks of a task's service share a name."""
    seen: set[str] = set()
    for check in service.each("check", "Checks"):
        if check["Name"] in seen:
            yield check.finding(
                f"{named_service(service)} has two checks called {quoted(check['Name'])}",
                "Give each its own name.",
                "Name",
            )
        seen.add(check["Name"])


@rule(
    "NJ5136",
    "task-check-alloc-mode",
    "task_check",
    bad=_SCRIPT_CHECK % 'address_mode = "alloc"',
    good="service {\n}",
    place="task",
)
def check_alloc_mode(check: Item, context: Context) -> Iterator[Finding]:
    """address_mode alloc belongs to checks of groups' services."""
    if check["AddressMode"] == "alloc":
        yield _group_mode(check)


@rule(
    "NJ5137",
    "task-check-alloc-ipv6-mode",
    "task_check",
    bad=_SCRIPT_CHECK % 'address_mode = "alloc_ipv6"',
    good="service {\n}",
    place="task",
)
def check_alloc_ipv6_mode(check: Item, context: Context) -> Iterator[Finding]:
    """address_mode alloc_ipv6 belongs to checks of groups' services."""
    if check["AddressMode"] == "alloc_ipv6":
        yield _group_mode(check)


def _check_port(check: Item) -> str:
    """The port of a check, its own or the service's; nothing for checks that need none."""
    return str(check["PortLabel"] or check.up("service")["PortLabel"])


def _number(text: str) -> int | None:
    """The number that a port label is, if it is one."""
    if not _NUMBER.fullmatch(text) or len(text) > 30:
        return None
    return int(text) if -(1 << 63) <= int(text) < 1 << 63 else None


_TASK_CHECK = 'service {\n%s\ncheck {\ntype = "tcp"\ninterval = "10s"\ntimeout = "2s"\n%s\n}\n}'
_NO_SERVICE = 'kill_timeout = "5s"'


@rule("NJ5138", "task-check-port-missing", "task_check", bad=_TASK_CHECK % ("", ""), good=_NO_SERVICE, place="task")
def check_port_missing(check: Item, context: Context) -> Iterator[Finding]:
    """A tcp, http or grpc check of a task's service has a port, its own or the service's."""
    if check["Type"] in PORT_CHECKS and not _check_port(check):
        yield check.finding(
            f"{check_of(check)} has no port",
            "Set `port` in the check or the service.",
            "PortLabel",
        )


@rule(
    "NJ5139",
    "task-check-port-invalid",
    "task_check",
    bad=_TASK_CHECK % ("", 'port = "0"\naddress_mode = "driver"'),
    good=_TASK_CHECK % ("", 'port = "80"\naddress_mode = "driver"'),
    place="task",
)
def check_port_invalid(check: Item, context: Context) -> Iterator[Finding]:
    """A port number of a check in driver mode is more than 0."""
    number = _number(_check_port(check))
    if check["Type"] in PORT_CHECKS and number is not None and check["AddressMode"] == "driver" and number <= 0:
        yield check.finding(
            f"{check_of(check)} has port {number}",
            "A port number is more than 0.",
            "PortLabel",
        )


@rule(
    "NJ5140",
    "task-check-port-numeric",
    "task_check",
    bad=_TASK_CHECK % ("", 'port = "80"'),
    good=_TASK_CHECK % ("", 'port = "80"\naddress_mode = "driver"'),
    place="task",
)
def check_port_numeric(check: Item, context: Context) -> Iterator[Finding]:
    """A check names its port by number in driver mode only."""
    number = _number(_check_port(check))
    if check["Type"] in PORT_CHECKS and number is not None and check["AddressMode"] != "driver":
        yield check.finding(
            f"{check_of(check)} names its port by the number {number}",
            'Name a label of the group\'s network, or set `address_mode = "driver"`.',
            "PortLabel",
        )


@rule(
    "NJ5141",
    "task-service-port-unknown",
    "task",
    bad='service {\nport = "http"\n}',
    good="service {\n}",
    when="Services",
)
def port_unknown(task: Item, context: Context) -> Iterator[Finding]:
    """A port that a task's services name stands in the group's first network, or in the task's own."""
    known = _known_ports(task)
    told: set[str] = set()
    for item, label in sorted(_named_ports(task), key=lambda pair: pair[1]):
        if label not in known and label not in told:
            told.add(label)
            names = ", ".join(map(quoted, sorted(known))) or "none"
            yield item.finding(
                f"{sentence(of_task(task))} has no port {quoted(label)} for {service_of(item)}",
                f"Ports of the group's first network: {names}. Add it there.",
                "PortLabel",
            )


def _known_ports(task: Item) -> set[str]:
    networks = list((task.group["Networks"] or ())[:1])
    networks += (task["Resources"] or {}).get("Networks") or ()
    return {port["Label"] for each in networks for key in ("ReservedPorts", "DynamicPorts") for port in each[key] or ()}


def _named_ports(task: Item) -> Iterator[tuple[Item, str]]:
    """The port labels that a task's services and their checks name; numbers in driver mode are none."""
    for service in task.each("service", "Services"):
        label = service["PortLabel"]
        if label and not (service["AddressMode"] == "driver" and _number(label) is not None):
            yield service, label
        for check in service.each("check", "Checks"):
            port = _check_port(check)
            if check["Type"] in PORT_CHECKS and port and _number(port) is None:
                yield (check if check["PortLabel"] else service), port
