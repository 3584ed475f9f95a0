"""Rules of service checks. The first problem of each check is told, in this order, and the next check looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import PORT_CHECKS, check_of
from jobspec.rules.words import SECOND, duration, one_of, quoted

CONSUL_TYPES = ("grpc", "tcp", "http", "script")
NOMAD_TYPES = ("tcp", "http")
STATES = ("passing", "warning", "critical")
ADDRESS_MODES = ("host", "driver", "alloc", "alloc_ipv6")
_SCHEME = pattern(r"[a-zA-Z][a-zA-Z0-9+.-]*:", re.ASCII)
_BAD_ESCAPE = pattern(r"%(?![0-9a-fA-F]{2})")
TIMES = 'interval = "10s"\ntimeout = "2s"\n'
HTTP_CHECK = 'type = "http"\nport = "http"\npath = "/health"\n' + TIMES
NOMAD = 'provider = "nomad"\nport = "http"\ncheck {\n%s\n}'


def provider_of(item: Item) -> str:
    return str(item.up("service")["Provider"])


@rule("NJ5200", "check-port-missing", "check", bad='type = "tcp"\n' + TIMES, good=HTTP_CHECK, place="bare_check")
def port_missing(check: Item, context: Context) -> Iterator[Finding]:
    """A tcp, http or grpc check has a port, its own or the service's."""
    if check["Type"] in PORT_CHECKS and not check["PortLabel"] and not check.up("service")["PortLabel"]:
        yield check.finding(f"{check_of(check)} has no port", "Set `port` in the check or in the service.", "PortLabel")


@rule(
    "NJ5201",
    "connect-tcp-check",
    "check",
    bad='name = "api"\nport = "9000"\nconnect {\nsidecar_service {}\n}\ncheck {\ntype = "tcp"\n' + TIMES + "}",
    good='name = "api"\nport = "9000"\nconnect {\nsidecar_service {}\n}',
    place="mesh_service",
)
def tcp_of_sidecar(check: Item, context: Context) -> Iterator[Finding]:
    """A service with a sidecar has no tcp check: it listens inside the group's network only."""
    connect = check.up("service")["Connect"]
    if provider_of(check) == "consul" and check["Type"] == "tcp" and connect and connect["SidecarService"] is not None:
        yield check.finding(
            f"{check_of(check)} is a tcp check of a service in the mesh",
            "The service listens on loopback inside its network: use an exposed http or grpc check, or a script.",
            "Type",
        )


@rule("NJ5202", "check-type-consul", "check", bad='type = "udp"\n' + TIMES, good=HTTP_CHECK)
def type_of_consul(check: Item, context: Context) -> Iterator[Finding]:
    """A Consul check is of type grpc, tcp, http or script."""
    if provider_of(check) == "consul" and check["Type"].lower() not in CONSUL_TYPES:
        yield check.finding(
            f"{check_of(check)} has the unknown type {quoted(check['Type'])}", f"It is {one_of(CONSUL_TYPES)}.", "Type"
        )


