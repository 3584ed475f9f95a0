"""Rules of volume mounts."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import one_of, quoted

PROPAGATION_MODES = ("private", "host-to-task", "bidirectional")
SELINUX_LABELS = ("z", "Z")
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
