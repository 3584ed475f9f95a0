"""What the reconciler is asked, and what it answers: values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from jobspec.cluster import Alloc, Deployment, DeploymentGroup, Node
from jobspec.scheduler.reconcile.names import NameIndex

Tree = Mapping[str, Any]
"""A stored job or a part of it, as API JSON."""

NEW_DEPLOYMENT = "new-or-planned"
"""Stands for the ID of the deployment that the plan creates."""

COUNTERS = (
    *("Ignore", "Place", "Migrate", "Stop", "InPlaceUpdate", "DestructiveUpdate"),
    *("Canary", "Preemptions", "Disconnect", "Reconnect", "RescheduleNow", "RescheduleLater"),
)
"""Keys of `DesiredTGUpdates`."""

Counters = dict[str, int]


def no_counts() -> Counters:
    """`DesiredTGUpdates` of a group to which nothing happens."""
    return dict.fromkeys(COUNTERS, 0)


class Situation(NamedTuple):
    """All that a reconciliation looks at. Nothing in it is changed."""

    job: Tree
    """The planned job, stored form: what it is registered as, with Version, CreateIndex, JobModifyIndex."""
    allocs: Sequence[Alloc]
    """The job's allocations, of all versions."""
    job_of: Callable[[Alloc], Tree | None]
    """The version of the job that an allocation was made from."""
    version: Callable[[int], Tree | None]
    """One of the job's stored versions by number."""
    node: Callable[[str], Node | None]
    deployments: Sequence[Deployment]
    """The job's deployments, the newest first."""
    now: int
    """Nanoseconds since 1970."""
    eval_id: str
    fit: Callable[[Alloc, Tree], Any | None]
    """What the node of an allocation would offer to the new group in its place; None if it does not fit there."""


class Placement(NamedTuple):
    """An allocation that is wanted."""

    name: str
    group: str
    previous: Alloc | None = None
    """The allocation that it replaces."""
    canary: bool = False
    reschedule: bool = False
    lost: bool = False
    downgrade: bool = False
    """Replaces a non-canary while canaries run: places an older, stable version of the job if there is one."""
    min_version: int = 0
    """The lowest version that a downgrade may use."""
    job: Tree | None = None
    """The older version of the job to place; None is the planned one."""
    deployment: str = ""
    """ID of the deployment it will belong to."""


class Stop(NamedTuple):
    """An allocation to stop."""

    alloc: Alloc
    description: str
    client_status: str = ""
    """Forced on it; empty leaves it."""
    follow_up: str = ""
    """ID of the evaluation that will look at it later, see `FollowUp`."""


class InPlace(NamedTuple):
    """An allocation that takes the new job where it is."""

    alloc: Alloc
    offer: Any | None
    """What `Situation.fit` gave; None: updated without asking."""
    deployment: str = ""
    keeps_health: bool = True
    """Whether its deployment, and so its health in it, stays the same."""


class Touched(NamedTuple):
    """An allocation rewritten for another reason than an update."""

    alloc: Alloc
    kind: str
    """disconnect, reconnect or attribute."""
    client_status: str = ""
    client_description: str = ""
    follow_up: str = ""


class FollowUp(NamedTuple):
    """An evaluation to be made for later."""

    id: str
    """Names it within the plan: group, reason, number."""
    trigger: str
    description: str
    wait_until: int


class PlannedDeployment(NamedTuple):
    """A deployment as the plan writes it."""

    id: str
    new: bool
    job_version: int
    priority: int
    status: str
    description: str
    groups: Mapping[str, DeploymentGroup]


class DeploymentUpdate(NamedTuple):
    """A change of a deployment's status."""

    deployment: str
    status: str
    description: str


class Reconciliation(NamedTuple):
    """What must happen, group by group in the order of the job, before any node is looked for."""

    destructive: Sequence[Placement] = ()
    """Placements whose `previous` is stopped if, and only if, a node is found. To be placed before the others."""
    placements: Sequence[Placement] = ()
    stops: Sequence[Stop] = ()
    in_place: Sequence[InPlace] = ()
    touched: Sequence[Touched] = ()
    follow_ups: Sequence[FollowUp] = ()
    deployment: PlannedDeployment | None = None
    deployment_updates: Sequence[DeploymentUpdate] = ()
    updates: Mapping[str, Counters] = {}
    """`DesiredTGUpdates` by group."""
    names: Mapping[str, NameIndex] = {}
    """The names in use by group: the placing loop asks them for another name when one is taken twice."""
