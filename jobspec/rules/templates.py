"""Rules of templates: source, destination, and what a change does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.paths import escapes
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import duration, inner, one_of, quoted

CHANGE_MODES = ("noop", "restart", "signal", "script")
_OCTAL = pattern(r"[0-7]+", re.ASCII)


def _template(item: Item) -> str:
    return f"Template {item.number} of {of_task(item)}"


_DATA = 'data = "a"\ndestination = "local/a"\n'


@rule("NJ6030", "template-source", "template", bad='destination = "local/a"', good=_DATA)
def template_source(template: Item, context: Context) -> Iterator[Finding]:
    """A template has a source or data."""
    if not template["SourcePath"] and not template["EmbeddedTmpl"]:
        yield template.finding(
            f"{_template(template)} has nothing to render", "Write the text as `data`, or name a file as `source`."
        )


@rule("NJ6031", "template-destination-missing", "template", bad='data = "a"\ndestination = ""', good=_DATA)
def template_destination_missing(template: Item, context: Context) -> Iterator[Finding]:
    """A template says where it is rendered to."""
    if not template["DestPath"]:
        yield template.finding(
            f"{_template(template)} has no destination", 'For example `destination = "local/app.conf"`.', "DestPath"
        )


@rule("NJ6032", "template-destination", "template", bad='data = "a"\ndestination = "../../a"', good=_DATA)
def template_destination(template: Item, context: Context) -> Iterator[Finding]:
    """A template is rendered within the allocation's directory."""
    if escapes("task", template["DestPath"]):
        yield template.finding(
            f"{_template(template)} goes to {quoted(template['DestPath'])}, out of the allocation",
            "Name a place below the task's directory, such as local/ or secrets/.",
            "DestPath",
        )


@rule(
    "NJ6033",
    "template-signal-missing",
    "template",
    bad=_DATA + 'change_mode = "signal"\nchange_signal = ""',
    good=_DATA + 'change_mode = "signal"\nchange_signal = "SIGHUP"',
)
def template_signal_missing(template: Item, context: Context) -> Iterator[Finding]:
    """A template that signals its task names the signal; left out it is SIGHUP."""
    if template["ChangeMode"] == "signal" and not template["ChangeSignal"]:
        yield template.finding(
            f"{_template(template)} signals the task and names no signal",
            "Set change_signal, or leave it out for SIGHUP.",
            "ChangeSignal",
        )


@rule(
    "NJ6034",
    "template-signal-env",
    "template",
    bad=_DATA + 'change_mode = "signal"\nenv = true',
    good=_DATA + 'change_mode = "restart"\nenv = true',
)
def template_signal_env(template: Item, context: Context) -> Iterator[Finding]:
    """A template for the environment does not signal: only a restart gives a process a new environment."""
    if template["ChangeMode"] == "signal" and template["Envvars"]:
        yield template.finding(
            f"{_template(template)} sets environment variables and signals the task",
            'A running process keeps its environment: use `change_mode = "restart"`.',
            "Envvars",
        )


@rule(
    "NJ6035",
    "template-script-missing",
    "template",
    bad=_DATA + 'change_mode = "script"',
    good=_DATA + 'change_mode = "script"\nchange_script {\ncommand = "/bin/reload"\n}',
)
def template_script_missing(template: Item, context: Context) -> Iterator[Finding]:
    """A template that runs a script has a change_script block."""
    if template["ChangeMode"] == "script" and template["ChangeScript"] is None:
        yield template.finding(
            f"{_template(template)} has the mode script and no change_script",
            "Add a change_script block.",
            "ChangeScript",
        )


@rule(
    "NJ6036",
    "template-script-command",
    "template",
    bad=_DATA + 'change_mode = "script"\nchange_script {\ncommand = ""\n}',
    good=_DATA + 'change_mode = "script"\nchange_script {\ncommand = "/bin/reload"\n}',
)
def template_script_command(template: Item, context: Context) -> Iterator[Finding]:
    """A change_script has a command."""
    script = template["ChangeScript"]
    if template["ChangeMode"] == "script" and script is not None and not script["Command"]:
        yield template.finding(
            f"The change_script of {inner(_template(template))} has no command",
            "Name the program to run in the task.",
            "ChangeScript/Command",
        )


