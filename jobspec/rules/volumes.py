"""Rules of a group's volumes, host and CSI: sources, access and attachment."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.groups import BARE
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import one_of, quoted

HOST_MODES = (
    *("single-node-reader-only", "single-node-writer"),
    *("single-node-single-writer", "single-node-multi-writer"),
)
_HOST = 'volume "data" {\ntype = "host"\nsource = "data"\n%s\n}'
_CSI = 'volume "data" {\ntype = "csi"\nsource = "data"\n%s\n}'
_ATTACHED = 'attachment_mode = "file-system"\n'
_GOOD_CSI = _CSI % (_ATTACHED + 'access_mode = "multi-node-multi-writer"')
_PER_ALLOC = _CSI % (_ATTACHED + 'access_mode = "single-node-writer"\nper_alloc = true\n%s')


def _volume(item: Item) -> str:
    return f"Volume {quoted(item.name)} of group {quoted(item.group.name)}"


@rule(
    "NJ6100",
    "volume-source",
    "volume",
    bad='volume "data" {\ntype = "host"\nsource = ""\n}',
    good=_HOST % "",
    place="group",
)
def source(volume: Item, context: Context) -> Iterator[Finding]:
    """A volume says which volume of the cluster it is."""
    if not volume["Source"]:
        yield volume.finding(f"{_volume(volume)} has no source", "Name the host or CSI volume to mount.", "Source")


@rule(
    "NJ6101",
    "volume-per-alloc-system",
    "volume",
    bad=BARE % ('type = "system"', _PER_ALLOC % ""),
    good=BARE % ('type = "service"', _PER_ALLOC % ""),
)
def per_alloc_system(volume: Item, context: Context) -> Iterator[Finding]:
    """per_alloc needs numbered allocations: those of system and sysbatch jobs have no numbers."""
    if volume["PerAlloc"] and volume.job["Type"] in ("system", "sysbatch"):
        yield volume.finding(
            f"{_volume(volume)} is per_alloc in a {volume.job['Type']} job",
            "Its allocations have no numbers to add to the source.",
            "PerAlloc",
        )


@rule(
    "NJ6102",
    "volume-per-alloc-canary",
    "volume",
    bad=BARE % ("", "update {\ncanary = 1\n}\n" + _PER_ALLOC % ""),
    good=BARE % ("", _PER_ALLOC % ""),
)
def per_alloc_canary(volume: Item, context: Context) -> Iterator[Finding]:
    """A group with canaries has no per_alloc volumes: a canary and the allocation it replaces share a number."""
    update = volume.group["Update"]
    if volume["PerAlloc"] and update and update["Canary"] > 0:
        yield volume.finding(
            f"{_volume(volume)} is per_alloc in a group with canaries",
            "A canary has the number of the allocation that it replaces: both would need one volume.",
            "PerAlloc",
        )


@rule(
    "NJ6103", "volume-per-alloc-sticky", "volume", bad=_PER_ALLOC % "sticky = true", good=_PER_ALLOC % "", place="group"
)
def per_alloc_sticky(volume: Item, context: Context) -> Iterator[Finding]:
    """A volume is per_alloc or sticky, not both."""
    if volume["PerAlloc"] and volume["Sticky"]:
        yield volume.finding(
            f"{_volume(volume)} is both per_alloc and sticky",
            "Both choose the volume of an allocation: keep one.",
            "Sticky",
        )


@rule("NJ6104", "volume-host-mount-options", "volume", bad=_HOST % "mount_options {}", good=_HOST % "", place="group")
def host_mount_options(volume: Item, context: Context) -> Iterator[Finding]:
    """Host volumes have no mount_options: they are mounted already."""
    if volume["Type"] == "host" and volume["MountOptions"] is not None:
        yield volume.finding(
            f"{_volume(volume)} is a host volume with mount_options",
            "Only CSI volumes have them: remove the block.",
            "MountOptions",
        )


@rule(
    "NJ6105",
    "volume-read-only-mode",
    "volume",
    bad=_HOST % 'access_mode = "single-node-reader-only"',
    good=_HOST % 'access_mode = "single-node-reader-only"\nread_only = true',
    place="group",
)
def read_only(volume: Item, context: Context) -> Iterator[Finding]:
    """A volume with a reader-only access_mode is read_only."""
    mode = volume["AccessMode"]
    readers = ("single-node-reader-only", *(("multi-node-reader-only",) if volume["Type"] == "csi" else ()))
    if mode in readers and not volume["ReadOnly"]:
        yield volume.finding(
            f"{_volume(volume)} has access_mode {quoted(mode)} and is not read_only",
            "Set `read_only = true`.",
            "ReadOnly",
        )


@rule(
    "NJ6106",
    "volume-host-access-mode",
    "volume",
    bad=_HOST % 'access_mode = "multi-node-multi-writer"',
    good=_HOST % 'access_mode = "single-node-writer"',
    place="group",
)
def host_access_mode(volume: Item, context: Context) -> Iterator[Finding]:
    """A host volume's access_mode is one of a single node."""
    if volume["Type"] == "host" and volume["AccessMode"] not in (*HOST_MODES, ""):
        yield volume.finding(
            f"{_volume(volume)} is a host volume with access_mode {quoted(volume['AccessMode'])}",
            f"A host volume belongs to its node: {one_of(HOST_MODES)}.",
            "AccessMode",
        )


