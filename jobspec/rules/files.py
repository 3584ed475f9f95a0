"""Rules of what a task finds in its directory: artifacts, templates, volume mounts, and the plugin it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.paths import below, escapes
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import duration, one_of, quoted

ARTIFACT_MODES = ("any", "file", "dir")
CHANGE_MODES = ("noop", "restart", "signal", "script")
DIGEST_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
PROPAGATION_MODES = ("private", "host-to-task", "bidirectional")
SELINUX_LABELS = ("z", "Z")
PLUGIN_TYPES = ("node", "controller", "monolith")
_RUNTIME_VALUE = re.compile(r"\$\{[a-zA-Z0-9_\-.]+\}")
_OCTAL = re.compile(r"[0-7]+", re.ASCII)


def _artifact(item: Item) -> str:
    return f"Artifact {item.number} of {of_task(item)}"


def _template(item: Item) -> str:
    return f"Template {item.number} of {of_task(item)}"


@rule("NJ6010", "artifact-source", "artifact", bad='source = ""', good='source = "https://example.com/app.tar.gz"')
def artifact_source(artifact: Item, context: Context) -> Iterator[Finding]:
    """An artifact says where it comes from."""
    if not artifact["GetterSource"]:
        yield artifact.finding(f"{_artifact(artifact)} has no source", "Give the address to fetch.", "GetterSource")


@rule(
    "NJ6011",
    "artifact-mode",
    "artifact",
    bad='source = "https://example.com/a"\nmode = "archive"',
    good='source = "https://example.com/a"\nmode = "file"',
)
def artifact_mode(artifact: Item, context: Context) -> Iterator[Finding]:
    """An artifact's mode is any, file or dir."""
    if artifact["GetterMode"] not in (*ARTIFACT_MODES, ""):
        yield artifact.finding(
            f"{_artifact(artifact)} has the unknown mode {quoted(artifact['GetterMode'])}",
            f"It is {one_of(ARTIFACT_MODES)}.",
            "GetterMode",
        )


@rule(
    "NJ6012",
    "artifact-destination",
    "artifact",
    bad='source = "https://example.com/a"\ndestination = "../../x"',
    good='source = "https://example.com/a"\ndestination = "local/x"',
)
def artifact_destination(artifact: Item, context: Context) -> Iterator[Finding]:
    """An artifact stays in the allocation's directory; `../alloc` reaches the directory that the tasks share."""
    if escapes("task", artifact["RelativeDest"]):
        yield artifact.finding(
            f"{_artifact(artifact)} goes to {quoted(artifact['RelativeDest'])}, out of the allocation",
            "Name a place below the task's directory, such as local/.",
            "RelativeDest",
        )


def _checksum(artifact: Item) -> str | None:
    """The checksum that can be judged now: one with a run-time value cannot."""
    checksum = (artifact["GetterOptions"] or {}).get("checksum")
    if checksum is None or _RUNTIME_VALUE.search(checksum):
        return None
    return str(checksum).strip()


def _parts(artifact: Item) -> tuple[str, str] | None:
    """Kind and digest of a checksum of the right form."""
    checksum = _checksum(artifact)
    parts = checksum.split(":") if checksum else []
    return (parts[0], parts[1]) if len(parts) == 2 else None


def _is_hexadecimal(text: str) -> bool:
    return len(text) % 2 == 0 and all(char in "0123456789abcdefABCDEF" for char in text)


def _checked(artifact: Item, problem: str, detail: str) -> Finding:
    return artifact.finding(f"{_artifact(artifact)}: {problem}", detail, "GetterOptions/checksum")


_CHECKSUM = 'source = "https://example.com/a"\noptions {\nchecksum = "%s"\n}'
_GOOD_CHECKSUM = _CHECKSUM % "md5:df6a4178aec9fbdc1d6d7e3634d1bc33"


