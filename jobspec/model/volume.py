"""Volumes of a group, and where tasks mount them."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, argument, block_label


class CSIMountOptions(Block):
    """Options of a volume's mount."""

    fs_type: str = ""
    """File system."""

    mount_flags: list[str] | None = None
    """Flags of the mount."""


class VolumeRequest(Block):
    """A volume that the tasks of a group may mount."""

    name: Annotated[str, block_label()] = ""
    """Name by which tasks refer to it."""

    type: str = ""
    """Kind: `host` or `csi`."""

    source: str = ""
    """Name or ID of the volume on node or server."""

    read_only: bool = False
    """Whether it is only read."""

    sticky: bool = False
    """Whether an allocation keeps its volume when it is replaced."""

    access_mode: str = ""
    """How many nodes may read or write it."""

    attachment_mode: str = ""
    """`file-system` or `block-device`."""

    mount_options: CSIMountOptions | None = None
    """Options of the mount."""

    per_alloc: bool = False
    """Whether each allocation has its own, by its index."""


class VolumeMount(Block):
    """A volume of the group, mounted into a task."""

    volume: str | None = None
    """Name of the volume."""

    destination: str | None = None
    """Path inside the task."""

    read_only: Annotated[bool | None, argument(canonical=False)] = None
    """Whether it is only read."""

    propagation_mode: Annotated[str | None, argument(canonical="private")] = None
    """How mounts inside it show outside."""

    selinux_label: Annotated[str | None, argument(canonical="")] = None
    """SELinux label of the mount."""
