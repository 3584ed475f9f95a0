"""Rules of what follows from a check's results: deployments, restarts, thresholds; they go on where `checks` ends."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.checks import HTTP_CHECK, TIMES, provider_of
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.services import ON_UPDATE, PORT_CHECKS, check_of
from jobspec.rules.words import duration, inner, one_of, quoted

LONGEST_NOTES = 255


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
    bad='type = "script"\ntask = "server"\ncommand = "a"\nexpose = true\n' + TIMES,
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


_SCRIPT = 'type = "script"\ntask = "server"\ncommand = "a"\n' + TIMES


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
