"""Rules of services, in groups and in tasks: names, addresses, providers, and how they fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import listed, one_of, quoted

ADDRESS_MODES = ("auto", "host", "driver", "alloc", "alloc_ipv6")
ON_UPDATE = ("require_healthy", "ignore_warnings", "ignore")
PROVIDERS = ("consul", "nomad")
KINDS = ("api-gateway", "ingress-gateway", "mesh-gateway", "terminating-gateway")
PORT_CHECKS = ("tcp", "http", "grpc")
"""Types of checks that need a port, in small letters as they must be written to count."""

_NAME = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?", re.ASCII)
_RUNTIME_VALUE = re.compile(r"\$\{[a-zA-Z0-9_\-.]+\}")
_SCRIPT_CHECK = (
    'service {\ncheck {\nname = "up"\ntype = "script"\ncommand = "a"\ninterval = "1s"\ntimeout = "1s"\n%s\n}\n}'
)
_NUMBER = re.compile(r"[+-]?[0-9]+", re.ASCII)


def service_of(item: Item) -> str:
    """The service of an item, for messages."""
    return f"service {quoted(item.up('service').name)}"


def _service(item: Item) -> str:
    return f"Service {quoted(item.up('service').name)}"


@rule("NJ5100", "service-name", "service", bad='name = "web_1"', good='name = "web-1"')
def service_name(service: Item, context: Context) -> Iterator[Finding]:
    """A service's name has 1 to 63 letters, digits and inner dashes: it becomes a DNS name.

    A run-time value such as ${NOMAD_DC} counts as seven letters.
    """
    shown = _RUNTIME_VALUE.sub("ENV-VAR", service["Name"])
    if not _NAME.fullmatch(shown):
        yield service.finding(
            f"{quoted(service['Name'])} is no name for a service",
            "1 to 63 letters, digits and dashes, the first and the last no dash: it becomes part of a DNS name.",
            "Name",
        )


@rule(
    "NJ5101",
    "service-address-mode-with-address",
    "service",
    bad='address = "10.0.0.1"\naddress_mode = "host"',
    good='address = "10.0.0.1"',
)
def address_with_mode(service: Item, context: Context) -> Iterator[Finding]:
    """A service with an address of its own has the address_mode auto."""
    if service["Address"] and service["AddressMode"] in ADDRESS_MODES[1:]:
        yield service.finding(
            f"{_service(service)} has both an address and address_mode {quoted(service['AddressMode'])}",
            "The address is advertised as it is written: remove address_mode.",
            "AddressMode",
        )


@rule("NJ5102", "service-address-mode", "service", bad='address_mode = "public"', good='address_mode = "alloc"')
def address_mode(service: Item, context: Context) -> Iterator[Finding]:
    """A service's address_mode is auto, host, driver, alloc or alloc_ipv6."""
    if service["AddressMode"] not in (*ADDRESS_MODES, ""):
        yield service.finding(
            f"{_service(service)} has the unknown address_mode {quoted(service['AddressMode'])}",
            f"It is {one_of(ADDRESS_MODES)}.",
            "AddressMode",
        )


@rule("NJ5103", "service-on-update", "service", bad='on_update = "never"', good='on_update = "ignore"')
def on_update(service: Item, context: Context) -> Iterator[Finding]:
    """A service's on_update is require_healthy, ignore_warnings or ignore."""
    if service["OnUpdate"] not in (*ON_UPDATE, ""):
        yield service.finding(
            f"{_service(service)} has the unknown on_update {quoted(service['OnUpdate'])}",
            f"It is {one_of(ON_UPDATE)}.",
            "OnUpdate",
        )


@rule("NJ5104", "service-provider", "service", bad='provider = "etcd"', good='provider = "nomad"')
def provider(service: Item, context: Context) -> Iterator[Finding]:
    """A service's provider is consul or nomad."""
    if service["Provider"] not in PROVIDERS:
        yield service.finding(
            f"{_service(service)} has the unknown provider {quoted(service['Provider'])}",
            f"It is {one_of(PROVIDERS)}.",
            "Provider",
        )


@rule("NJ5105", "service-kind", "service", bad='kind = "proxy"', good='kind = "api-gateway"')
def kind(service: Item, context: Context) -> Iterator[Finding]:
    """A Consul service's kind is one of Consul's gateways."""
    if service["Provider"] == "consul" and service["Kind"] not in (*KINDS, ""):
        yield service.finding(
            f"{_service(service)} has the unknown kind {quoted(service['Kind'])}",
            f"It is {one_of(KINDS)}; a plain service has none.",
            "Kind",
        )


@rule(
    "NJ5106",
    "connect-native-task",
    "service",
    bad='port = "http"\nconnect {\nnative = true\n}',
    good='port = "http"',
    place="bare_service",
)
def native_task(service: Item, context: Context) -> Iterator[Finding]:
    """A Connect-native service names the task that speaks for it.

    The only task of a group with a network is found by itself.
    """
    if service["Provider"] == "consul" and (service["Connect"] or {}).get("Native") and not service["TaskName"]:
        yield service.finding(
            f"{_service(service)} is Connect native and names no task",
            "Set `task` to the task that serves it.",
            "TaskName",
        )


@rule(
    "NJ5107",
    "connect-native-port",
    "service",
    bad='task = "server"\nconnect {\nnative = true\n}',
    good='task = "server"\nport = "http"\nconnect {\nnative = true\n}',
)
def native_port(service: Item, context: Context) -> Iterator[Finding]:
    """A Connect-native service has a port."""
    if service["Provider"] == "consul" and (service["Connect"] or {}).get("Native") and not service["PortLabel"]:
        yield service.finding(
            f"{_service(service)} is Connect native and has no port",
            "Set `port`: Consul refuses it without.",
            "PortLabel",
        )


