"""Policies that groups inherit from their job, and the defaults that depend on the job's type."""

from __future__ import annotations

from collections.abc import Mapping

from jobspec.canonical.walk import overlaid, unset
from jobspec.model.states import Tree

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

LONG_RUNNING_RESTART: Tree = {
    "Interval": 30 * MINUTE,
    "Attempts": 2,
    "Delay": 15 * SECOND,
    "Mode": "fail",
    "RenderTemplates": False,
}
BATCH_RESTART: Tree = LONG_RUNNING_RESTART | {"Interval": 24 * HOUR, "Attempts": 3}
RESTART: Mapping[str, Tree] = {"service": LONG_RUNNING_RESTART, "system": LONG_RUNNING_RESTART}
"""By job type; all others restart like batch jobs."""

NO_RESCHEDULE: Tree = {"Attempts": 0, "Interval": 0, "Delay": 0, "DelayFunction": "", "MaxDelay": 0, "Unlimited": False}
RESCHEDULE: Mapping[str, Tree] = {
    "service": NO_RESCHEDULE
    | {"Delay": 30 * SECOND, "DelayFunction": "exponential", "MaxDelay": HOUR, "Unlimited": True},
    "batch": NO_RESCHEDULE | {"Attempts": 1, "Interval": 24 * HOUR, "Delay": 5 * SECOND, "DelayFunction": "constant"},
}
"""By job type; all others have zeros."""

NEVER_RESCHEDULED = ("system", "sysbatch")
"""Job types whose groups have no reschedule block unless one is written."""


def inherit_policies(group: Tree, job: Tree) -> None:
    """Give a fresh group its policies: the job's, overlaid by its own, over the defaults of the job's type."""
    kind = job["Type"]
    group["Update"] = inherited(
        None if says_nothing(job["Update"]) and not group["Update"] else job["Update"], group["Update"]
    )
    group["Migrate"] = inherited(job["Migrate"], group["Migrate"])
    if group["Migrate"] is None and kind == "service":
        group["Migrate"] = unset("MigrateStrategy")
    reschedule = inherited(job["Reschedule"], group["ReschedulePolicy"])
    if reschedule is not None or kind not in NEVER_RESCHEDULED:
        reschedule = overlaid(RESCHEDULE.get(kind, NO_RESCHEDULE), reschedule or {})
    group["ReschedulePolicy"] = reschedule
    group["RestartPolicy"] = overlaid(RESTART.get(kind, BATCH_RESTART), group["RestartPolicy"] or {})


def inherited(below: Tree | None, above: Tree | None) -> Tree | None:
    """The job's block overlaid by the group's; one of them if there is no other."""
    return overlaid(below, above) if below is not None and above is not None else above if below is None else below


def says_nothing(block: Tree | None) -> bool:
    """Whether each value of a block is zero, which is as good as no block to those who inherit it."""
    return not block or not any(block.values())