@rule(
    "NJ6037",
    "template-change-mode",
    "template",
    bad=_DATA + 'change_mode = "reload"',
    good=_DATA + 'change_mode = "noop"',
)
def template_change_mode(template: Item, context: Context) -> Iterator[Finding]:
    """A template's change_mode is noop, restart, signal or script."""
    if template["ChangeMode"] not in CHANGE_MODES:
        yield template.finding(
            f"{_template(template)} has the unknown change_mode {quoted(template['ChangeMode'])}",
            f"It is {one_of(CHANGE_MODES)}.",
            "ChangeMode",
        )


@rule("NJ6038", "template-splay", "template", bad=_DATA + 'splay = "-1s"', good=_DATA + 'splay = "5s"')
def template_splay(template: Item, context: Context) -> Iterator[Finding]:
    """A template's splay is not negative."""
    if template["Splay"] < 0:
        yield template.finding(
            f"{_template(template)} has splay {duration(template['Splay'])}",
            "It is the longest random wait before a change takes effect: 0 or more.",
            "Splay",
        )


@rule("NJ6039", "template-perms", "template", bad=_DATA + 'perms = "rw-r--r--"', good=_DATA + 'perms = "0640"')
def template_perms(template: Item, context: Context) -> Iterator[Finding]:
    """A template's perms are octal digits, up to 7777."""
    perms = template["Perms"]
    if perms and not (_OCTAL.fullmatch(perms) and int(perms, 8) <= 0o7777):
        yield template.finding(
            f"{_template(template)} has perms {quoted(perms)}", 'Write octal digits, such as "0644".', "Perms"
        )


@rule(
    "NJ6040",
    "template-wait",
    "template",
    bad=_DATA + 'wait {\nmin = "10s"\nmax = "5s"\n}',
    good=_DATA + 'wait {\nmin = "5s"\nmax = "10s"\n}',
)
def template_wait(template: Item, context: Context) -> Iterator[Finding]:
    """A template's wait has a min no longer than its max."""
    wait = template["Wait"]
    if wait and wait["Min"] is not None and wait["Max"] is not None and wait["Min"] > wait["Max"]:
        yield template.finding(
            f"{_template(template)} waits at least {duration(wait['Min'])} and at most {duration(wait['Max'])}",
            "min is no longer than max.",
            "Wait",
        )


@rule(
    "NJ6041",
    "template-destination-duplicate",
    "task",
    bad='template {\ndata = "a"\ndestination = "local/a"\n}\ntemplate {\ndata = "b"\ndestination = "local/a"\n}',
    good='template {\ndata = "a"\ndestination = "local/a"\n}\ntemplate {\ndata = "b"\ndestination = "local/b"\n}',
    when="Templates",
)
def template_duplicate(task: Item, context: Context) -> Iterator[Finding]:
    """No two templates of a task have one destination: the later would overwrite the earlier."""
    seen: dict[str, int] = {}
    for template in task.each("template", "Templates"):
        destination = template["DestPath"]
        if destination in seen:
            yield template.finding(
                f"{_template(template)} has the destination of template {seen[destination]}",
                f"Both are rendered to {quoted(destination)}: give each a file of its own.",
                "DestPath",
            )
        else:
            seen[destination] = template.number


@rule(
    "NJ6042",
    "warn-vault-grace",
    "template",
    bad=_DATA + 'vault_grace = "15s"',
    good=_DATA,
    severity="warning",
)
def vault_grace(template: Item, context: Context) -> Iterator[Finding]:
    """vault_grace does nothing any more."""
    if template["VaultGrace"]:
        yield template.finding(
            f"{_template(template)} has vault_grace", "It has done nothing since Nomad 0.11: remove it.", "VaultGrace"
        )
