"""Evaluations for later: several allocations due at about the same time share one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from jobspec import wire
from jobspec.cluster.times import SECOND
from jobspec.scheduler.reconcile.reschedule import Later
from jobspec.scheduler.reconcile.types import FollowUp

BATCH_WINDOW = 5 * SECOND
"""What is due within this time after the first of a batch shares its evaluation."""


class Reason(NamedTuple):
    """Why something is looked at later: trigger and description of the first evaluation, and of the others."""

    first: tuple[str, str]
    others: tuple[str, str]


RESCHEDULE = Reason((wire.EVAL_RESCHEDULE, wire.DELAYED_RESCHEDULING), (wire.EVAL_RETRY_FAILED, ""))
STOPPED_ON_CLIENT = Reason((wire.EVAL_RETRY_FAILED, wire.DELAYED_RESCHEDULING), (wire.EVAL_RETRY_FAILED, ""))
DISCONNECT_TIMEOUT = Reason(*[(wire.EVAL_DISCONNECT_TIMEOUT, wire.DELAYED_DISCONNECT)] * 2)


def follow_ups(later: Iterable[Later], reason: Reason, scope: str) -> tuple[list[FollowUp], dict[str, str]]:
    """The evaluations needed, and by allocation ID the ID of the one that will look at it.

    `scope` makes the IDs differ from those of other calls.
    """
    made: list[FollowUp] = []
    by_alloc: dict[str, str] = {}
    for alloc, at in sorted(later, key=lambda one: one.at):
        if not made or at - made[-1].wait_until >= BATCH_WINDOW:
            trigger, description = reason.others if made else reason.first
            made.append(FollowUp(f"{scope}/{len(made)}", trigger, description, at))
        by_alloc[alloc.id] = made[-1].id
    return made, by_alloc
