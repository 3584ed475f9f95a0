"""A plan's answer as `nomad job plan -json-output` prints it: every key of every struct, in order, absent ones zero."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from jobspec import wire
from jobspec.render.text_of_diff import HasApi

_ANSWER = {
    **dict.fromkeys(("Annotations", "CreatedEvals", "Diff", "FailedTGAllocs", "NextPeriodicLaunch")),
    "JobModifyIndex": 0,
    "Warnings": "",
}
_ANNOTATIONS = dict.fromkeys(("DesiredTGUpdates", "PreemptedAllocs"))
_DESIRED_UPDATES = dict.fromkeys(
    (
        *("Canary", "DestructiveUpdate", "Disconnect", "Ignore", "InPlaceUpdate", "Migrate", "Place", "Preemptions"),
        *("Reconnect", "RescheduleLater", "RescheduleNow", "Stop"),
    ),
    0,
)
_METRIC = {
    **dict.fromkeys(("ClassExhausted", "ClassFiltered", "ConstraintFiltered", "DimensionExhausted", "NodesAvailable")),
    **dict.fromkeys(("QuotaExhausted", "ResourcesExhausted", "ScoreMetaData", "Scores")),
    **dict.fromkeys(("AllocationTime", "CoalescedFailures", "NodesEvaluated", "NodesExhausted"), 0),
    "NodesFiltered": 0,
    "NodesInPool": 0,
    "NodePool": "",
}
_EVALUATION = {
    **dict.fromkeys(("BlockedEval", "DeploymentID", "ID", "JobID", "Namespace", "NextEval", "NodeID"), ""),
    **dict.fromkeys(("PreviousEval", "QuotaLimitReached", "Status", "StatusDescription", "TriggeredBy", "Type"), ""),
    **dict.fromkeys(("CreateIndex", "CreateTime", "JobModifyIndex", "ModifyIndex", "ModifyTime"), 0),
    **dict.fromkeys(("NodeModifyIndex", "Priority", "SnapshotIndex", "Wait"), 0),
    **dict.fromkeys(("ClassEligibility", "FailedTGAllocs", "MissingNonNodeResources", "PlanAnnotations")),
    **dict.fromkeys(("QueuedAllocations", "RelatedEvals", "WaitUntil")),
    "AnnotatePlan": False,
    "EscapedComputedClass": False,
}
_PREEMPTED = {
    **dict.fromkeys(("ClientDescription", "ClientStatus", "DesiredDescription", "DesiredStatus", "EvalID"), ""),
    **dict.fromkeys(("FollowupEvalID", "ID", "JobID", "JobType", "Name", "Namespace", "NextAllocation"), ""),
    **dict.fromkeys(("NodeID", "NodeName", "PreemptedByAllocation", "TaskGroup"), ""),
    **dict.fromkeys(("CreateIndex", "CreateTime", "JobVersion", "ModifyIndex", "ModifyTime"), 0),
    **dict.fromkeys(("DeploymentStatus", "PreemptedAllocations", "RescheduleTracker", "TaskStates")),
}

_UPDATE_ORDER = (
    *(wire.UPDATE_IGNORE, wire.UPDATE_CREATE, wire.UPDATE_MIGRATE, wire.UPDATE_DESTROY),
    *(wire.UPDATE_CANARY, wire.UPDATE_IN_PLACE, wire.UPDATE_DESTRUCTIVE),
)
"""A map keeps the order it was filled in; what the reference prints is a random rotation of this one."""


def plan_json(plan: HasApi | Mapping[str, Any]) -> str:
    """The answer as JSON, indented by four blanks, with a newline at its end."""
    answer = plan if isinstance(plan, Mapping) else plan.to_api()
    whole = {**_ANSWER, **answer}
    whole["Annotations"] = _annotations(whole["Annotations"])
    whole["CreatedEvals"] = _each(_EVALUATION, whole["CreatedEvals"])
    whole["FailedTGAllocs"] = _each_value(_METRIC, whole["FailedTGAllocs"])
    whole["Diff"] = _diff(whole["Diff"])
    return json.dumps(_sorted(whole), indent=4, ensure_ascii=False) + "\n"


def _annotations(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if given is None:
        return None
    whole = {**_ANNOTATIONS, **given}
    whole["DesiredTGUpdates"] = _each_value(_DESIRED_UPDATES, whole["DesiredTGUpdates"])
    whole["PreemptedAllocs"] = _each(_PREEMPTED, whole["PreemptedAllocs"])
    return _sorted(whole)


def _diff(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A diff is whole already; only its structs' keys are sorted, and the counts of a group put in order."""
    if given is None:
        return None
    whole = _sorted(given)
    for key in ("Fields", "Objects", "TaskGroups", "Tasks"):
        if whole.get(key):
            whole[key] = [_diff(part) for part in whole[key]]
    if whole.get("Updates"):
        updates = whole["Updates"]
        whole["Updates"] = {key: updates[key] for key in _UPDATE_ORDER if key in updates}
    return whole


def _each(defaults: Mapping[str, Any], items: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    return None if items is None else [_sorted({**defaults, **item}) for item in items]


def _each_value(defaults: Mapping[str, Any], items: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if items is None else {key: _sorted({**defaults, **item}) for key, item in items.items()}


def _sorted(struct: Mapping[str, Any]) -> dict[str, Any]:
    return {key: struct[key] for key in sorted(struct)}