@rule(
    "NJ5108",
    "connect-nomad-provider",
    "service",
    bad='provider = "nomad"\nconnect {\nsidecar_service {}\n}',
    good='provider = "consul"\nconnect {\nsidecar_service {}\n}',
    place="mesh_service",
)
def connect_of_nomad(service: Item, context: Context) -> Iterator[Finding]:
    """Connect is Consul's: a service of provider nomad has none."""
    if service["Provider"] == "nomad" and service["Connect"] is not None:
        yield service.finding(
            f"{_service(service)} of provider nomad has a connect block", 'Use `provider = "consul"`.', "Connect"
        )


@rule(
    "NJ5109",
    "service-identity-audience",
    "service",
    bad='identity {\nname = "a"\n}',
    good='identity {\naud = ["consul.io"]\n}',
)
def identity_audience(service: Item, context: Context) -> Iterator[Finding]:
    """A service's identity has an audience."""
    if service["Identity"] is not None and not service["Identity"]["Audience"]:
        yield service.finding(
            f"The identity of {service_of(service)} has no audience",
            'Set `aud`, for Consul `["consul.io"]`.',
            "Identity/Audience",
        )


@rule(
    "NJ5110",
    "service-identity-name",
    "service",
    bad='provider = "nomad"\nidentity {\naud = ["a"]\n}',
    good='provider = "nomad"\nidentity {\nname = "a"\naud = ["a"]\n}',
)
def identity_name(service: Item, context: Context) -> Iterator[Finding]:
    """The identity of a service has a name; those of Consul services get theirs by themselves."""
    if service["Identity"] is not None and not service["Identity"]["Name"]:
        yield service.finding(
            f"The identity of {service_of(service)} has no name",
            "Name it: only Consul services' get names by themselves.",
            "Identity/Name",
        )


@rule(
    "NJ5120",
    "services-not-unique",
    "group",
    bad='service {\nname = "a"\n}\nservice {\nname = "a"\n}',
    good='service {\nname = "a"\n}\nservice {\nname = "b"\n}',
)
def not_unique(group: Item, context: Context) -> Iterator[Finding]:
    """The services of a group differ in task, name or port.

    Of these three the ID is made under which an instance is registered.
    """
    seen: set[tuple[str, str, str]] = set()
    for service, owner in services_of(group):
        identity = (owner, service["Name"], service["PortLabel"])
        if identity in seen:
            yield service.finding(
                f"Group {quoted(group.name)} registers {service_of(service)} twice for one port",
                "Its services differ in task, name or port: they would overwrite each other.",
            )
            return
        seen.add(identity)


def services_of(group: Item) -> Iterator[tuple[Item, str]]:
    """All services of a group and its tasks, each with its task's name or "group"."""
    for task in group.each("task", "Tasks"):
        for service in task.each("service", "Services"):
            yield service, str(task["Name"])
    for service in group.each("service", "Services"):
        yield service, "group"


@rule(
    "NJ5121",
    "services-providers-mixed",
    "group",
    bad='service {\nname = "a"\nprovider = "consul"\n}\nservice {\nname = "b"\nprovider = "nomad"\n}',
    good='service {\nname = "a"\nprovider = "nomad"\n}\nservice {\nname = "b"\nprovider = "nomad"\n}',
)
def providers_mixed(group: Item, context: Context) -> Iterator[Finding]:
    """All services of a group and its tasks have one provider."""
    providers = {service["Provider"] for service, _ in services_of(group)}
    if len(providers) > 1:
        yield group.finding(
            f"The services of group {quoted(group.name)} have several providers: {listed(sorted(providers))}",
            "One group registers with Consul or with Nomad: move services to another group, or change their provider.",
            "Services",
        )


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
)
def task_duplicate(task: Item, context: Context) -> Iterator[Finding]:
    """No two services of a task have one name and one port."""
    seen: set[str] = set()
    for service in task.each("service", "Services"):
        key = service["Name"] + service["PortLabel"]
        if key in seen:
            yield service.finding(
                f"{of_task(task).capitalize()} registers {service_of(service)} twice for one port",
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
            f"{_service(service)} of {of_task(service)} has a connect block",
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
    """A task's service names no other task."""
    if service["TaskName"] and service["TaskName"] != service.task["Name"]:
        yield service.finding(
            f"{_service(service)} of {of_task(service)} names task {quoted(service['TaskName'])}",
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
                f"{_service(service)} has two checks called {quoted(check['Name'])}", "Give each its own name.", "Name"
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
            f"Check {quoted(check.name)} of {service_of(check)} has no port",
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
            f"Check {quoted(check.name)} of {service_of(check)} has port {number}",
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
            f"Check {quoted(check.name)} of {service_of(check)} names its port by the number {number}",
            'Name a label of the group\'s network, or set `address_mode = "driver"`.',
            "PortLabel",
        )


@rule("NJ5141", "task-service-port-unknown", "task", bad='service {\nport = "http"\n}', good="service {\n}")
def port_unknown(task: Item, context: Context) -> Iterator[Finding]:
    """A port that a task's services name stands in the group's first network, or in the task's own."""
    known = _known_ports(task)
    told: set[str] = set()
    for item, label in sorted(_named_ports(task), key=lambda pair: pair[1]):
        if label not in known and label not in told:
            told.add(label)
            names = ", ".join(map(quoted, sorted(known))) or "none"
            yield item.finding(
                f"{of_task(task).capitalize()} has no port {quoted(label)} for {service_of(item)}",
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
