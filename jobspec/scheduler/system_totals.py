"""The end of a system job's plan: how many nodes each group has, which canaries stay, what its deployment becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from jobspec.cluster import DeploymentGroup
from jobspec.scheduler.outcome import Outcome, Placed, Updated
from jobspec.scheduler.reconcile.deployments import strategy
from jobspec.scheduler.reconcile.node_rollout import NodeRollout
from jobspec.scheduler.reconcile.nodes import Item, NodeDiff

Tree = Mapping[str, Any]


class Totals:
    """Nodes by group, while placements are tried."""

    def __init__(self, nodes: Counter[str], replaced: Counter[str]) -> None:
        self.nodes = nodes
        """Candidate nodes: all that do not turn out to be unfit or full."""
        self.replaced = replaced
        """Allocations that a change of the job replaces."""

    @classmethod
    def of(cls, diff: NodeDiff, in_place: Iterable[Item], changed: Iterable[Item]) -> Totals:
        """What there is before any node was asked."""
        replaced = [item.group for item in changed]
        others = (item.group for item in (*diff.place, *in_place, *diff.ignore))
        return cls(Counter([*others, *replaced]), Counter(replaced))

    def lose(self, item: Item) -> None:
        """A node turned out to be unfit or full."""
        self.nodes[item.group] -= 1
        if item.alloc is not None:
            self.replaced[item.group] -= 1


def conclude(job: Tree, rollout: NodeRollout, totals: Totals, diff: NodeDiff, outcome: Outcome) -> None:
    """Set the placements that are told, settle canaries, and write the deployment."""
    for group, count in totals.nodes.items():
        outcome.updates[group]["Place"] = count
    complete = True
    for group in job.get("TaskGroups") or () if rollout.id else ():
        name = group["Name"]
        if totals.nodes[name] < 1:
            if rollout.status == "successful":
                rollout.states[name] = None
            continue
        if (state := rollout.states.get(name)) is not None:
            state = state._replace(desired_total=totals.nodes[name])
            canaries = _canaries_wanted(job, group, state, totals, diff)
            if canaries is not None:
                state = _settle_canaries(state, name, canaries, diff, outcome)
            rollout.states[name] = state
            complete = complete and canaries is None and state.healthy >= state.desired_total
    outcome.deployment, outcome.deployment_updates = rollout.finish(complete)


def _canaries_wanted(job: Tree, group: Tree, state: DeploymentGroup, totals: Totals, diff: NodeDiff) -> int | None:
    """How many canaries a group has while it is updated: a percentage of what is replaced. None: it has none."""
    update = strategy(group) or {}
    replaced = totals.replaced[group["Name"]]
    if not update.get("Canary") or state.promoted or not job.get("Version") or replaced <= 0:
        return None
    running = sum(1 for item in diff.ignore if item.group == group["Name"] and item.alloc and item.alloc.canary)
    percent: int = update["Canary"]
    parallel: int = update["MaxParallel"]
    return min(ceil(percent * (replaced + running) / 100), parallel)


def _settle_canaries(
    state: DeploymentGroup, group: str, wanted: int, diff: NodeDiff, outcome: Outcome
) -> DeploymentGroup:
    """Keep as many canaries as are wanted; they were placed on all nodes, to find out which are fit.

    Those in the place of an earlier canary are kept in any case.
    """
    kept: list[str] = []
    if wanted:
        kept = [item.alloc.id for item in diff.ignore if item.group == group and item.alloc and item.alloc.canary]
        preferred = {one.alloc.id for one in outcome.placed if _replaces_canary(one, outcome)}
        room = wanted - len(preferred) - len(kept)
        for one in [one for one in outcome.placed if one.canary and one.alloc.group == group]:
            if room > 0 or one.alloc.id in preferred:
                room -= 1
                kept.append(one.alloc.id)
            else:
                _withdraw(one, outcome)
        # Canaries on disconnected nodes are no candidates either: the reference drops that they became unknown.
        outcome.updated = [one for one in outcome.updated if not _lost_canary(one, group)]
    outcome.updates[group]["Canary"] = len(kept)
    return state._replace(desired_canaries=wanted, placed_canaries=tuple(kept))


def _replaces_canary(placed: Placed, outcome: Outcome) -> bool:
    previous = outcome.draft.state.allocs.get(placed.alloc.previous)
    return previous is not None and previous.canary


def _lost_canary(updated: Updated, group: str) -> bool:
    return updated.kind == "disconnect" and updated.alloc.group == group and updated.alloc.canary


def _withdraw(placed: Placed, outcome: Outcome) -> None:
    """Take a canary out again, and the stop of what it would have replaced."""
    outcome.placed.remove(placed)
    outcome.draft.withdraw(placed.alloc)
    previous = outcome.draft.state.allocs.get(placed.alloc.previous)
    if previous is not None:
        outcome.draft.cancel_stop(previous)