@rule(
    "NJ5203",
    "check-type-nomad",
    "check",
    bad=NOMAD % ('type = "grpc"\n' + TIMES),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def type_of_nomad(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad check is of type tcp or http."""
    if provider_of(check) == "nomad" and check["Type"].lower() not in NOMAD_TYPES:
        yield check.finding(
            f"{check_of(check)} has the type {quoted(check['Type'])}",
            f"Checks of provider nomad are {one_of(NOMAD_TYPES)}.",
            "Type",
        )


def _is_http(check: Item) -> bool:
    return bool(check["Type"].lower() == "http")


@rule("NJ5204", "check-http-path", "check", bad='type = "http"\nport = "http"\n' + TIMES, good=HTTP_CHECK)
def http_path(check: Item, context: Context) -> Iterator[Finding]:
    """An http check has a path."""
    if _is_http(check) and not check["Path"]:
        yield check.finding(f"{check_of(check)} has no path", 'For example `path = "/health"`.', "Path")


def url_problem(text: str) -> bool:
    """Whether a text is no URL reference: control characters, bad escapes, a colon where a scheme would end."""
    before_fragment = text.split("#", 1)[0]
    if any(ord(char) < 0x20 or char == "\x7f" for char in text) or text.startswith(":"):
        return True
    scheme = _SCHEME.match(before_fragment)
    rest = before_fragment[scheme.end() :] if scheme else before_fragment
    path = rest.split("?", 1)[0]
    if not scheme and ":" in path.split("/", 1)[0]:
        return True
    if scheme and not rest.startswith("/"):
        return False
    return bool(_BAD_ESCAPE.search(path)) or bool(_BAD_ESCAPE.search(text.partition("#")[2]))


@rule(
    "NJ5205",
    "check-http-path-invalid",
    "check",
    bad='type = "http"\nport = "http"\npath = "/%zz"\n' + TIMES,
    good=HTTP_CHECK,
)
def http_path_invalid(check: Item, context: Context) -> Iterator[Finding]:
    """The path of an http check can be part of an address."""
    if _is_http(check) and check["Path"] and url_problem(check["Path"]):
        yield check.finding(
            f"{check_of(check)} has the path {quoted(check['Path'])}",
            "It cannot stand in an address: escape what is special as %XX, and begin it with a slash.",
            "Path",
        )


@rule(
    "NJ5206",
    "check-http-path-absolute",
    "check",
    bad='type = "http"\nport = "http"\npath = "http://a/health"\n' + TIMES,
    good=HTTP_CHECK,
)
def http_path_absolute(check: Item, context: Context) -> Iterator[Finding]:
    """The path of an http check names no scheme and no host."""
    if _is_http(check) and not url_problem(check["Path"]) and _SCHEME.match(check["Path"]):
        yield check.finding(
            f"{check_of(check)} has a whole address as its path",
            "Address and port come from the service: write the path alone; `protocol` chooses https.",
            "Path",
        )


@rule(
    "NJ5207",
    "check-script-command",
    "check",
    bad='type = "script"\ntask = "server"\n' + TIMES,
    good='type = "script"\ntask = "server"\ncommand = "/bin/check"\n' + TIMES,
)
def script_command(check: Item, context: Context) -> Iterator[Finding]:
    """A script check has a command."""
    if provider_of(check) == "consul" and check["Type"].lower() == "script" and not check["Command"]:
        yield check.finding(f"{check_of(check)} has no command", "Name the program to run in the task.", "Command")


def _missing(check: Item, key: str) -> Iterator[Finding]:
    if check[key] == 0:
        word = key.lower()
        yield check.finding(f"{check_of(check)} has no {word}", f"Set `{word}`, to 1s or more.", key)


def _short(check: Item, key: str) -> Iterator[Finding]:
    if check[key] != 0 and check[key] < SECOND:
        yield check.finding(f"{check_of(check)} has {key.lower()} {duration(check[key])}", "It is at least 1s.", key)


_BASE = 'type = "http"\nport = "http"\npath = "/health"\n'


@rule("NJ5208", "check-interval-missing", "check", bad=_BASE + 'timeout = "2s"', good=HTTP_CHECK)
def interval_missing(check: Item, context: Context) -> Iterator[Finding]:
    """A check has an interval."""
    yield from _missing(check, "Interval")


@rule("NJ5209", "check-interval-minimum", "check", bad=_BASE + 'interval = "500ms"\ntimeout = "2s"', good=HTTP_CHECK)
def interval_minimum(check: Item, context: Context) -> Iterator[Finding]:
    """A check's interval is at least a second."""
    yield from _short(check, "Interval")


@rule("NJ5210", "check-timeout-missing", "check", bad=_BASE + 'interval = "10s"', good=HTTP_CHECK)
def timeout_missing(check: Item, context: Context) -> Iterator[Finding]:
    """A check has a timeout."""
    yield from _missing(check, "Timeout")


@rule("NJ5211", "check-timeout-minimum", "check", bad=_BASE + 'interval = "10s"\ntimeout = "500ms"', good=HTTP_CHECK)
def timeout_minimum(check: Item, context: Context) -> Iterator[Finding]:
    """A check's timeout is at least a second."""
    yield from _short(check, "Timeout")


@rule(
    "NJ5212",
    "check-initial-status",
    "check",
    bad=HTTP_CHECK + 'initial_status = "up"',
    good=HTTP_CHECK + 'initial_status = "passing"',
)
def initial_status(check: Item, context: Context) -> Iterator[Finding]:
    """A check's initial_status is passing, warning or critical."""
    if check["InitialStatus"] not in (*STATES, ""):
        yield check.finding(
            f"{check_of(check)} has the unknown initial_status {quoted(check['InitialStatus'])}",
            f"It is {one_of(STATES)}.",
            "InitialStatus",
        )


@rule(
    "NJ5213",
    "check-address-mode-auto",
    "check",
    bad=HTTP_CHECK + 'address_mode = "auto"',
    good=HTTP_CHECK + 'address_mode = "host"',
)
def address_mode_auto(check: Item, context: Context) -> Iterator[Finding]:
    """address_mode auto is for services; a check without one takes the service's."""
    if check["AddressMode"] == "auto":
        yield check.finding(
            f'{check_of(check)} has address_mode "auto"',
            "Only services have it: leave it out in the check.",
            "AddressMode",
        )


@rule(
    "NJ5214",
    "check-address-mode",
    "check",
    bad=HTTP_CHECK + 'address_mode = "wan"',
    good=HTTP_CHECK + 'address_mode = "host"',
)
def address_mode(check: Item, context: Context) -> Iterator[Finding]:
    """A check's address_mode is host, driver, alloc or alloc_ipv6."""
    if check["AddressMode"] not in (*ADDRESS_MODES, "auto", ""):
        yield check.finding(
            f"{check_of(check)} has the unknown address_mode {quoted(check['AddressMode'])}",
            f"It is {one_of(ADDRESS_MODES)}.",
            "AddressMode",
        )
