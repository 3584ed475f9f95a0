"""A task: one process or container, and what surrounds it."""

from __future__ import annotations

from typing import Annotated, Any

from jobspec.model.artifact import TaskArtifact
from jobspec.model.constraint import Affinity, Constraint
from jobspec.model.consul import Consul
from jobspec.model.identity import WorkloadIdentity
from jobspec.model.logs import LogConfig
from jobspec.model.marks import SECOND, Block, Duration, argument, block_label, nested, server_only
from jobspec.model.resources import Resources
from jobspec.model.restart import RestartPolicy
from jobspec.model.scaling import ScalingPolicy
from jobspec.model.secret import Secret
from jobspec.model.service import Service
from jobspec.model.template import Template
from jobspec.model.vault import Vault
from jobspec.model.volume import VolumeMount


class TaskLifecycle(Block):
    """When a task runs in relation to the main tasks."""

    hook: Annotated[str, argument(required=True)] = ""
    """The moment: `prestart`, `poststart` or `poststop`."""

    sidecar: bool = False
    """Whether the task runs as long as the main tasks do."""


class DispatchPayloadConfig(Block):
    """Where a dispatched payload is written."""

    file: str = ""
    """Path below the task's `local/` folder."""


class TaskCSIPluginConfig(Block):
    """What makes a task a plugin for storage."""

    id: str = ""
    """Name of the plugin."""

    type: str = ""
    """Role of the plugin: `node`, `controller` or `monolith`."""

    mount_dir: Annotated[str, argument(canonical="/csi")] = ""
    """Where in the task the plugin's socket lies."""

    stage_publish_base_dir: Annotated[str, argument(canonical="/local/csi")] = ""
    """Folder for volumes, shared with the node."""

    health_timeout: Annotated[Duration, argument(canonical=30 * SECOND)] = 0
    """How long the plugin may take to become healthy."""


class Action(Block):
    """A command that can be run in the running task."""

    name: Annotated[str, block_label()] = ""
    """Name of the action, unique in the job."""

    command: Annotated[str, argument(required=True)] = ""
    """Program to run."""

    args: list[str] | None = None
    """Its arguments."""


class TaskScheduleCron(Block):
    """Cron expressions for start and end of a task."""

    start: str = ""
    """When the task starts."""

    end: str = ""
    """When the task ends."""

    timezone: str = ""
    """Time zone of both."""


class TaskSchedule(Block):
    """Times in which a task may run (Enterprise)."""

    cron: TaskScheduleCron | None = None
    """When the task starts and ends."""


class Task(Block):
    """One process or container of a group."""

    name: Annotated[str, block_label()] = ""
    """Name of the task, unique in its group."""

    driver: str = ""
    """Driver that runs the task: docker, exec, raw_exec, java, qemu, podman and others."""

    user: str = ""
    """User that the task runs as."""

    lifecycle: Annotated[TaskLifecycle | None, nested(diff="never")] = None
    """When the task runs in relation to the main tasks."""

    config: dict[str, Any] | None = None
    """Settings of the driver; only the driver knows their names."""

    constraints: list[Constraint] | None = None
    """Conditions that a node must meet for this task."""

    affinities: list[Affinity] | None = None
    """Nodes that the task prefers."""

    env: dict[str, str] | None = None
    """Environment variables."""

    services: list[Service] | None = None
    """Services that the task offers."""

    resources: Resources | None = None
    """What the task needs of a node."""

    restart_policy: Annotated[RestartPolicy | None, nested("restart", diff="never")] = None
    """How often the task is restarted; overlays the group's."""

    meta: dict[str, str] | None = None
    """Free key-value pairs; they overlay the group's."""

    kill_timeout: Annotated[Duration | None, argument(canonical=5 * SECOND)] = None
    """Time between asking the task to stop and killing it."""

    log_config: Annotated[LogConfig | None, nested("logs")] = None
    """Rotation of the task's output."""

    artifacts: list[TaskArtifact] | None = None
    """Files that are fetched before the task starts."""

    vault: Vault | None = None
    """Access to secrets of Vault."""

    consul: Consul | None = None
    """Which Consul the task talks to."""

    templates: list[Template] | None = None
    """Files that are rendered before the task starts."""

    dispatch_payload: DispatchPayloadConfig | None = None
    """Where a dispatched payload is written."""

    volume_mounts: list[VolumeMount] | None = None
    """Volumes of the group, mounted into the task."""

    csi_plugin_config: Annotated[TaskCSIPluginConfig | None, nested("csi_plugin", diff="never")] = None
    """Makes the task a plugin for storage."""

    leader: bool = False
    """Whether the group's other tasks stop when this one ends."""

    shutdown_delay: Duration = 0
    """Time between taking services out of the catalog and stopping the task."""

    kill_signal: str = ""
    """Signal that asks the task to stop."""

    kind: str = ""
    """What the task is for Connect, such as `connect-proxy:web`."""

    scaling_policies: Annotated[list[ScalingPolicy] | None, nested("scaling", diff="never")] = None
    """Policies of an autoscaler for CPU and memory."""

    secrets: list[Secret] | None = None
    """Values that are fetched for the task's environment and templates."""

    identity: Annotated[WorkloadIdentity | None, server_only()] = None
    """The workload identity that every task has."""

    identities: list[WorkloadIdentity] | None = None
    """Further workload identities."""

    actions: list[Action] | None = None
    """Commands that can be run in the running task."""

    schedule: TaskSchedule | None = None
    """Times in which the task may run."""
