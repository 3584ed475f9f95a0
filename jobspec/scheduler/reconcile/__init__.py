"""What must change so that a cluster holds what a job asks for: placements, stops, updates. No node is chosen here.

`service.reconcile` goes through the groups of a service or batch job, `group.reconcile_group` through the steps of one:
`categories` sorts its allocations, `reschedule`, `reconnect` and `waiting` settle those that ended, came back or went
away, `stops` takes what is too much, `updates` asks `changes` what the new job means to the rest, and `placing` says
what is missing. `nodes.diff_nodes` compares system jobs with the cluster node by node; `scheduler.system` goes on.

A new category is a line of `categories`, a field whose change replaces allocations one in the tables of `changes`.
"""

from __future__ import annotations

from jobspec.scheduler.reconcile.types import DeploymentUpdate as DeploymentUpdate
from jobspec.scheduler.reconcile.types import FollowUp as FollowUp
from jobspec.scheduler.reconcile.types import InPlace as InPlace
from jobspec.scheduler.reconcile.types import Placement as Placement
from jobspec.scheduler.reconcile.types import PlannedDeployment as PlannedDeployment
from jobspec.scheduler.reconcile.types import Reconciliation as Reconciliation
from jobspec.scheduler.reconcile.types import Situation as Situation
from jobspec.scheduler.reconcile.types import Stop as Stop
from jobspec.scheduler.reconcile.types import Touched as Touched
