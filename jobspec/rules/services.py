"""Rules of services, in groups and in tasks: names, addresses, providers, and how they fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import listed, one_of, quoted

ADDRESS_MODES = ("auto", "host", "driver", "alloc", "alloc_ipv6")
ON_UPDATE = ("require_healthy", "ignore_warnings", "ignore")
PROVIDERS = ("consul", "nomad")
KINDS = ("api-gateway", "ingress-gateway", "mesh-gateway", "terminating-gateway")
PORT_CHECKS = ("tcp", "http", "grpc")
"""Types of checks that need a port, in small letters as they must be written to count."""


_NAME = pattern(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?", re.ASCII)
_RUNTIME_VALUE = pattern(r"\$\{[a-zA-Z0-9_\-.]+\}")


def service_of(item: Item) -> str:
    """The service of an item, for messages."""
    return f"service {quoted(item.up('service').name)}"


def check_of(check: Item) -> str:
    """A check, for messages; one without a name of its own is told by its service."""
    service = check.up("service").name
    if check.name in ("", f'service: "{service}" check'):
        return f"The check of {service_of(check)}"
    return f"Check {quoted(check.name)} of {service_of(check)}"


def named_service(item: Item) -> str:
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
            f"{named_service(service)} has both an address and address_mode {quoted(service['AddressMode'])}",
            "The address is advertised as it is written: remove address_mode.",
            "AddressMode",
        )


@rule("NJ5102", "service-address-mode", "service", bad='address_mode = "public"', good='address_mode = "alloc"')
def address_mode(service: Item, context: Context) -> Iterator[Finding]:
    """A service's address_mode is auto, host, driver, alloc or alloc_ipv6."""
    if service["AddressMode"] not in (*ADDRESS_MODES, ""):
        yield service.finding(
            f"{named_service(service)} has the unknown address_mode {quoted(service['AddressMode'])}",
            f"It is {one_of(ADDRESS_MODES)}.",
            "AddressMode",
        )


@rule("NJ5103", "service-on-update", "service", bad='on_update = "never"', good='on_update = "ignore"')
def on_update(service: Item, context: Context) -> Iterator[Finding]:
    """A service's on_update is require_healthy, ignore_warnings or ignore."""
    if service["OnUpdate"] not in (*ON_UPDATE, ""):
        yield service.finding(
            f"{named_service(service)} has the unknown on_update {quoted(service['OnUpdate'])}",
            f"It is {one_of(ON_UPDATE)}.",
            "OnUpdate",
        )


@rule("NJ5104", "service-provider", "service", bad='provider = "etcd"', good='provider = "nomad"')
def provider(service: Item, context: Context) -> Iterator[Finding]:
    """A service's provider is consul or nomad."""
    if service["Provider"] not in PROVIDERS:
        yield service.finding(
            f"{named_service(service)} has the unknown provider {quoted(service['Provider'])}",
            f"It is {one_of(PROVIDERS)}.",
            "Provider",
        )


@rule("NJ5105", "service-kind", "service", bad='kind = "proxy"', good='kind = "api-gateway"')
def kind(service: Item, context: Context) -> Iterator[Finding]:
    """A Consul service's kind is one of Consul's gateways."""
    if service["Provider"] == "consul" and service["Kind"] not in (*KINDS, ""):
        yield service.finding(
            f"{named_service(service)} has the unknown kind {quoted(service['Kind'])}",
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
            f"{named_service(service)} is Connect native and names no task",
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
            f"{named_service(service)} is Connect native and has no port",
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
            f"{named_service(service)} of provider nomad has a connect block", 'Use `provider = "consul"`.', "Connect"
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


def services_of(group: Item) -> list[tuple[Item, str]]:
    """All services of a group and its tasks, each with its task's name or "group"."""
    found: list[tuple[Item, str]] = group.once("services", lambda: list(_services_of(group)))
    return found


def _services_of(group: Item) -> Iterator[tuple[Item, str]]:
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
