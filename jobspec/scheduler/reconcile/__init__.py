"""What must change so that a cluster holds what a job asks for: placements, stops, updates. No node is chosen here."""

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
