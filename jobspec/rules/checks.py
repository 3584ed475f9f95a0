"""Rules of service checks. The first problem of each check is told, in this order, and the next check looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import ON_UPDATE, PORT_CHECKS, check_of
from jobspec.rules.words import SECOND, duration, inner, one_of, quoted

CONSUL_TYPES = ("grpc", "tcp", "http", "script")
NOMAD_TYPES = ("tcp", "http")
STATES = ("passing", "warning", "critical")
ADDRESS_MODES = ("host", "driver", "alloc", "alloc_ipv6")
LONGEST_NOTES = 255
_SCHEME = pattern(r"[a-zA-Z][a-zA-Z0-9+.-]*:", re.ASCII)
_BAD_ESCAPE = pattern(r"%(?![0-9a-fA-F]{2})")
_TIMES = 'interval = "10s"\ntimeout = "2s"\n'
HTTP_CHECK = 'type = "http"\nport = "http"\npath = "/health"\n' + _TIMES
NOMAD = 'provider = "nomad"\nport = "http"\ncheck {\n%s\n}'


def provider_of(item: Item) -> str:
    return str(item.up("service")["Provider"])


@rule("NJ5200", "check-port-missing", "check", bad='type = "tcp"\n' + _TIMES, good=HTTP_CHECK, place="bare_check")
def port_missing(check: Item, context: Context) -> Iterator[Finding]:
    """A tcp, http or grpc check has a port, its own or the service's."""
    if check["Type"] in PORT_CHECKS and not check["PortLabel"] and not check.up("service")["PortLabel"]:
        yield check.finding(f"{check_of(check)} has no port", "Set `port` in the check or in the service.", "PortLabel")


