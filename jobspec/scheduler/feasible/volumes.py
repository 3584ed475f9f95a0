"""What volumes a group asks for, and whether a node has the host volumes among them, static and dynamic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jobspec.cluster import Alloc, Node
from jobspec.cluster.records import HostVolume, VolumeClaim

if TYPE_CHECKING:
    from jobspec.scheduler.draft import Draft

READER: Final = "single-node-reader-only"
WRITER: Final = "single-node-writer"
SINGLE_WRITER: Final = "single-node-single-writer"
FILE_SYSTEM: Final = "file-system"


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


class HostVolumeCheck:
    """The host volumes that a group of one job asks for, for one allocation."""

    def __init__(self, draft: Draft, planned: Mapping[str, Any], wanted: Sequence[VolumeWish]) -> None:
        self._draft = draft
        self._planned = planned
        self._namespace = namespace = planned.get("Namespace") or "default"
        self._wanted = wanted
        sticky = any(wish.sticky for wish in wanted)
        claims = draft.state.volume_claims_of(namespace, planned["ID"]) if sticky else []
        self._unmet = [claim for claim in claims if self._is_unmet(claim)]

    def serves(self, node: Node) -> bool:
        """Whether a node can serve all wishes beside the allocations proposed for it."""
        return all(self._serves(node, wish) for wish in self._wanted)

    def _serves(self, node: Node, wish: VolumeWish) -> bool:
        state = self._draft.state
        offered = node.host_volumes.get(wish.source)
        if offered is None:
            return False
        if not offered.get("ID"):
            return not wish.sticky and (wish.read_only or not offered.get("ReadOnly"))
        volume = state.host_volumes.get(offered["ID"])
        if volume is None or volume.namespace != self._namespace:
            return False
        if not self._available(volume, wish, node):
            return False
        return not wish.sticky or self._may_stick(volume)

    def _available(self, volume: HostVolume, wish: VolumeWish, node: Node) -> bool:
        if volume.state != "ready" or (wish.access, wish.attachment) not in volume.capabilities:
            return False
        if wish.access == READER:
            return wish.read_only
        if wish.access == WRITER:
            return not wish.read_only
        if wish.access == SINGLE_WRITER:
            return not any(self._writes(alloc, volume) for alloc in self._draft.ledger(node).allocs)
        return True

    def _writes(self, alloc: Alloc, volume: HostVolume) -> bool:
        # Judged by the job's current version: what an unknown job or group does with the volume cannot be known.
        own = (alloc.namespace, alloc.job_id) == (self._namespace, self._planned["ID"])
        job = self._planned if own else self._draft.state.job(alloc.namespace, alloc.job_id)
        group = next((one for one in (job or {}).get("TaskGroups") or () if one["Name"] == alloc.group), None)
        if group is None:
            return True
        held = wishes(group.get("Volumes"), alloc.name, "host")
        return any(wish.source == volume.name and not wish.read_only for wish in held)

    def _may_stick(self, volume: HostVolume) -> bool:
        """Sticky requests go to the volumes that the job has claimed, until all of these are in use again."""
        if not self._unmet:
            return True
        left = [claim for claim in self._unmet if claim.volume_id != volume.id]
        claimed = len(left) < len(self._unmet)
        # Met as soon as its node was looked at, whether or not it is chosen: so it is in the reference.
        self._unmet = left
        return claimed

    def _is_unmet(self, claim: VolumeClaim) -> bool:
        state = self._draft.state
        holder, volume = state.allocs.get(claim.alloc_id), state.host_volumes.get(claim.volume_id)
        if holder is None or volume is None or volume.namespace != self._namespace:
            return False
        node = state.nodes.get(volume.node_id)
        proposed = () if node is None else self._draft.ledger(node).allocs
        return not any(_meets(alloc, claim, holder.node_id) for alloc in proposed)


def _meets(alloc: Alloc, claim: VolumeClaim, node_id: str) -> bool:
    """Whether an allocation uses what was claimed: the one that claimed it, or another of its group there."""
    if alloc.terminal:
        return False
    of_group = (alloc.namespace, alloc.job_id, alloc.group) == (claim.namespace, claim.job_id, claim.group)
    return alloc.id == claim.alloc_id or (of_group and alloc.node_id == node_id)
