"""What a scheduling run comes to: the draft and everything that is told about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jobspec import wire
from jobspec.cluster import Alloc
from jobspec.scheduler.draft import Draft
from jobspec.scheduler.feasible.classes import ClassMemory
from jobspec.scheduler.metrics import Metric
from jobspec.scheduler.placement import with_reschedule_note
from jobspec.scheduler.reconcile.types import Counters, DeploymentUpdate, PlannedDeployment


class Placed(NamedTuple):
    """A new allocation."""

    alloc: Alloc
    metric: Metric
    preempted: tuple[str, ...] = ()
    canary: bool = False
    rescheduled: bool = False


class Updated(NamedTuple):
    """An existing allocation that the plan writes anew."""

    alloc: Alloc
    kind: str
    """in_place, disconnect, reconnect or attribute."""
    deployment: str
    follow_up: str = ""
    offered: bool = True
    """Whether its resources were worked out anew."""


class CreatedEval(NamedTuple):
    """An evaluation that the plan makes."""

    id: str
    """Names it within the plan."""
    trigger: str
    status: str
    description: str
    wait_until: int | None = None
    classes: Mapping[str, bool] | None = None
    escaped: bool = False
    missing: tuple[str, ...] | None = None
    node: str = ""


class Outcome:
    """The result of one scheduling run, still growing while it goes on."""

    def __init__(self, draft: Draft, groups: Mapping[str, Counters]) -> None:
        self.draft = draft
        self.updates: dict[str, Counters] = {name: dict(counts) for name, counts in groups.items()}
        """`DesiredTGUpdates` by group."""
        self.placed: list[Placed] = []
        self.updated: list[Updated] = []
        self.failed: dict[str, Metric] = {}
        self.evals: list[CreatedEval] = []
        self.queued: dict[str, int] = {}
        self.blocked = False
        self.deployment: PlannedDeployment | None = None
        self.deployment_updates: list[DeploymentUpdate] = []

    def write(self, updated: Updated) -> None:
        """Writes an existing allocation anew."""
        self.updated.append(updated)
        self.draft.place(updated.alloc)

    def note(self, id: str, note: str) -> bool:
        """Notes on an allocation that is written anew how its rescheduling ended; False if there is none of the ID."""
        for number, known in enumerate(self.updated):
            if known.alloc.id == id:
                noted = known._replace(alloc=with_reschedule_note(known.alloc, note))
                self.updated[number] = noted
                self.draft.place(noted.alloc)
                return True
        return False

    def preempt(self, alloc: Alloc, by: str, group: str) -> None:
        """Evicts an allocation for a placement of a group."""
        self.draft.preempt(alloc, by)
        if group in self.updates:
            self.updates[group]["Preemptions"] += 1

    def fail(self, group: Mapping[str, Any], metric: Metric) -> bool:
        """Notes a placement that found no node; whether it is the group's first."""
        name = group["Name"]
        first = name not in self.failed
        if first:
            self.failed[name] = metric
        else:
            self.failed[name].coalesced += 1
        self.failed[name].exhaust_resources(group)
        return first

    def block(self, memory: ClassMemory, number: int, node: str = "") -> None:
        """Makes the evaluation that waits for room."""
        escaped = memory.escaped
        missing = memory.missing_resources()
        self.evals.append(
            CreatedEval(
                id=f"blocked {number}",
                trigger=wire.EVAL_QUEUED,
                status="blocked",
                description=wire.BLOCKED_FOR_ROOM,
                classes=None if escaped else memory.classes(),
                escaped=escaped,
                missing=None if missing is None else tuple(missing),
                node=node,
            )
        )

    def settle_queue(self) -> None:
        """Takes off the queue what was placed."""
        for placed in self.placed:
            self.queued[placed.alloc.group] -= 1