@rule(
    "NJ5201",
    "connect-tcp-check",
    "check",
    bad='name = "api"\nport = "9000"\nconnect {\nsidecar_service {}\n}\ncheck {\ntype = "tcp"\n' + _TIMES + "}",
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


@rule("NJ5202", "check-type-consul", "check", bad='type = "udp"\n' + _TIMES, good=HTTP_CHECK)
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
    bad=NOMAD % ('type = "grpc"\n' + _TIMES),
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


@rule("NJ5204", "check-http-path", "check", bad='type = "http"\nport = "http"\n' + _TIMES, good=HTTP_CHECK)
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
    bad='type = "http"\nport = "http"\npath = "/%zz"\n' + _TIMES,
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
    bad='type = "http"\nport = "http"\npath = "http://a/health"\n' + _TIMES,
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
    bad='type = "script"\ntask = "server"\n' + _TIMES,
    good='type = "script"\ntask = "server"\ncommand = "/bin/check"\n' + _TIMES,
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


@rule(
    "NJ5215",
    "check-on-update",
    "check",
    bad=HTTP_CHECK + 'on_update = "never"',
    good=HTTP_CHECK + 'on_update = "ignore"',
)
def on_update(check: Item, context: Context) -> Iterator[Finding]:
    """A check's on_update is require_healthy, ignore_warnings or ignore."""
    if check["OnUpdate"] not in (*ON_UPDATE, ""):
        yield check.finding(
            f"{check_of(check)} has the unknown on_update {quoted(check['OnUpdate'])}",
            f"It is {one_of(ON_UPDATE)}.",
            "OnUpdate",
        )


@rule(
    "NJ5216",
    "check-on-update-restart",
    "check",
    bad=HTTP_CHECK + 'on_update = "ignore"\ncheck_restart {\nlimit = 3\n}',
    good=HTTP_CHECK + "check_restart {\nlimit = 3\n}",
)
def on_update_restart(check: Item, context: Context) -> Iterator[Finding]:
    """A check that restarts its task is not ignored by updates.

    A deployment would take the task as healthy, and the check would then restart it.
    """
    if check["CheckRestart"] is not None and check["OnUpdate"] == "ignore":
        yield check.finding(
            f'{check_of(check)} restarts its task and has on_update "ignore"',
            "A deployment would succeed with a task that is then restarted: remove one of both.",
            "OnUpdate",
        )


@rule(
    "NJ5217",
    "check-on-update-ignore-warnings",
    "check",
    bad=HTTP_CHECK + 'on_update = "ignore_warnings"\ncheck_restart {\nlimit = 3\n}',
    good=HTTP_CHECK + 'on_update = "ignore_warnings"\ncheck_restart {\nlimit = 3\nignore_warnings = true\n}',
)
def on_update_warnings(check: Item, context: Context) -> Iterator[Finding]:
    """A check whose warnings updates ignore does not restart its task for warnings."""
    restart = check["CheckRestart"]
    ignored = restart is None or restart["IgnoreWarnings"]
    if not ignored and check["OnUpdate"] == "ignore_warnings":
        yield check.finding(
            f'{check_of(check)} has on_update "ignore_warnings" and restarts its task for warnings',
            "Set ignore_warnings in check_restart, too.",
            "OnUpdate",
        )


@rule(
    "NJ5218",
    "check-restart-limit",
    "check",
    bad=HTTP_CHECK + "check_restart {\nlimit = -1\n}",
    good=HTTP_CHECK + "check_restart {\nlimit = 3\n}",
)
def restart_limit(check: Item, context: Context) -> Iterator[Finding]:
    """The limit of check_restart is not negative."""
    restart = check["CheckRestart"]
    if restart is not None and restart["Limit"] < 0:
        yield check.finding(
            f"The check_restart of {inner(check_of(check))} has limit {restart['Limit']}",
            "It is how many failures in a row restart the task: 0 or more, 0 being never.",
            "CheckRestart/Limit",
        )


@rule(
    "NJ5219",
    "check-restart-grace",
    "check",
    bad=HTTP_CHECK + 'check_restart {\nlimit = 3\ngrace = "-1s"\n}',
    good=HTTP_CHECK + 'check_restart {\nlimit = 3\ngrace = "30s"\n}',
)
def restart_grace(check: Item, context: Context) -> Iterator[Finding]:
    """The grace of check_restart is not negative."""
    restart = check["CheckRestart"]
    if restart is not None and (restart["Grace"] or 0) < 0:
        yield check.finding(
            f"The check_restart of {inner(check_of(check))} has grace {duration(restart['Grace'])}",
            "It is how long a task that just started is left alone: 0 or more.",
            "CheckRestart/Grace",
        )


@rule(
    "NJ5220",
    "check-expose-type",
    "check",
    bad='type = "script"\ntask = "server"\ncommand = "a"\nexpose = true\n' + _TIMES,
    good=HTTP_CHECK,
)
def expose_type(check: Item, context: Context) -> Iterator[Finding]:
    """Only http and grpc checks are exposed through a proxy."""
    if provider_of(check) == "consul" and check["Expose"] and check["Type"].lower() not in ("http", "grpc"):
        yield check.finding(
            f"{check_of(check)} of type {quoted(check['Type'])} is exposed",
            "Only http and grpc checks can be.",
            "Expose",
        )


def _threshold(check: Item, key: str, word: str) -> Iterator[Finding]:
    if provider_of(check) == "consul" and check[key] > 0 and check["Type"] not in PORT_CHECKS:
        yield check.finding(
            f"{check_of(check)} of type {quoted(check['Type'])} has {word}",
            f"Only checks of type {one_of(PORT_CHECKS)} have it, in small letters.",
            key,
        )


_SCRIPT = 'type = "script"\ntask = "server"\ncommand = "a"\n' + _TIMES


@rule(
    "NJ5221",
    "check-success-before-passing-type",
    "check",
    bad=_SCRIPT + "success_before_passing = 2",
    good=HTTP_CHECK + "success_before_passing = 2",
)
def success_before_passing(check: Item, context: Context) -> Iterator[Finding]:
    """success_before_passing belongs to tcp, http and grpc checks."""
    yield from _threshold(check, "SuccessBeforePassing", "success_before_passing")


@rule(
    "NJ5222",
    "check-failures-before-critical-type",
    "check",
    bad=_SCRIPT + "failures_before_critical = 2",
    good=HTTP_CHECK + "failures_before_critical = 2",
)
def failures_before_critical(check: Item, context: Context) -> Iterator[Finding]:
    """failures_before_critical belongs to tcp, http and grpc checks."""
    yield from _threshold(check, "FailuresBeforeCritical", "failures_before_critical")


@rule(
    "NJ5223",
    "check-failures-before-warning-type",
    "check",
    bad=_SCRIPT + "failures_before_warning = 2",
    good=HTTP_CHECK + "failures_before_warning = 2",
)
def failures_before_warning(check: Item, context: Context) -> Iterator[Finding]:
    """failures_before_warning belongs to tcp, http and grpc checks."""
    yield from _threshold(check, "FailuresBeforeWarning", "failures_before_warning")


@rule(
    "NJ5224",
    "check-notes-length",
    "check",
    bad=HTTP_CHECK + 'notes = "${join("", [for n in range(0, 256) : "x"])}"',
    good=HTTP_CHECK + 'notes = "see the handbook"',
)
def notes_length(check: Item, context: Context) -> Iterator[Finding]:
    """A Consul check's notes have at most 255 bytes."""
    size = len(check["Notes"].encode("utf-8", "surrogatepass"))
    if provider_of(check) == "consul" and size > LONGEST_NOTES:
        yield check.finding(f"{check_of(check)} has notes of {size} bytes", "At most 255: link to a page.", "Notes")
