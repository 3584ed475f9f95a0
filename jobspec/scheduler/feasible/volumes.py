"""What volumes a group asks for, and whether a node has the host volumes among them, static and dynamic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from jobspec.cluster import Alloc, ClusterState, Node
from jobspec.cluster.records import HostVolume

READER: Final = "single-node-reader-only"
WRITER: Final = "single-node-writer"
SINGLE_WRITER: Final = "single-node-single-writer"
FILE_SYSTEM: Final = "file-system"


Proposed = Callable[[], Iterable[Alloc]]
"""The allocations that a node would hold, worked out only when asked for."""


class VolumeWish(NamedTuple):
    """One volume that a group asks for."""

    source: str
    kind: str
    read_only: bool
    sticky: bool
    access: str
    attachment: str

    @classmethod
    def of(cls, raw: Mapping[str, Any], alloc_name: str) -> VolumeWish:
        """A volume request as the job's JSON has it; one per allocation carries the allocation's number."""
        source = raw.get("Source") or ""
        if raw.get("PerAlloc"):
            source += suffix_of(alloc_name)
        read_only = bool(raw.get("ReadOnly"))
        return cls(
            source,
            raw.get("Type") or "",
            read_only,
            bool(raw.get("Sticky")),
            raw.get("AccessMode") or (READER if read_only else WRITER),
            raw.get("AttachmentMode") or FILE_SYSTEM,
        )


def suffix_of(alloc_name: str) -> str:
    """The bracketed number at the end of an allocation's name.

    >>> suffix_of("web.app[2]")
    '[2]'
    """
    start = alloc_name.rfind("[")
    return alloc_name[start:] if start >= 0 else ""


def wishes(volumes: Mapping[str, Any] | None, alloc_name: str, kind: str) -> tuple[VolumeWish, ...]:
    """The volumes of one kind that a group asks for."""
    found = (VolumeWish.of(raw, alloc_name) for _, raw in sorted((volumes or {}).items()))
    return tuple(wish for wish in found if wish.kind == kind)


def has_host_volumes(
    node: Node,
    wanted: Iterable[VolumeWish],
    state: ClusterState,
    namespace: str,
    proposed: Proposed,
) -> bool:
    """Whether a node can serve all wishes beside the allocations proposed for it."""
    return all(_serves(node, wish, state, namespace, proposed) for wish in wanted)


def _serves(node: Node, wish: VolumeWish, state: ClusterState, namespace: str, proposed: Proposed) -> bool:
    offered = node.host_volumes.get(wish.source)
    if offered is None:
        return False
    if not offered.get("ID"):
        return not wish.sticky and (wish.read_only or not offered.get("ReadOnly"))
    volume = state.host_volumes.get(offered["ID"])
    if volume is None or volume.namespace != namespace:
        return False
    return _available(volume, wish, state, proposed)


def _available(volume: HostVolume, wish: VolumeWish, state: ClusterState, proposed: Proposed) -> bool:
    if volume.state != "ready" or (wish.access, wish.attachment) not in volume.capabilities:
        return False
    if wish.access == READER:
        return wish.read_only
    if wish.access == WRITER:
        return not wish.read_only
    if wish.access == SINGLE_WRITER:
        return not any(_writes(alloc, volume, state) for alloc in proposed())
    return True


def _writes(alloc: Alloc, volume: HostVolume, state: ClusterState) -> bool:
    # Judged by the job's current version: what an unknown job or group does with the volume cannot be known.
    job = state.job(alloc.namespace, alloc.job_id)
    group = next((one for one in (job or {}).get("TaskGroups") or () if one["Name"] == alloc.group), None)
    if group is None:
        return True
    held = wishes(group.get("Volumes"), alloc.name, "host")
    return any(wish.source == volume.name and not wish.read_only for wish in held)
