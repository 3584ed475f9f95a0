"""Rules of workload identities: of tasks and of services."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import duration, one_of, quoted, sentence

IDENTITY_MODES = ("noop", "restart", "signal")
_IDENTITY_NAME = pattern(r"[a-zA-Z0-9_-]{1,128}")


def _identity(item: Item) -> str:
    return f"Identity {quoted(item.name or 'default')} of {of_task(item)}"


_NAMED = 'name = "api"\naud = ["example.com"]\nttl = "1h"\n'


@rule("NJ8030", "identity-name", "identity", bad='name = "a b"\naud = ["x"]\nttl = "1h"', good=_NAMED)
def identity_name(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity's name has 1 to 128 letters, digits, dashes and underscores."""
    if not _IDENTITY_NAME.fullmatch(identity["Name"]):
        yield identity.finding(
            f"An identity of {of_task(identity)} has the name {quoted(identity['Name'])}",
            "1 to 128 letters, digits, dashes and underscores: it becomes part of file and variable names.",
            "Name",
        )


@rule("NJ8031", "identity-audience-empty", "identity", bad='name = "api"\naud = [""]\nttl = "1h"', good=_NAMED)
def identity_audience(identity: Item, context: Context) -> Iterator[Finding]:
    """No audience of an identity is an empty text."""
    for audience in identity["Audience"] or ():
        if audience == "":
            yield identity.finding(
                f"{_identity(identity)} has an empty audience", "Name who may accept it.", "Audience"
            )


