"""A plan's result: what would happen, in the shapes of the API and in full."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jobspec.cluster import ClusterState
from jobspec.cluster.collector import paused_collector
from jobspec.cluster.times import rfc3339
from jobspec.diagnostics import Diagnostic
from jobspec.scheduler import detail
from jobspec.scheduler.aftermath import state_after

if TYPE_CHECKING:
    from jobspec.scheduler.explain import Explanation
    from jobspec.scheduler.planner import Planned

CHANGES = ("Place", "Stop", "Migrate", "DestructiveUpdate", "Canary")
"""The counters of `DesiredTGUpdates` that make an exit code of 1."""


class Plan:
    """What registering a job would do to a cluster. Made by `plan`, or from a recorded answer by `from_api`."""

    def __init__(self, answer: Mapping[str, Any], planned: Planned | None = None) -> None:
        self._answer = answer
        self._planned = planned

    @classmethod
    def from_api(cls, response: Mapping[str, Any]) -> Plan:
        """A recorded answer of the plan endpoint, to render it."""
        if not isinstance(response, Mapping):
            raise TypeError(f"the answer of a plan is a mapping, not {type(response).__name__}")
        return cls(response)

    def __repr__(self) -> str:
        difference = self._answer.get("Diff") or {}
        name = self._planned.submission.planned["ID"] if self._planned else difference.get("ID") or "a recorded answer"
        failed = f", {', '.join(self.failed)} not placed" if self.failed else ""
        return f"<Plan of {name}: exit code {self.exit_code}{failed}>"

    def to_api(self) -> dict[str, Any]:
        """The answer of `POST /v1/job/:id/plan`."""
        return dict(self._answer)

    @property
    def _made(self) -> Planned:
        if self._planned is None:
            raise ValueError("a recorded answer does not hold this: only a plan that was made here does")
        return self._planned

    @cached_property
    def _detail(self) -> dict[str, Any]:
        with paused_collector():
            return self._in_detail(self._made)

    def _in_detail(self, made: Planned) -> dict[str, Any]:
        outcome, submission = made.outcome, made.submission
        names = detail.EvalNames(outcome.evals)
        placed = detail.placements(outcome)
        return {
            "Annotations": self._answer["Annotations"],
            "CreatedEvals": detail.created_evals(names, submission.planned),
            "Deployment": detail.deployment(outcome),
            "DeploymentUpdates": detail.deployment_updates(outcome),
            "Diff": self._answer["Diff"],
            "FailedTGAllocs": self._answer["FailedTGAllocs"],
            "InPlaceUpdates": detail.updates(outcome, names, ("in_place",)),
            "JobModifyIndex": submission.modify_index,
            "NextPeriodicLaunch": self._answer["NextPeriodicLaunch"],
            "OtherUpdates": detail.updates(outcome, names, ("disconnect", "reconnect", "attribute")),
            "PlacementNames": sorted(one["Name"] for one in placed),
            "PlacementNodes": sorted(f"{one['Name']}@{one['NodeName']}" for one in placed),
            "Placements": placed,
            "Preemptions": detail.preemptions(outcome),
            "Stops": detail.stops(outcome, names),
            "Warnings": self._answer["Warnings"],
            "eval": {
                "Blocked": outcome.blocked,
                "QueuedAllocations": dict(outcome.queued),
                "Status": "complete",
                "StatusDescription": "",
            },
            "spec_changed": submission.changed,
        }

    def to_detail(self) -> dict[str, Any]:
        """Everything that the plan does, with nothing random in it."""
        return dict(self._detail)

    @property
    def placements(self) -> list[dict[str, Any]]:
        """The new allocations."""
        found: list[dict[str, Any]] = self._detail["Placements"]
        return found

    @property
    def stops(self) -> list[dict[str, Any]]:
        """The allocations that are stopped."""
        found: list[dict[str, Any]] = self._detail["Stops"]
        return found

    @property
    def in_place_updates(self) -> list[dict[str, Any]]:
        """The allocations that take the new job where they are."""
        found: list[dict[str, Any]] = self._detail["InPlaceUpdates"]
        return found

    @property
    def preemptions(self) -> list[dict[str, Any]]:
        """The allocations of other jobs that are evicted."""
        found: list[dict[str, Any]] = self._detail["Preemptions"]
        return found

    @property
    def failed(self) -> dict[str, dict[str, Any]]:
        """The metric of the first failed placement, by group; empty if everything fits."""
        return dict(self._answer.get("FailedTGAllocs") or {})

    @property
    def warnings(self) -> list[Diagnostic]:
        """What is odd about the job."""
        return list(self._made.warnings)

    @property
    def exit_code(self) -> int:
        """As `nomad job plan` exits: 0 if no allocation is made or destroyed, else 1."""
        difference = self._answer.get("Diff")
        if difference is not None and difference.get("Type") == "None":
            return 0
        updates = (self._answer.get("Annotations") or {}).get("DesiredTGUpdates") or {}
        return int(any((counts or {}).get(key) for counts in updates.values() for key in CHANGES))

    def explain(self, group: str) -> Explanation:
        """Why the group's allocations go where they go, node by node, and what would make room."""
        made = self._made
        return made.explain(group)

    def state_after(self) -> ClusterState:
        """The state with this plan carried out: to plan the next job on."""
        made = self._made
        with paused_collector():
            return state_after(made.state, made.submission, made.outcome, made.now)


def time_text(instant: int | None) -> str | None:
    """An instant as the API shows it; None stays None."""
    return None if instant is None else rfc3339(instant)
