"""A group of tasks, and what keeps its allocations alive."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.constraint import Affinity, Constraint, Spread
from jobspec.model.consul import Consul
from jobspec.model.marks import Block, Duration, Int, argument, block_label, nested
from jobspec.model.network import NetworkResource
from jobspec.model.restart import ReschedulePolicy, RestartPolicy
from jobspec.model.scaling import ScalingPolicy
from jobspec.model.service import Service
from jobspec.model.task import Task
from jobspec.model.update import MigrateStrategy, UpdateStrategy
from jobspec.model.volume import VolumeRequest


class EphemeralDisk(Block):
    """The disk that the tasks of an allocation share."""

    sticky: Annotated[bool | None, argument(canonical=False)] = None
    """Whether a replacement is placed on the same node if it can be."""

    migrate: Annotated[bool | None, argument(canonical=False)] = None
    """Whether the data move along to another node."""

    size_mb: Annotated[Int | None, argument("size", canonical=300)] = None
    """Size in MB."""


class DisconnectStrategy(Block):
    """What happens to allocations of a node that lost its connection."""

    lost_after: Duration | None = None
    """How long allocations may be unknown before they count as lost."""

    stop_on_client_after: Annotated[Duration | None, argument(server_null=True)] = None
    """After what time the node itself stops the allocations."""

    replace: Annotated[bool | None, argument(canonical=True, server_null=True)] = None
    """Whether replacements are placed meanwhile."""

    reconcile: Annotated[str | None, argument(canonical="best_score")] = None
    """Which allocation stays when the node comes back."""


class TaskGroup(Block):
    """Tasks that run together on one node, as often as counted."""

    name: Annotated[str | None, block_label()] = None
    """Name of the group, unique in the job."""

    count: Int | None = None
    """How many allocations of the group should run."""

    constraints: list[Constraint] | None = None
    """Conditions that a node must meet for this group."""

    affinities: list[Affinity] | None = None
    """Nodes that the group prefers."""

    tasks: list[Task] | None = None
    """The tasks of one allocation."""

    spreads: Annotated[list[Spread] | None, nested(diff="never")] = None
    """Node attributes over which the group's allocations are spread."""

    volumes: dict[str, VolumeRequest] | None = None
    """Volumes that the tasks may mount, by name."""

    restart_policy: Annotated[RestartPolicy | None, nested("restart")] = None
    """How often failed tasks are restarted on their node."""

    disconnect: DisconnectStrategy | None = None
    """What happens to allocations of a node that lost its connection."""

    reschedule_policy: Annotated[ReschedulePolicy | None, nested("reschedule")] = None
    """When failed allocations move to another node."""

    ephemeral_disk: EphemeralDisk | None = None
    """The disk that the tasks of an allocation share."""

    update: UpdateStrategy | None = None
    """How changes of the group are rolled out."""

    migrate: MigrateStrategy | None = None
    """How allocations leave draining nodes."""

    networks: list[NetworkResource] | None = None
    """The network that the tasks share, and its ports."""

    meta: dict[str, str] | None = None
    """Free key-value pairs; they overlay the job's."""

    services: list[Service] | None = None
    """Services that the group offers."""

    shutdown_delay: Annotated[Duration | None, argument(server_null=True)] = None
    """Time between taking services out of the catalog and stopping tasks."""

    max_run_duration: Annotated[Duration | None, argument(diff="never", server_null=True)] = None
    """Longest time an allocation may run."""

    stop_after_client_disconnect: Annotated[Duration | None, argument(diff="never", server_null=True)] = None
    """Deprecated: `disconnect.stop_on_client_after` replaced it."""

    max_client_disconnect: Annotated[Duration | None, argument(diff="never", server_null=True)] = None
    """Deprecated: `disconnect.lost_after` replaced it."""

    scaling: ScalingPolicy | None = None
    """Bounds of the count, and the policy of an autoscaler."""

    consul: Consul | None = None
    """Which Consul the group's services are registered in."""

    prevent_reschedule_on_lost: bool | None = None
    """Deprecated: `disconnect.replace` replaced it."""
