"""Whether a node can serve the CSI volumes that a group asks for: plugins, claims, and where volumes can be reached.

What the plan itself places takes no claim: so it is in the reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from jobspec.cluster import Alloc, ClusterState, Node
from jobspec.cluster.records import CSIVolume
from jobspec.scheduler.feasible.volumes import VolumeWish

ONE_WRITER: Final = frozenset({"single-node-writer", "multi-node-single-writer"})
MANY_WRITERS: Final = "multi-node-multi-writer"
WRITING: Final = ONE_WRITER | {MANY_WRITERS}


class VolumesInUse:
    """How many volumes each plugin of a node has in use, by the allocations in the state."""

    def __init__(self, state: ClusterState) -> None:
        self.state = state
        self._known: dict[str, Counter[str]] = {}

    def on(self, node: Node) -> Counter[str]:
        """The numbers of a node, by plugin.

        Volumes are known by the sources that the jobs name, so those of `per_alloc` requests are not found; after one
        that is not found the reference counts no further.
        """
        known = self._known.get(node.id)
        if known is None:
            known = self._known[node.id] = self._count(node)
        return known

    def _count(self, node: Node) -> Counter[str]:
        sources: dict[str, str] = {}
        for alloc in sorted(self.state.allocs_on(node.id), key=lambda one: one.id):
            if alloc.desired_status == "run" or alloc.client_status == "running":
                sources.update(dict.fromkeys(self._sources(alloc), alloc.namespace))
        found: Counter[str] = Counter()
        for source, namespace in sources.items():
            volume = self.state.csi_volumes.get((namespace, source))
            if volume is None:
                break
            found[volume.plugin] += 1
        return found

    def _sources(self, alloc: Alloc) -> list[str]:
        volumes: Mapping[str, Any] = (self.state.group_of(alloc) or {}).get("Volumes") or {}
        return [raw.get("Source") or "" for _, raw in sorted(volumes.items()) if raw.get("Type") == "csi"]


class CSICheck:
    """The CSI volumes that a group of one job asks for, and what of them the state has."""

    def __init__(self, in_use: VolumesInUse, namespace: str, job_id: str, wanted: Iterable[VolumeWish]) -> None:
        self._in_use = in_use
        self._state = state = in_use.state
        self._namespace = namespace
        self._job_id = job_id
        wishes = [(wish, state.csi_volumes.get((namespace, wish.source))) for wish in wanted]
        self._found = [(wish, volume) for wish, volume in wishes if volume is not None]
        self._missing = [wish.source for wish, volume in wishes if volume is None]

    @property
    def missing(self) -> list[str]:
        """What a blocked evaluation names of the volumes that are not there."""
        return [f"csi-volume:{self._namespace}:{source}" for source in self._missing]

    def problem(self, node: Node) -> str | None:
        """Why a node cannot serve the volumes, as a metric key; None if it can."""
        if self._missing:
            return f"missing CSI volume(s) {', '.join(self._missing)}"
        in_use = self._in_use.on(node)
        problems = (
            _plugin_problem(node, volume, in_use[volume.plugin]) or self._claim_problem(volume, wish)
            for wish, volume in self._found
        )
        return next((problem for problem in problems if problem is not None), None)

    def _claim_problem(self, volume: CSIVolume, wish: VolumeWish) -> str | None:
        open_to_claims = volume.schedulable and not volume.exhausted
        if wish.read_only:
            if open_to_claims:
                return None
            return f"CSI volume {volume.id} is unschedulable or has exhausted its available reader claims"
        if not (open_to_claims and _writable(volume)):
            return f"CSI volume {volume.id} is unschedulable or is read-only"
        holders = volume.writers if volume.access in ONE_WRITER else ()
        return next((problem for id in holders if (problem := self._holder_problem(volume, id)) is not None), None)

    def _holder_problem(self, volume: CSIVolume, holder: str) -> str | None:
        alloc = self._state.allocs.get(holder)
        exhausted = f"CSI volume {volume.id} has exhausted its available writer claims"
        if alloc is None:
            return (
                f"{exhausted} and is claimed by a garbage collected allocation {holder}; "
                "waiting for claim to be released"
            )
        return None if (alloc.namespace, alloc.job_id) == (self._namespace, self._job_id) else exhausted


def _writable(volume: CSIVolume) -> bool:
    """Whether it takes writers: by the mode it is claimed in, else by those it was made for."""
    return volume.access in WRITING if volume.access else bool(volume.offers & WRITING)


def _plugin_problem(node: Node, volume: CSIVolume, in_use: int) -> str | None:
    plugin = node.csi_plugins.get(volume.plugin)
    if plugin is None:
        return f"CSI plugin {volume.plugin} is missing from client {node.id}"
    if not plugin.get("Healthy"):
        return f"CSI plugin {volume.plugin} is unhealthy on client {node.id}"
    info: Mapping[str, Any] = plugin.get("NodeInfo") or {}
    if in_use >= (info.get("MaxVolumes") or 0):
        return f"CSI plugin {volume.plugin} has the maximum number of volumes on client {node.id}"
    if volume.topologies and not _reaches(info.get("AccessibleTopology"), volume.topologies):
        return "did not meet topology requirement"
    return None


def _reaches(topology: Mapping[str, Any] | None, wanted: Iterable[Mapping[str, str]]) -> bool:
    """Whether a node with a topology lies in one of those wanted."""
    if topology is None:
        return False
    segments = topology.get("Segments") or {}
    return any(segments.items() >= one.items() for one in wanted)
