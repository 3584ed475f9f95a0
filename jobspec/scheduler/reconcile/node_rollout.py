"""The deployment of a system job: how it is begun node by node, and what becomes of it once nodes were found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jobspec import wire
from jobspec.cluster import Deployment, DeploymentGroup, Node
from jobspec.scheduler.reconcile.deployments import (
    HELD,
    canarying,
    existing,
    first_state,
    of_version,
    planned,
    running_description,
    settled,
)
from jobspec.scheduler.reconcile.types import NEW_DEPLOYMENT, DeploymentUpdate, PlannedDeployment, Tree

OLDEST_VERSION = (1, 11, 0)
"""Clients before this one do not report what deployments of system jobs need."""

_VERSION = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-)?")


def hosts_can_deploy(nodes: Iterable[Node]) -> bool:
    """Whether no node is too old for deployments of system jobs."""
    return not any(_too_old(node.attributes.get("nomad.version") or "") for node in nodes)


def _too_old(version: str) -> bool:
    match = _VERSION.match(version)
    if match is None:
        return False
    numbers = tuple(int(part or 0) for part in match.groups()[:3])
    return numbers < OLDEST_VERSION or (numbers == OLDEST_VERSION and match[4] is not None)


class NodeRollout:
    """A system job's deployment, as nodes are gone through and after.

    `going_on` is the deployment that this version continues; `begun` says that this plan makes a new one. The latest
    deployment is written again with every plan, whatever became of it.
    """

    def __init__(self, job: Tree, latest: Deployment | None) -> None:
        self.job = job
        self.latest = latest
        self.going_on = latest
        self.begun = False
        self.old: Deployment | None = None
        self.updates: list[DeploymentUpdate] = []
        self.states: dict[str, DeploymentGroup | None] = dict(latest.groups) if latest else {}
        self.has_same_version = False
        """Whether a live allocation of this very version was seen."""
        self._new: dict[str, DeploymentGroup] = {}

    def begin_node(self) -> None:
        """Cancel what is not to go on. The reference looks at this on every node anew."""
        deployment = self.going_on
        if deployment is None:
            return
        if self.job.get("Stop"):
            self._cancel(deployment, wire.DEPLOYMENT_STOPPED_JOB)
        elif deployment.active and not of_version(deployment, self.job):
            self._cancel(deployment, wire.DEPLOYMENT_NEWER_JOB)
            self.old, self.going_on = deployment, None
        elif deployment.status == "successful":
            self.old, self.going_on = deployment, None

    def _cancel(self, deployment: Deployment, description: str) -> None:
        if deployment.active:
            self.updates.append(DeploymentUpdate(deployment.id, "cancelled", description))

    def lacks(self, group: str) -> bool:
        """Whether the group is in no deployment yet, and one could take it."""
        if self.going_on is not None:
            known = group in self.going_on.groups or group in self._new
            return not known and self.going_on.status not in (*HELD, "failed")
        return group not in self._new

    def may_have_canaries(self, group: str) -> bool:
        """Whether updates of the group begin with canaries: it is not promoted yet."""
        if self.going_on is not None:
            state = self.going_on.groups.get(group) or self._new.get(group)
            return state is not None and not state.promoted
        # With a deployment begun on an earlier node, only groups that it has.
        return not self.begun or group in self._new

    def consider(self, group: Tree, *, updating: bool, same_version: tuple[bool, bool]) -> None:
        """Take a group into the deployment: on its first run on a node, or if something is updated there."""
        if self.old is not None and self.old.job_version == (self.job.get("Version") or 0):
            return
        has, had = same_version
        self.has_same_version = self.has_same_version or has
        if (has or had) and not updating:
            return
        if self.going_on is None and not self.begun:
            self.begun = True
            self.updates.append(DeploymentUpdate(NEW_DEPLOYMENT, "running", wire.DEPLOYMENT_RUNNING))
        self._new[group["Name"]] = first_state(group)

    def settle(self, hosts_can_deploy: bool) -> None:
        """End of the nodes: without a deployment before, running allocations or old clients prevent a new one."""
        if self.latest is None and (self.has_same_version or not hosts_can_deploy):
            self.begun, self.going_on = False, None
            self._new = {}
        if self.begun:
            self.states = dict(self._new)
        elif self.going_on is not None:
            self.states |= self._new

    @property
    def id(self) -> str:
        """ID of the deployment that is written with the plan; empty if there is none."""
        return NEW_DEPLOYMENT if self.begun else self.latest.id if self.latest else ""

    @property
    def status(self) -> str:
        """Its status; empty if there is none."""
        return "running" if self.begun else self.latest.status if self.latest else ""

    @property
    def active(self) -> bool:
        """Whether placements belong to it."""
        return self.begun or (self.latest is not None and self.latest.active)

    def finish(self, complete: bool) -> tuple[PlannedDeployment | None, list[DeploymentUpdate]]:
        """The deployment that the plan writes, and the changes of status, once all groups have their totals."""
        states = {name: state for name, state in self.states.items() if state is not None}
        if not self.id or not states:
            return None, []
        written = planned(self.job, states) if self.begun else existing(self._of_before(), states)
        if self.status == "running" and any(canarying(state) for state in states.values()):
            return written._replace(description=running_description(states.values())), self.updates
        return written, [*self.updates, *settled(self.id, self.status, complete)]

    def _of_before(self) -> Deployment:
        if self.latest is None:
            raise ValueError("there is no deployment of before")
        return self.latest
