"""An allocation of a state: where it runs, how it fares, and what it holds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, NamedTuple

from jobspec.cluster.times import nanoseconds

OVER = frozenset(("complete", "failed", "lost"))
"""Client statuses of allocations that are over on their node."""


class RescheduleEvent(NamedTuple):
    """One entry of an allocation's reschedule history; times and delays in nanoseconds."""

    at: int
    delay: int
    previous_alloc: str
    previous_node: str


class StateChange(NamedTuple):
    """One recorded change of the client status."""

    value: str
    at: int | None


class Alloc:
    """One allocation. `raw` is the API's JSON, which is never changed; what every plan asks for is lifted out of it."""

    __slots__ = (
        *("client_status", "desired_status", "group", "id", "job_id", "job_version", "name", "namespace", "node_id"),
        *("_demand", "_raw"),
    )

    _raw: Any
    id: str
    namespace: str
    job_id: str
    job_version: int
    group: str
    name: str
    node_id: str
    client_status: str
    desired_status: str

    def __init__(self, raw: Mapping[str, Any]) -> None:
        get = raw.get
        self._raw = raw
        self.id = raw["ID"]
        self.namespace = get("Namespace") or "default"
        self.job_id = get("JobID") or ""
        self.job_version = get("JobVersion") or 0
        self.group = get("TaskGroup") or ""
        self.name = get("Name") or ""
        self.node_id = get("NodeID") or ""
        self.client_status = get("ClientStatus") or "pending"
        self.desired_status = get("DesiredStatus") or "run"
        self._demand: Any = None

    def __repr__(self) -> str:
        return f"<Alloc {self.name} {self.id[:8]}>"

    @property
    def raw(self) -> Mapping[str, Any]:
        """The API's JSON."""
        raw: Mapping[str, Any] = self._raw
        return raw

    @property
    def index(self) -> int:
        """The number in brackets at the end of the name; 0 if there is none."""
        return name_index(self.name)

    @property
    def server_terminal(self) -> bool:
        """Whether the servers want it stopped or evicted."""
        return self.desired_status in ("stop", "evict")

    @property
    def client_terminal(self) -> bool:
        """Whether it is over on its node: complete, failed or lost."""
        return self.client_status in OVER

    @property
    def terminal(self) -> bool:
        """Whether it is over for either side."""
        return self.server_terminal or self.client_terminal

    @property
    def node_name(self) -> str:
        """The name of its node, as recorded in it."""
        return self.raw.get("NodeName") or ""

    @property
    def eval_id(self) -> str:
        """The evaluation that made it."""
        return self.raw.get("EvalID") or ""

    @property
    def desired_description(self) -> str:
        """Why it is wanted as it is."""
        return self.raw.get("DesiredDescription") or ""

    @property
    def client_description(self) -> str:
        """What its client says of it."""
        return self.raw.get("ClientDescription") or ""

    def wants(self, transition: str) -> bool:
        """A wish of its `DesiredTransition`: Migrate, Reschedule, ForceReschedule, MigrateDisablePlacement."""
        return bool((self.raw.get("DesiredTransition") or {}).get(transition))

    @property
    def migrating(self) -> bool:
        """Whether it was told to migrate."""
        return self.wants("Migrate")

    @property
    def deployment_id(self) -> str:
        """The deployment it belongs to, or an empty text."""
        return self.raw.get("DeploymentID") or ""

    @property
    def deployment_health(self) -> bool | None:
        """Its health within its deployment; None while undecided."""
        health = (self.raw.get("DeploymentStatus") or {}).get("Healthy")
        return None if health is None else bool(health)

    @property
    def canary(self) -> bool:
        """Whether it is a canary of its deployment."""
        return bool((self.raw.get("DeploymentStatus") or {}).get("Canary"))

    @property
    def previous(self) -> str:
        """ID of the allocation it replaces, or an empty text."""
        return self.raw.get("PreviousAllocation") or ""

    @property
    def next(self) -> str:
        """ID of the allocation that replaces it, or an empty text."""
        return self.raw.get("NextAllocation") or ""

    @property
    def followup_eval(self) -> str:
        """ID of the evaluation that will look at it later, or an empty text."""
        return self.raw.get("FollowupEvalID") or ""

    @property
    def create_index(self) -> int:
        """The state's index at its creation."""
        return self.raw.get("CreateIndex") or 0

    @property
    def modify_index(self) -> int:
        """The state's index at its last change."""
        return self.raw.get("ModifyIndex") or 0

    @property
    def create_time(self) -> int:
        """Nanoseconds of its creation."""
        return self.raw.get("CreateTime") or 0

    @property
    def modify_time(self) -> int:
        """Nanoseconds of its last change."""
        return self.raw.get("ModifyTime") or 0

    @property
    def task_states(self) -> Mapping[str, Mapping[str, Any]]:
        """States of its tasks by name."""
        return self.raw.get("TaskStates") or {}

    @property
    def reschedule_events(self) -> tuple[RescheduleEvent, ...]:
        """Its reschedule history, oldest first."""
        return tuple(
            RescheduleEvent(
                event.get("RescheduleTime") or 0,
                event.get("Delay") or 0,
                event.get("PrevAllocID") or "",
                event.get("PrevNodeID") or "",
            )
            for event in (self.raw.get("RescheduleTracker") or {}).get("Events") or ()
        )

    @property
    def last_reschedule(self) -> str:
        """How the last try to reschedule it ended: ok, pending, no placement, or an empty text."""
        return (self.raw.get("RescheduleTracker") or {}).get("LastReschedule") or ""

    @property
    def state_changes(self) -> tuple[StateChange, ...]:
        """Recorded changes of its client status, oldest first."""
        changes = (change for change in self.raw.get("AllocStates") or () if not change.get("Field"))
        return tuple(
            StateChange(change.get("Value") or "", nanoseconds(change.get("Time") or "")) for change in changes
        )

    @property
    def resources(self) -> Mapping[str, Any]:
        """`AllocatedResources` of the API."""
        return self.raw.get("AllocatedResources") or {}

    @property
    def best_norm_score(self) -> float:
        """The highest final score in its placement metrics; 0 without any."""
        scores = (self.raw.get("Metrics") or {}).get("ScoreMetaData") or ()
        return max((score.get("NormScore") or 0.0 for score in scores), default=0.0)


class WrittenLater(Alloc, ABC):
    """An allocation whose JSON is made when somebody asks for it: of many thousands, few are."""

    __slots__ = ()

    @property
    def raw(self) -> Mapping[str, Any]:
        """The API's JSON."""
        if self._raw is None:
            self._raw = self._written()
        return super().raw

    @abstractmethod
    def _written(self) -> Mapping[str, Any]:
        """The JSON, made anew."""


def name_index(name: str) -> int:
    """The index in an allocation's name.

    >>> name_index("web.app[12]")
    12
    """
    start = name.rfind("[")
    digits = name[start + 1 : -1]
    return int(digits) if start >= 0 and name.endswith("]") and digits.isdecimal() else 0