@rule(
    "NJ6107",
    "volume-csi-attachment-missing",
    "volume",
    bad=_CSI % 'access_mode = "multi-node-multi-writer"',
    good=_GOOD_CSI,
    place="group",
)
def attachment_missing(volume: Item, context: Context) -> Iterator[Finding]:
    """A CSI volume has an attachment_mode."""
    if volume["Type"] == "csi" and not volume["AttachmentMode"]:
        yield volume.finding(
            f"{_volume(volume)} has no attachment_mode", 'Set it to "file-system" or "block-device".', "AttachmentMode"
        )


@rule(
    "NJ6108",
    "volume-csi-block-mount-options",
    "volume",
    bad=_CSI % 'access_mode = "multi-node-multi-writer"\nattachment_mode = "block-device"\nmount_options {}',
    good=_GOOD_CSI,
    place="group",
)
def block_mount_options(volume: Item, context: Context) -> Iterator[Finding]:
    """A block device has no mount_options: no file system is mounted."""
    block = volume["Type"] == "csi" and volume["AttachmentMode"] == "block-device"
    if block and volume["MountOptions"] is not None:
        yield volume.finding(
            f"{_volume(volume)} is a block device with mount_options",
            'Remove the block, or attach it as "file-system".',
            "MountOptions",
        )


@rule("NJ6109", "volume-csi-access-missing", "volume", bad=_CSI % _ATTACHED, good=_GOOD_CSI, place="group")
def access_missing(volume: Item, context: Context) -> Iterator[Finding]:
    """A CSI volume has an access_mode."""
    if volume["Type"] == "csi" and not volume["AccessMode"]:
        yield volume.finding(
            f"{_volume(volume)} has no access_mode",
            'For example "single-node-writer" or "multi-node-multi-writer".',
            "AccessMode",
        )


def _shared(volume: Item, mode: str, who: str) -> Iterator[Finding]:
    count = volume.group["Count"]
    if volume["Type"] == "csi" and volume["AccessMode"] == mode and count > 1 and not volume["PerAlloc"]:
        yield volume.finding(
            f"{_volume(volume)} allows one {who}, and the group has count {count}",
            f"access_mode {quoted(mode)}: set `per_alloc` for a volume each, or choose a mode for many.",
            "AccessMode",
        )


def _many(mode: str, more: str = "") -> str:
    return "count = 2\n" + _CSI % (_ATTACHED + f'access_mode = "{mode}"\n{more}')


@rule(
    "NJ6110",
    "volume-csi-one-reader",
    "volume",
    bad=_many("single-node-reader-only", "read_only = true"),
    good=_GOOD_CSI,
    place="group",
)
def one_reader(volume: Item, context: Context) -> Iterator[Finding]:
    """A volume for one reader is not mounted by several allocations."""
    yield from _shared(volume, "single-node-reader-only", "reader")


@rule(
    "NJ6111", "volume-csi-one-reader-writer", "volume", bad=_many("single-node-writer"), good=_GOOD_CSI, place="group"
)
def one_reader_or_writer(volume: Item, context: Context) -> Iterator[Finding]:
    """A volume for one node's writer is not mounted by several allocations, not even read_only."""
    yield from _shared(volume, "single-node-writer", "reader or writer")


@rule(
    "NJ6112",
    "volume-csi-one-writer",
    "volume",
    bad=_many("multi-node-single-writer"),
    good=_many("multi-node-single-writer", "read_only = true"),
    place="group",
)
def one_writer(volume: Item, context: Context) -> Iterator[Finding]:
    """A volume for one writer is mounted by several allocations only read_only."""
    if not volume["ReadOnly"]:
        yield from _shared(volume, "multi-node-single-writer", "writer")
