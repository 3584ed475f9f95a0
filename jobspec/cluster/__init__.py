"""A cluster at one moment: nodes, jobs, allocations, deployments. Immutable."""

from jobspec.cluster.alloc import Alloc as Alloc
from jobspec.cluster.alloc import RescheduleEvent as RescheduleEvent
from jobspec.cluster.alloc import StateChange as StateChange
from jobspec.cluster.node import Node as Node
from jobspec.cluster.records import Deployment as Deployment
from jobspec.cluster.records import DeploymentGroup as DeploymentGroup
from jobspec.cluster.records import SchedulerConfig as SchedulerConfig
from jobspec.cluster.state import ClusterState as ClusterState
