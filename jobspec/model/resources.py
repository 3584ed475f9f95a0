"""What a task needs of a node."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.constraint import Affinity, Constraint
from jobspec.model.marks import Block, Int, UInt, argument, block_label, nested
from jobspec.model.network import NetworkResource


class RequestedDevice(Block):
    """Devices of one kind that a task needs."""

    name: Annotated[str, block_label()] = ""
    """Kind of the device: type, vendor/type or vendor/type/model."""

    count: Annotated[UInt | None, argument(canonical=1)] = None
    """How many of them."""

    constraints: Annotated[list[Constraint] | None, nested(diff="never")] = None
    """Conditions that the devices must meet."""

    affinities: Annotated[list[Affinity] | None, nested(diff="never")] = None
    """Devices that are preferred."""


class NUMAResource(Block):
    """How cores and devices lie on the node's sockets."""

    affinity: Annotated[str, argument(canonical="none")] = ""
    """How strictly: `none`, `prefer` or `require`."""

    devices: Annotated[list[str] | None, argument(diff="never")] = None
    """Devices that must lie beside the cores."""


class Resources(Block):
    """What a task needs of a node."""

    cpu: Int | None = None
    """CPU in MHz."""

    cores: Int | None = None
    """Whole cores reserved for the task; instead of `cpu`."""

    memory_mb: Annotated[Int | None, argument("memory", canonical=300)] = None
    """Memory in MB."""

    memory_max_mb: Annotated[Int | None, argument("memory_max")] = None
    """Memory in MB that may be used if the node has it free."""

    disk_mb: Annotated[Int | None, argument("disk")] = None
    """Deprecated: the group's `ephemeral_disk` replaced it."""

    networks: list[NetworkResource] | None = None
    """Deprecated: the group's `network` replaced it."""

    devices: list[RequestedDevice] | None = None
    """Devices such as GPUs."""

    numa: NUMAResource | None = None
    """How cores and devices lie on the node's sockets."""

    secrets_mb: Annotated[Int | None, argument("secrets")] = None
    """Size in MB of the folder for secrets."""

    iops: Int | None = None
    """Deprecated: not used any more."""
