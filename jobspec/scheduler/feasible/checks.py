"""The checks of a node, in the reference's order, with the metric key that each writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from jobspec.cluster import Node
from jobspec.scheduler.devices import could_have_devices
from jobspec.scheduler.feasible.classes import CLASS_INELIGIBLE, ClassMemory
from jobspec.scheduler.feasible.constraints import first_broken
from jobspec.scheduler.feasible.csi import CSICheck, VolumesInUse
from jobspec.scheduler.feasible.distinct import DistinctProperty, distinct_properties, shares_host
from jobspec.scheduler.feasible.drivers import has_drivers
from jobspec.scheduler.feasible.networks import NetworkWish, network_problem
from jobspec.scheduler.feasible.volumes import HostVolumeCheck, wishes

if TYPE_CHECKING:
    from jobspec.scheduler.ask import GroupAsk, JobAsk
    from jobspec.scheduler.draft import Draft

Check = Callable[[Node, "GroupAsk"], str | None]


class Feasibility:
    """Judges nodes for the groups of one job, remembering classes as it goes."""

    def __init__(self, draft: Draft, memory: ClassMemory, *, single_hosts: bool) -> None:
        self._draft = draft
        self.memory = memory
        self._single_hosts = single_hosts
        self._network = NetworkWish()
        self._job_properties: list[DistinctProperty] = []
        self._group_properties: dict[str, list[DistinctProperty]] = {}
        self._planned: Mapping[str, Any] | None = None
        """The job that is set first: the others are older versions of it."""
        self._host_volumes: HostVolumeCheck | None = None
        self._csi: CSICheck | None = None
        self._csi_in_use = VolumesInUse(draft.state)
        self.class_tells_all = False
        """Whether nothing is asked of a node but what is remembered of its class, or never changes on it."""

    def set_job(self, job: JobAsk) -> None:
        """Turns to a job, or to another version of it."""
        self._job = job
        if self._planned is None:
            self._planned = job.raw
        self.memory.escaped_job = job.escapes
        self.memory.escaped_groups.update(job.escaped_groups)
        self._job_properties += distinct_properties(self._draft, job.raw.get("Constraints"))

    def set_group(self, group: GroupAsk, alloc_name: str) -> None:
        """Turns to a group, for an allocation of some name."""
        for use in self._job_properties + [one for many in self._group_properties.values() for one in many]:
            use.use.refresh()
        if group.name not in self._group_properties:
            self._group_properties[group.name] = distinct_properties(
                self._draft, group.raw.get("Constraints"), group.name
            )
        if group.network is not None:
            # A group without a network is judged by the last one that had one: so it is in the reference.
            self._network = group.network_wish
        host = wishes(group.raw.get("Volumes"), alloc_name, "host")
        self._host_volumes = HostVolumeCheck(self._draft, self._planned or {}, host) if host else None
        csi = wishes(group.raw.get("Volumes"), alloc_name, "csi")
        self._csi = CSICheck(self._csi_in_use, self._job.namespace, self._job.id, csi) if csi else None
        distinct = self._single_hosts and (self._job.distinct_hosts or group.distinct_hosts)
        self.class_tells_all = self.local(group) and not distinct

    def local(self, group: GroupAsk) -> bool:
        """Whether what is found of a node depends on that node alone, and not on the allocation's name."""
        properties = self._job_properties or self._group_properties[group.name]
        return not (properties or self._host_volumes or self._csi)

    def problem(self, node: Node, group: GroupAsk) -> str | None:
        """Why a node cannot run the group, as a metric key; None if it can."""
        found = self._of_class(node, group)
        if found is not None or self.class_tells_all:
            return found
        return self._unremembered(node, group) or self._hosts(node, group) or self._properties(node, group)

    def still_good(self, node: Node, group: GroupAsk) -> bool:
        """Whether a node that could run the group before still can: only its class may have been judged anew."""
        memory, node_class = self.memory, node.computed_class
        bad = memory.job_verdict(node_class) is False or memory.group_verdict(group.name, node_class) is False
        return self.class_tells_all and not bad

    def _of_class(self, node: Node, group: GroupAsk) -> str | None:
        memory, node_class = self.memory, node.computed_class
        known = memory.job_verdict(node_class)
        if known is False:
            return CLASS_INELIGIBLE
        if self._job.constraints and (broken := first_broken(self._job.constraints, node)):
            memory.judge_job(node_class, False)
            return broken.words
        if known is None:
            memory.judge_job(node_class, True)
        group_known = memory.group_verdict(group.name, node_class)
        if group_known is False:
            return CLASS_INELIGIBLE
        if group_known:
            return None
        problem = self._group_problem(node, group)
        memory.judge_group(group.name, node_class, problem is None)
        return problem

    def _group_problem(self, node: Node, group: GroupAsk) -> str | None:
        if not has_drivers(node, group.drivers):
            return "missing drivers"
        if broken := first_broken(group.constraints, node):
            return broken.words
        if group.devices and not could_have_devices(node, group.devices):
            return "missing devices"
        if problem := network_problem(node, self._network):
            return problem
        if any(f"plugins.secrets.{provider}.version" not in node.attributes for provider in group.secrets):
            return "missing secrets provider"
        return None

    def _unremembered(self, node: Node, group: GroupAsk) -> str | None:
        if self._host_volumes is not None and not self._host_volumes.serves(node):
            return "missing compatible host volumes"
        if self._csi is None:
            return None
        self.memory.missing.update(self._csi.missing)
        return self._csi.problem(node)

    def _hosts(self, node: Node, group: GroupAsk) -> str | None:
        if not self._single_hosts or not (self._job.distinct_hosts or group.distinct_hosts):
            return None
        only = None if self._job.distinct_hosts else group.name
        allocs = self._draft.ledger(node).allocs
        return "distinct_hosts" if shares_host(allocs, self._job.namespace, self._job.id, only) else None

    def _properties(self, node: Node, group: GroupAsk) -> str | None:
        for asked in (*self._job_properties, *self._group_properties[group.name]):
            if problem := asked.problem(node):
                return problem
        return None