@rule("NJ6013", "artifact-checksum-empty", "artifact", bad=_CHECKSUM % "", good=_GOOD_CHECKSUM)
def checksum_empty(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum that is written is not empty."""
    if _checksum(artifact) == "":
        yield _checked(artifact, "the checksum is empty", "Write TYPE:DIGEST, or remove it.")


@rule("NJ6014", "artifact-checksum-form", "artifact", bad=_CHECKSUM % "d41d8cd98f00", good=_GOOD_CHECKSUM)
def checksum_form(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum reads TYPE:DIGEST."""
    checksum = _checksum(artifact)
    if checksum and _parts(artifact) is None:
        yield _checked(
            artifact,
            f"the checksum {quoted(checksum)} does not say its kind",
            f"Write TYPE:DIGEST; the kind is {one_of(tuple(DIGEST_SIZES))}.",
        )


@rule("NJ6015", "artifact-checksum-hex", "artifact", bad=_CHECKSUM % "md5:xyz", good=_GOOD_CHECKSUM)
def checksum_hex(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum's digest is hexadecimal."""
    parts = _parts(artifact)
    if parts and not _is_hexadecimal(parts[1]):
        yield _checked(
            artifact, f"the digest {quoted(parts[1])} is not hexadecimal", "Pairs of the digits 0-9 and a-f."
        )


@rule("NJ6016", "artifact-checksum-type", "artifact", bad=_CHECKSUM % "crc32:abcd1234", good=_GOOD_CHECKSUM)
def checksum_type(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum is of kind md5, sha1, sha256 or sha512."""
    parts = _parts(artifact)
    if parts and _is_hexadecimal(parts[1]) and parts[0] not in DIGEST_SIZES:
        yield _checked(
            artifact, f"there is no checksum kind {quoted(parts[0])}", f"It is {one_of(tuple(DIGEST_SIZES))}."
        )


@rule("NJ6017", "artifact-checksum-length", "artifact", bad=_CHECKSUM % "sha256:abcd", good=_GOOD_CHECKSUM)
def checksum_length(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum's digest has the length of its kind."""
    parts = _parts(artifact)
    if parts and parts[0] in DIGEST_SIZES and _is_hexadecimal(parts[1]) and len(parts[1]) != 2 * DIGEST_SIZES[parts[0]]:
        yield _checked(
            artifact,
            f"a {parts[0]} digest has {2 * DIGEST_SIZES[parts[0]]} digits, this one {len(parts[1])}",
            "Copy the whole digest.",
        )


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
            f"The change_script of {_template(template)[:1].lower()}{_template(template)[1:]} has no command",
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


_VOLUME = (
    'job "a" {\ngroup "g" {\nvolume "data" {\ntype = "host"\nsource = "data"\n}\n'
    'task "t" {\ndriver = "docker"\n%s\n}\n}\n}'
)
_GOOD_MOUNT = _VOLUME % 'volume_mount {\nvolume = "data"\ndestination = "/data"\n}'


def _mount(item: Item) -> str:
    return f"Volume mount {item.number} of {of_task(item)}"


@rule(
    "NJ6060", "mount-volume-undefined", "mount", bad=_VOLUME % 'volume_mount {\nvolume = "cache"\n}', good=_GOOD_MOUNT
)
def mount_undefined(mount: Item, context: Context) -> Iterator[Finding]:
    """A volume mount names a volume of its group.

    A volume of a type other than host and csi is dropped by the server, so mounting it fails as well.
    """
    known = mount.group["Volumes"] or {}
    if mount["Volume"] not in known:
        names = ", ".join(map(quoted, known)) or "none"
        yield mount.finding(
            f"{_mount(mount)} names volume {quoted(mount['Volume'])}, which the group does not have",
            f"Volumes of the group: {names}. Add a volume block there, of type host or csi.",
            "Volume",
        )


@rule("NJ6061", "mount-volume-empty", "mount", bad=_VOLUME % 'volume_mount {\nvolume = ""\n}', good=_GOOD_MOUNT)
def mount_empty(mount: Item, context: Context) -> Iterator[Finding]:
    """A volume mount names a volume."""
    if not mount["Volume"]:
        yield mount.finding(f"{_mount(mount)} names no volume", "Name a volume block of the group.", "Volume")


@rule(
    "NJ6062",
    "mount-propagation",
    "mount",
    bad=_VOLUME % 'volume_mount {\nvolume = "data"\npropagation_mode = "shared"\n}',
    good=_GOOD_MOUNT,
)
def mount_propagation(mount: Item, context: Context) -> Iterator[Finding]:
    """A mount's propagation_mode is private, host-to-task or bidirectional."""
    if mount["PropagationMode"] not in (*PROPAGATION_MODES, "", None):
        yield mount.finding(
            f"{_mount(mount)} has the unknown propagation_mode {quoted(mount['PropagationMode'])}",
            f"It is {one_of(PROPAGATION_MODES)}.",
            "PropagationMode",
        )


@rule(
    "NJ6063",
    "mount-selinux",
    "mount",
    bad=_VOLUME % 'volume_mount {\nvolume = "data"\nselinux_label = "s0"\n}',
    good=_VOLUME % 'volume_mount {\nvolume = "data"\nselinux_label = "Z"\n}',
)
def mount_selinux(mount: Item, context: Context) -> Iterator[Finding]:
    """A mount's selinux_label is z (shared) or Z (private)."""
    if mount["SELinuxLabel"] not in (*SELINUX_LABELS, "", None):
        yield mount.finding(
            f"{_mount(mount)} has the unknown selinux_label {quoted(mount['SELinuxLabel'])}",
            'It is "z" (shared between tasks) or "Z" (private).',
            "SELinuxLabel",
        )


@rule("NJ6070", "csi-plugin-id", "csi", bad='id = ""\ntype = "node"', good='id = "ebs"\ntype = "node"')
def plugin_id(csi: Item, context: Context) -> Iterator[Finding]:
    """A CSI plugin has an ID."""
    if not csi["ID"]:
        yield csi.finding(f"The csi_plugin of {of_task(csi)} has no id", "Volumes name the plugin by its id.", "ID")


@rule("NJ6071", "csi-plugin-type", "csi", bad='id = "ebs"\ntype = "driver"', good='id = "ebs"\ntype = "controller"')
def plugin_type(csi: Item, context: Context) -> Iterator[Finding]:
    """A CSI plugin is of type node, controller or monolith."""
    if csi["Type"] not in PLUGIN_TYPES:
        yield csi.finding(
            f"The csi_plugin of {of_task(csi)} has the type {quoted(csi['Type'])}",
            f"It is {one_of(PLUGIN_TYPES)}.",
            "Type",
        )


@rule(
    "NJ6072",
    "csi-plugin-stage-dir",
    "csi",
    bad='id = "ebs"\ntype = "node"\nmount_dir = "/csi"\nstage_publish_base_dir = "/csi/stage"',
    good='id = "ebs"\ntype = "node"\nmount_dir = "/csi"\nstage_publish_base_dir = "/local/csi"',
)
def plugin_stage_dir(csi: Item, context: Context) -> Iterator[Finding]:
    """A plugin's stage_publish_base_dir does not lie in its mount_dir."""
    stage, mount = csi["StagePublishBaseDir"], csi["MountDir"]
    if stage and mount and below(mount, stage):
        yield csi.finding(
            f"The csi_plugin of {of_task(csi)} stages volumes in {quoted(stage)}, within its mount_dir",
            f"Choose a directory that does not lie below {quoted(mount)}.",
            "StagePublishBaseDir",
        )
