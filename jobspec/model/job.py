"""What a job is as a whole, and what a server keeps about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from jobspec.diagnostics import ParseError
from jobspec.model.complete import complete
from jobspec.model.constraint import Affinity, Constraint, Spread
from jobspec.model.dispatch import ParameterizedJobConfig
from jobspec.model.group import TaskGroup
from jobspec.model.marks import Block, Bytes, Int, UInt, argument, nested, server_only
from jobspec.model.multiregion import Multiregion
from jobspec.model.periodic import PeriodicConfig
from jobspec.model.restart import ReschedulePolicy
from jobspec.model.update import MigrateStrategy, UpdateStrategy
from jobspec.model.write import to_api


class JobUILink(Block):
    """A link in the web interface."""

    label: str = ""
    """Text of the link."""

    url: str = ""
    """Where the link leads."""


class JobUIConfig(Block):
    """What the web interface shows about a job."""

    description: str = ""
    """Text about the job, in Markdown."""

    links: list[JobUILink] | None = None
    """Links beside the text."""


class JobVersionTag(Block):
    """A name for one version of a job."""

    name: Annotated[str, server_only()] = ""
    """The name."""

    description: Annotated[str, server_only()] = ""
    """What the version is about."""

    tagged_time: Annotated[Int, server_only()] = 0
    """When the tag was given, in nanoseconds since 1970."""


class Job(Block):
    """A job: what to run, where, and how to change it."""

    region: Annotated[str | None, argument(canonical="global")] = None
    """Region the job runs in."""

    namespace: Annotated[str | None, argument(canonical="default")] = None
    """Namespace the job belongs to."""

    id: str | None = None
    """Name that tells the job from all others of its namespace; the block's label unless given."""

    name: str | None = None
    """Name for people; the same as the ID unless given."""

    type: Annotated[str | None, argument(canonical="service")] = None
    """Which scheduler runs it: `service`, `batch`, `system` or `sysbatch`."""

    priority: Annotated[Int | None, argument(canonical=50)] = None
    """Rank among jobs that compete for the same nodes, 1 to 100; higher goes first."""

    all_at_once: Annotated[bool | None, argument(canonical=False)] = None
    """Whether all groups must be placeable at once."""

    datacenters: list[str] | None = None
    """Datacenters the job may run in; patterns with `*` are allowed."""

    node_pool: Annotated[str | None, argument(canonical="")] = None
    """Pool of nodes the job may run on."""

    constraints: list[Constraint] | None = None
    """Conditions that every node of the job must meet."""

    affinities: list[Affinity] | None = None
    """Nodes that the job prefers."""

    task_groups: Annotated[list[TaskGroup] | None, nested("group")] = None
    """Groups of tasks that are placed together on one node."""

    update: Annotated[UpdateStrategy | None, nested(diff="never")] = None
    """How changes are rolled out; each group's own block overlays it."""

    multiregion: Multiregion | None = None
    """Regions that the job is registered in together."""

    spreads: Annotated[list[Spread] | None, nested(diff="never")] = None
    """Node attributes over which allocations are spread."""

    periodic: PeriodicConfig | None = None
    """Launches at times given by cron expressions."""

    parameterized_job: Annotated[ParameterizedJobConfig | None, nested("parameterized")] = None
    """Launches on request, with payload and metadata."""

    reschedule: Annotated[ReschedulePolicy | None, nested(diff="never")] = None
    """When failed allocations move to another node; each group's own block overlays it."""

    migrate: Annotated[MigrateStrategy | None, nested(diff="never")] = None
    """How allocations leave draining nodes; each group's own block overlays it."""

    meta: dict[str, str] | None = None
    """Free key-value pairs that tasks can read."""

    ui: JobUIConfig | None = None
    """What the web interface shows about the job."""

    stop: Annotated[bool | None, server_only(canonical=False)] = None
    """Whether the job was stopped."""

    parent_id: Annotated[str | None, server_only(canonical="", diff="never")] = None
    """Job that this one was launched from."""

    dispatched: Annotated[bool, server_only()] = False
    """Whether the job was launched by a dispatch."""

    dispatch_idempotency_token: Annotated[str | None, server_only(diff="never")] = None
    """Token that keeps a repeated dispatch from launching twice."""

    payload: Annotated[Bytes | None, server_only(diff="never")] = None
    """Payload of a dispatched job, in base64."""

    consul_namespace: Annotated[str | None, server_only(canonical="", diff="never")] = None
    """Consul namespace given at submission."""

    vault_namespace: Annotated[str | None, server_only(canonical="")] = None
    """Vault namespace given at submission."""

    nomad_token_id: Annotated[str | None, server_only(canonical="", diff="never")] = None
    """Accessor of the token that registered the job."""

    status: Annotated[str | None, server_only(canonical="", diff="never")] = None
    """What the server says of the job: pending, running or dead."""

    status_description: Annotated[str | None, server_only(canonical="", diff="never")] = None
    """Why the job has its status."""

    stable: Annotated[bool | None, server_only(canonical=False, diff="never")] = None
    """Whether this version was deployed healthily."""

    version: Annotated[UInt | None, server_only(canonical=0, diff="never")] = None
    """Number of this version, counted up by the server."""

    submit_time: Annotated[Int | None, server_only(diff="never")] = None
    """When the job was registered, in nanoseconds since 1970."""

    create_index: Annotated[UInt | None, server_only(canonical=0, diff="never")] = None
    """Raft index at which the job first appeared."""

    modify_index: Annotated[UInt | None, server_only(canonical=0, diff="never")] = None
    """Raft index of the last write to the job."""

    job_modify_index: Annotated[UInt | None, server_only(canonical=0, diff="never")] = None
    """Raft index of the last change of the specification."""

    version_tag: Annotated[JobVersionTag | None, server_only(diff="never")] = None
    """Name that was given to this version."""

    @classmethod
    def from_api(cls, data: Mapping[str, Any]) -> Self:
        """The job in API JSON: the client's or the server's keys, in any letter case, unknown ones ignored.

        >>> Job.from_api({"id": "web", "Priority": 70}).priority
        70
        """
        tree, problems = complete(data)
        if problems:
            raise ParseError(problems)
        return cls.model_validate(tree)

    def to_api(self, *, stored: bool = False) -> dict[str, Any]:
        """The job in API JSON: all of the client's keys, null where unset; if `stored`, the server's keys."""
        return to_api(self.model_dump(by_alias=True), stored=stored)

    @property
    def is_periodic(self) -> bool:
        """Whether the clock launches the job."""
        return self.periodic is not None

    @property
    def is_parameterized(self) -> bool:
        """Whether requests launch the job, as it would be registered: that takes `dispatched` from nobody."""
        return self.parameterized_job is not None

    @property
    def is_periodic_active(self) -> bool:
        """Whether the clock launches the job as it is: enabled, not stopped, not itself parameterized."""
        enabled = self.periodic is not None and self.periodic.enabled is not False
        return enabled and not self.stop and not self.is_parameterized
