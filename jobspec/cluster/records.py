"""The smaller objects of a state: deployments, node pools, volumes, the scheduler's configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jobspec.cluster.times import nanoseconds


class DeploymentGroup(NamedTuple):
    """How far a deployment got with one group."""

    auto_revert: bool
    auto_promote: bool
    progress_deadline: int
    promoted: bool
    placed_canaries: tuple[str, ...]
    desired_canaries: int
    desired_total: int
    placed: int
    healthy: int
    unhealthy: int


class Deployment:
    """A roll-out of one version of a job. `raw` is the API's JSON."""

    __slots__ = ("groups", "id", "job_id", "job_version", "namespace", "raw", "status")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.id: str = raw["ID"]
        self.namespace: str = raw.get("Namespace") or "default"
        self.job_id: str = raw.get("JobID") or ""
        self.job_version: int = raw.get("JobVersion") or 0
        self.status: str = raw.get("Status") or ""
        groups: Mapping[str, Mapping[str, Any]] = raw.get("TaskGroups") or {}
        self.groups: dict[str, DeploymentGroup] = {name: _deployment_group(group) for name, group in groups.items()}

    def __repr__(self) -> str:
        return f"<Deployment {self.id[:8]} of {self.job_id}, {self.status}>"

    @property
    def active(self) -> bool:
        """Whether it still goes on: running, paused, blocked, unblocking, initializing or pending."""
        return self.status in ("running", "paused", "blocked", "unblocking", "initializing", "pending")

    @property
    def create_index(self) -> int:
        """The state's index at its creation."""
        return self.raw.get("CreateIndex") or 0

    @property
    def job_create_index(self) -> int:
        """The `CreateIndex` of its job."""
        return self.raw.get("JobCreateIndex") or 0

    @property
    def job_modify_index(self) -> int:
        """The `JobModifyIndex` of its version of the job."""
        return self.raw.get("JobSpecModifyIndex") or self.raw.get("JobModifyIndex") or 0

    @property
    def needs_promotion(self) -> bool:
        """Whether a group has canaries that are not promoted."""
        return any(group.desired_canaries > 0 and not group.promoted for group in self.groups.values())

    @property
    def auto_promotes(self) -> bool:
        """Whether every group with canaries promotes them by itself."""
        with_canaries = [group for group in self.groups.values() if group.desired_canaries > 0]
        return bool(with_canaries) and all(group.auto_promote for group in with_canaries)


def _deployment_group(raw: Mapping[str, Any]) -> DeploymentGroup:
    return DeploymentGroup(
        bool(raw.get("AutoRevert")),
        bool(raw.get("AutoPromote")),
        raw.get("ProgressDeadline") or 0,
        bool(raw.get("Promoted")),
        tuple(raw.get("PlacedCanaries") or ()),
        raw.get("DesiredCanaries") or 0,
        raw.get("DesiredTotal") or 0,
        raw.get("PlacedAllocs") or 0,
        raw.get("HealthyAllocs") or 0,
        raw.get("UnhealthyAllocs") or 0,
    )


class HostVolume(NamedTuple):
    """A dynamic host volume."""

    id: str
    name: str
    namespace: str
    node_id: str
    state: str
    capabilities: tuple[tuple[str, str], ...]
    """Pairs of access mode and attachment mode that it offers."""

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> HostVolume:
        """The volume that the API's JSON describes."""
        offers = raw.get("RequestedCapabilities") or ()
        return cls(
            raw["ID"],
            raw.get("Name") or "",
            raw.get("Namespace") or "default",
            raw.get("NodeID") or "",
            raw.get("State") or "",
            tuple((offer.get("AccessMode") or "", offer.get("AttachmentMode") or "") for offer in offers),
        )


class VolumeClaim(NamedTuple):
    """A group's claim on the dynamic host volume that one of its allocations uses, which asked for it to be sticky."""

    namespace: str
    job_id: str
    group: str
    alloc_id: str
    volume_id: str

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> VolumeClaim:
        """The claim that the API's JSON describes."""
        return cls(
            raw.get("Namespace") or "default",
            raw.get("JobID") or "",
            raw.get("TaskGroupName") or "",
            raw.get("AllocID") or "",
            raw.get("VolumeID") or "",
        )


class CSIVolume(NamedTuple):
    """A CSI volume, registered or created."""

    id: str
    plugin: str
    schedulable: bool
    """Whether its plugin is healthy somewhere: on a node, and on a controller if it needs one."""
    exhausted: bool
    """Whether a node or the storage behind it once said that it takes no more claims."""
    access: str
    """The mode it is claimed in; empty if nobody claims it."""
    offers: frozenset[str]
    """The access modes it was made for."""
    writers: tuple[str, ...]
    """IDs of the allocations that hold a claim to write."""
    topologies: tuple[Mapping[str, str], ...]
    """The segments from which it can be reached; none if from everywhere."""

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> CSIVolume:
        """The volume that the API's JSON describes."""
        return cls(
            raw["ID"],
            raw.get("PluginID") or "",
            bool(raw.get("Schedulable")),
            nanoseconds(raw.get("ResourceExhausted") or "") is not None,
            raw.get("AccessMode") or "",
            frozenset(offer.get("AccessMode") or "" for offer in raw.get("RequestedCapabilities") or ()),
            tuple(raw.get("WriteAllocs") or ()),
            tuple((one or {}).get("Segments") or {} for one in raw.get("Topologies") or ()),
        )


class NodePool(NamedTuple):
    """A node pool; what it does not say of scheduling is None."""

    name: str
    algorithm: str | None = None
    memory_oversubscription: bool | None = None

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any]) -> NodePool:
        """The pool that the API's JSON describes."""
        config = raw.get("SchedulerConfiguration") or {}
        return cls(raw["Name"], config.get("SchedulerAlgorithm") or None, config.get("MemoryOversubscriptionEnabled"))


class SchedulerConfig(NamedTuple):
    """The cluster's scheduler configuration, with the reference's defaults."""

    algorithm: str = "binpack"
    memory_oversubscription: bool = False
    node_limit: int = 0
    preempt_system: bool = True
    preempt_sysbatch: bool = False
    preempt_batch: bool = False
    preempt_service: bool = False

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any] | None) -> SchedulerConfig:
        """The configuration that the API's JSON describes; None is the default one."""
        if not raw:
            return cls()
        preemption = raw.get("PreemptionConfig") or {}
        return cls(
            raw.get("SchedulerAlgorithm") or "binpack",
            bool(raw.get("MemoryOversubscriptionEnabled")),
            raw.get("NodeLimitForFeasibilityChecks") or 0,
            bool(preemption.get("SystemSchedulerEnabled")),
            bool(preemption.get("SysBatchSchedulerEnabled")),
            bool(preemption.get("BatchSchedulerEnabled")),
            bool(preemption.get("ServiceSchedulerEnabled")),
        )

    def preempts(self, job_type: str) -> bool:
        """Whether jobs of a type may evict others."""
        return bool(getattr(self, f"preempt_{job_type}", False))

    def within(self, pool: NodePool | None) -> SchedulerConfig:
        """The configuration as a pool overrides it."""
        if pool is None:
            return self
        memory = pool.memory_oversubscription
        return self._replace(
            algorithm=pool.algorithm or self.algorithm,
            memory_oversubscription=self.memory_oversubscription if memory is None else bool(memory),
        )