@rule(
    "NJ8032",
    "identity-signal-without-mode",
    "identity",
    bad=_NAMED + 'change_signal = "SIGHUP"',
    good=_NAMED + 'change_mode = "signal"\nchange_signal = "SIGHUP"',
)
def identity_signal_mode(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity with a change_signal has the change_mode signal."""
    if identity["ChangeSignal"] and identity["ChangeMode"] in ("", "noop", "restart"):
        yield identity.finding(
            f"{_identity(identity)} has a change_signal and does not signal",
            'Set `change_mode = "signal"`, or remove the signal.',
            "ChangeSignal",
        )


@rule(
    "NJ8033",
    "identity-signal-missing",
    "identity",
    bad=_NAMED + 'change_mode = "signal"',
    good=_NAMED + 'change_mode = "signal"\nchange_signal = "SIGHUP"',
)
def identity_signal_missing(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity with the change_mode signal names the signal."""
    if identity["ChangeMode"] == "signal" and not identity["ChangeSignal"]:
        yield identity.finding(
            f"{_identity(identity)} signals the task and names no signal", "Set change_signal.", "ChangeSignal"
        )


@rule(
    "NJ8034",
    "identity-change-mode",
    "identity",
    bad=_NAMED + 'change_mode = "script"',
    good=_NAMED + 'change_mode = "restart"',
)
def identity_change_mode(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity's change_mode is noop, restart or signal."""
    if identity["ChangeMode"] not in (*IDENTITY_MODES, ""):
        yield identity.finding(
            f"{_identity(identity)} has the unknown change_mode {quoted(identity['ChangeMode'])}",
            f"It is {one_of(IDENTITY_MODES)}.",
            "ChangeMode",
        )


@rule("NJ8035", "identity-ttl-default", "identity", bad='ttl = "1h"', good=_NAMED)
def identity_ttl_default(identity: Item, context: Context) -> Iterator[Finding]:
    """The default identity has no ttl: it lives as long as its allocation."""
    if identity["TTL"] > 0 and identity["Name"] in ("", "default"):
        yield identity.finding(
            f"The default identity of {of_task(identity)} has a ttl",
            "It lives as long as the allocation: remove the ttl, or give the identity a name of its own.",
            "TTL",
        )


@rule("NJ8036", "identity-ttl-negative", "identity", bad='name = "api"\naud = ["x"]\nttl = "-1s"', good=_NAMED)
def identity_ttl_negative(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity's ttl is not negative."""
    if identity["TTL"] < 0:
        yield identity.finding(f"{_identity(identity)} has ttl {duration(identity['TTL'])}", "0 or more.", "TTL")


@rule(
    "NJ8037",
    "identity-filepath",
    "identity",
    bad=_NAMED + 'filepath = "local/a"',
    good=_NAMED + 'file = true\nfilepath = "local/a"',
)
def identity_filepath(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity with a filepath is written to a file."""
    if identity["Filepath"] and not identity["File"]:
        yield identity.finding(
            f"{_identity(identity)} has a filepath and is written to no file", "Set `file = true`.", "Filepath"
        )


@rule(
    "NJ8038",
    "identity-default-duplicate",
    "identity",
    bad="identity {\nenv = true\n}\nidentity {\nfile = true\n}\nidentity {\nfile = false\n}",
    good="identity {\nenv = true\nfile = true\n}",
    place="task",
)
def identity_duplicate(identity: Item, context: Context) -> Iterator[Finding]:
    """A task has one default identity. Of two the later wins; three are refused."""
    if identity["Name"] == "default" and identity.keys[-2:-1] == ("Identities",):
        yield identity.finding(
            f"{sentence(of_task(identity))} has several default identities",
            "Write one identity block without a name; others have names of their own.",
        )


@rule(
    "NJ8040",
    "warn-identity-audience-none",
    "named_identity",
    bad='identity {\nname = "a"\nttl = "1h"\n}',
    good='identity {\nname = "a"\naud = ["example.com"]\nttl = "1h"\n}',
    severity="warning",
    place="task",
)
def audience_none(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity has an audience.

    A token without one is accepted by everybody who trusts the cluster.
    """
    if not identity["Audience"]:
        yield identity.finding(
            f"{_token(identity)} has no audience", "Anybody who trusts the cluster accepts it: set `aud`.", "Audience"
        )


@rule(
    "NJ8041",
    "warn-identity-audience-many",
    "named_identity",
    bad='identity {\nname = "a"\naud = ["x", "y"]\nttl = "1h"\n}',
    good='identity {\nname = "a"\naud = ["x"]\nttl = "1h"\n}',
    severity="warning",
    place="task",
)
def audience_many(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity has one audience: one that receives it could use it at another."""
    count = len(identity["Audience"] or ())
    if count > 1:
        yield identity.finding(
            f"{_token(identity)} has {count} audiences",
            "One that receives it could use it at another: write one identity for each.",
            "Audience",
        )


@rule(
    "NJ8042",
    "warn-identity-expiration",
    "named_identity",
    bad='identity {\nname = "a"\naud = ["x"]\n}',
    good='identity {\nname = "a"\naud = ["x"]\nttl = "1h"\n}',
    severity="warning",
    place="task",
)
def no_expiration(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity expires."""
    if identity["Name"] not in ("", "default") and not identity["TTL"]:
        yield identity.finding(
            f"{_token(identity)} never expires", "A stolen token would be good forever: set `ttl`.", "TTL"
        )


@rule(
    "NJ8043",
    "warn-identity-env-restart",
    "named_identity",
    bad='identity {\nname = "a"\naud = ["x"]\nttl = "1h"\nenv = true\n}',
    good='identity {\nname = "a"\naud = ["x"]\nttl = "1h"\nenv = true\nchange_mode = "restart"\n}',
    severity="warning",
    place="task",
)
def env_without_restart(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity in the environment restarts its task when it is renewed."""
    restarts = identity["ChangeMode"] == "restart"
    if identity["Env"] and not restarts:
        yield identity.finding(
            f"{_token(identity)} is in the environment and does not restart the task",
            'A running process keeps its environment: set `change_mode = "restart"`, or use a file.',
            "Env",
        )


def _token(identity: Item) -> str:
    service = identity.parent
    if service is not None and service.kind == "service":
        return f"The identity of service {quoted(service.name)}"
    return _identity(identity)
