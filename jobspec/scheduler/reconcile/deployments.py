"""Deployments of a job: which one is current, when one begins, when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from jobspec import wire
from jobspec.cluster import Deployment, DeploymentGroup
from jobspec.scheduler.reconcile.types import NEW_DEPLOYMENT, DeploymentUpdate, PlannedDeployment, Tree

UNSTARTED = DeploymentGroup(False, False, 0, False, (), 0, 0, 0, 0, 0)
"""A group of which a deployment knows nothing yet."""

HELD = ("paused", "pending", "initializing")
"""Statuses in which nothing new is placed."""


class Current(NamedTuple):
    """The deployment that goes on with this version of the job, and the one that does not."""

    going_on: Deployment | None
    old: Deployment | None
    updates: tuple[DeploymentUpdate, ...]

    @property
    def held(self) -> bool:
        """Whether it is paused or waits for its turn."""
        return self.going_on is not None and self.going_on.status in HELD

    @property
    def failed(self) -> bool:
        """Whether it failed."""
        return self.going_on is not None and self.going_on.status == "failed"

    @property
    def stands_still(self) -> bool:
        """Whether nothing new is placed for it."""
        return self.held or self.failed


def current_deployment(job: Tree, latest: Deployment | None) -> Current:
    """What the latest deployment means to the planned job. One of another version or of a stopped job is cancelled."""
    if latest is None:
        return Current(None, None, ())
    if job.get("Stop"):
        return Current(None, latest, _cancel(latest, wire.DEPLOYMENT_STOPPED_JOB))
    if not of_version(latest, job):
        return Current(None, latest, _cancel(latest, wire.DEPLOYMENT_NEWER_JOB))
    if latest.status == "successful":
        return Current(None, latest, ())
    return Current(latest, None, ())


def of_version(deployment: Deployment, job: Tree) -> bool:
    """Whether a deployment rolls out this very version of the job."""
    age = (deployment.job_create_index, deployment.job_version)
    return age == (job.get("CreateIndex") or 0, job.get("Version") or 0)


def _cancel(deployment: Deployment, description: str) -> tuple[DeploymentUpdate, ...]:
    return (DeploymentUpdate(deployment.id, "cancelled", description),) if deployment.active else ()


def strategy(group: Tree) -> Tree | None:
    """A group's update strategy; None if it has none that rolls anything out."""
    update: Tree | None = group.get("Update")
    return update if update and update.get("MaxParallel") else None


def first_state(group: Tree) -> DeploymentGroup:
    """A group at the beginning of a deployment."""
    update = strategy(group)
    if update is None:
        return UNSTARTED
    return UNSTARTED._replace(
        auto_revert=bool(update.get("AutoRevert")),
        auto_promote=bool(update.get("AutoPromote")),
        progress_deadline=update.get("ProgressDeadline") or 0,
    )


def canarying(state: DeploymentGroup) -> bool:
    """Whether a group's canaries wait to be promoted."""
    return state.desired_canaries != 0 and not state.promoted


class Rollout:
    """The job's deployment while its groups are gone through: it goes on, or is begun on the way, or there is none."""

    def __init__(self, current: Current) -> None:
        self.current = current
        self.begun = False
        """Whether this plan begins it."""
        self.states: dict[str, DeploymentGroup] = dict(current.going_on.groups) if current.going_on else {}

    @property
    def exists(self) -> bool:
        """Whether there is a deployment by now."""
        return self.begun or self.current.going_on is not None

    @property
    def id(self) -> str:
        """Its ID."""
        return self.current.going_on.id if self.current.going_on else NEW_DEPLOYMENT

    @property
    def status(self) -> str:
        """Its status; running if this plan begins it."""
        return self.current.going_on.status if self.current.going_on else "running"

    def begin(self, group: str, state: DeploymentGroup) -> None:
        """Take a group into the deployment, making one if there is none."""
        self.begun = self.current.going_on is None
        self.states[group] = state


def planned(job: Tree, groups: Mapping[str, DeploymentGroup]) -> PlannedDeployment:
    """A new deployment of a job."""
    return PlannedDeployment(
        id=NEW_DEPLOYMENT,
        new=True,
        job_version=job.get("Version") or 0,
        priority=job.get("Priority") or 0,
        status="running",
        description=running_description(groups.values()),
        groups=groups,
    )


def existing(deployment: Deployment, groups: Mapping[str, DeploymentGroup]) -> PlannedDeployment:
    """A deployment of before, its groups as this plan leaves them."""
    return PlannedDeployment(
        id=deployment.id,
        new=False,
        job_version=deployment.job_version,
        priority=deployment.raw.get("EvalPriority") or 0,
        status=deployment.status,
        description=deployment.raw.get("StatusDescription") or "",
        groups=groups,
    )


def running_description(groups: Iterable[DeploymentGroup]) -> str:
    """What a running deployment says of itself: whether it waits for its canaries to be promoted."""
    canarying = [group for group in groups if group.desired_canaries > 0]
    if all(group.promoted for group in canarying):
        return wire.DEPLOYMENT_RUNNING
    if all(group.auto_promote for group in canarying):
        return wire.DEPLOYMENT_AUTO_PROMOTION
    return wire.DEPLOYMENT_NEEDS_PROMOTION


def healthy_enough(state: DeploymentGroup) -> bool:
    """Whether nothing is missing to a group's roll-out: enough healthy allocations, canaries promoted."""
    wanted = max(state.desired_total, state.desired_canaries)
    return state.healthy >= wanted and (state.promoted or not state.desired_canaries)


def settled(deployment_id: str, status: str, complete: bool) -> tuple[DeploymentUpdate, ...]:
    """Status changes of the deployment that goes on, after all groups were looked at."""
    updates = []
    if complete:
        updates.append(DeploymentUpdate(deployment_id, "successful", wire.DEPLOYMENT_SUCCESSFUL))
    if status == "initializing":
        updates.append(DeploymentUpdate(deployment_id, "pending", wire.DEPLOYMENT_PENDING_FOR_PEER))
    return tuple(updates)


def stable_version(group: str, deployments: Iterable[Deployment]) -> Deployment | None:
    """The newest version's deployment that promoted the group, or rolled it out without canaries."""
    by_version = sorted(deployments, key=lambda one: (-one.job_version, one.id))
    return next(
        (
            one
            for one in by_version
            if (state := one.groups.get(group)) is not None and (state.promoted or not state.desired_canaries)
        ),
        None,
    )
