"""Rules of the checks of services of provider nomad: what only Consul has."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.checks import HTTP_CHECK, NOMAD
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import check_of
from jobspec.rules.words import one_of, quoted

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE")


def _consul_only(check: Item, key: str, what: str) -> Iterator[Finding]:
    yield check.finding(
        f"{check_of(check)} has {what}, which checks of provider nomad lack", "Remove it, or register with Consul.", key
    )


@rule(
    "NJ5230",
    "check-nomad-expose",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + "expose = true"),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def nomad_expose(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad check is not exposed: there is no mesh."""
    if check["Expose"]:
        yield from _consul_only(check, "Expose", "expose")


@rule(
    "NJ5231",
    "check-nomad-ignore-warnings",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + 'on_update = "ignore_warnings"'),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def nomad_ignore_warnings(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad check knows no warnings to ignore."""
    if check["OnUpdate"] == "ignore_warnings":
        yield from _consul_only(check, "OnUpdate", 'on_update "ignore_warnings"')


@rule(
    "NJ5232",
    "check-nomad-restart-warnings",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + "check_restart {\nlimit = 3\nignore_warnings = true\n}"),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def nomad_restart_warnings(check: Item, context: Context) -> Iterator[Finding]:
    """The check_restart of a Nomad check knows no warnings to ignore."""
    restart = check["CheckRestart"]
    if restart is not None and restart["IgnoreWarnings"]:
        yield from _consul_only(check, "CheckRestart/IgnoreWarnings", "check_restart.ignore_warnings")


@rule(
    "NJ5233",
    "check-nomad-driver-mode",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + 'address_mode = "driver"'),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def nomad_driver_mode(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad check has no address_mode driver."""
    if check["AddressMode"] == "driver":
        yield from _consul_only(check, "AddressMode", 'address_mode "driver"')


@rule(
    "NJ5234",
    "check-nomad-method",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + 'method = "FETCH"'),
    good=NOMAD % (HTTP_CHECK + 'method = "HEAD"'),
    place="service",
)
def nomad_method(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad http check's method is one of HTTP's."""
    if check["Type"] == "http" and check["Method"]:
        if check["Method"].upper() not in METHODS:
            yield check.finding(
                f"{check_of(check)} has the unknown method {quoted(check['Method'])}",
                f"It is {one_of(METHODS)}.",
                "Method",
            )


@rule(
    "NJ5235",
    "check-nomad-success-before-passing",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + "success_before_passing = 2"),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def nomad_success(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad check has no success_before_passing."""
    if check["SuccessBeforePassing"]:
        yield from _consul_only(check, "SuccessBeforePassing", "success_before_passing")


@rule(
    "NJ5236",
    "check-nomad-failures-before-critical",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + "failures_before_critical = 2"),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def nomad_critical(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad check has no failures_before_critical."""
    if check["FailuresBeforeCritical"]:
        yield from _consul_only(check, "FailuresBeforeCritical", "failures_before_critical")


@rule(
    "NJ5237",
    "check-nomad-failures-before-warning",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + "failures_before_warning = 2"),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def nomad_warning(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad check has no failures_before_warning."""
    if check["FailuresBeforeWarning"]:
        yield from _consul_only(check, "FailuresBeforeWarning", "failures_before_warning")


@rule(
    "NJ5238",
    "check-nomad-tls-server-name",
    "nomad_check",
    bad=NOMAD % (HTTP_CHECK + 'tls_server_name = "a"'),
    good=NOMAD % HTTP_CHECK,
    place="service",
)
def nomad_tls_name(check: Item, context: Context) -> Iterator[Finding]:
    """A Nomad check has no tls_server_name."""
    if check["TLSServerName"]:
        yield from _consul_only(check, "TLSServerName", "tls_server_name")
