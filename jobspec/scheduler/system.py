"""System and sysbatch jobs: reconciles node by node, then asks each node that lacks an allocation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from jobspec import wire
from jobspec.cluster import Alloc, ClusterState, Node
from jobspec.scheduler.ask import JobAsk
from jobspec.scheduler.draft import Draft, Stopped
from jobspec.scheduler.eligible import in_pool
from jobspec.scheduler.metrics import Metric
from jobspec.scheduler.nodes import ReadyNodes
from jobspec.scheduler.outcome import Outcome, Placed, Updated
from jobspec.scheduler.placement import Names, allocated, new_alloc, rewritten
from jobspec.scheduler.rank.offer import Offer
from jobspec.scheduler.reconcile.node_rollout import NodeRollout
from jobspec.scheduler.reconcile.nodes import Item, NodeDiff, counted, diff_nodes
from jobspec.scheduler.reconcile.service import already_lost
from jobspec.scheduler.reconcile.types import Situation, no_counts
from jobspec.scheduler.reconcile.updates import Changes, stays_within
from jobspec.scheduler.removal import without_those
from jobspec.scheduler.stack import Stack, Wish
from jobspec.scheduler.system_limits import within_limits
from jobspec.scheduler.system_totals import Totals, conclude

Tree = Mapping[str, Any]


class SystemRun:
    """One scheduling run of a system or sysbatch job."""

    def __init__(self, state: ClusterState, job: Tree, stack: Stack, draft: Draft, now: int, eval_id: str) -> None:
        self._state = state
        self._job = job
        self._ask = JobAsk(job)
        self._stack = stack
        self._draft = draft
        self._eval_id = eval_id
        self._config = state.config_for(self._ask.pool)
        self._evicts = self._config.preempts(self._ask.type)
        self._ids = Names(self._ask.namespace, self._ask.id, state.index, eval_id)
        self._ready = ReadyNodes([], {}) if job.get("Stop") else ReadyNodes.of(state, job)
        latest = state.latest_deployment(self._ask.namespace, self._ask.id) if self._ask.type == "system" else None
        self._rollout = NodeRollout(job, latest)
        self._situation = self._situation_at(now)
        self._changes = Changes(self._situation)
        self._filtered: dict[str, Metric] = {}
        """Nodes that cannot run a group, put together by group."""

    def _situation_at(self, now: int) -> Situation:
        ask, state = self._ask, self._state
        return Situation(
            job=self._job,
            allocs=self._draft.own_allocs,
            job_of=state.job_of,
            version=lambda version: state.job_version(ask.namespace, ask.id, version),
            node=state.nodes.get,
            deployments=state.deployments_of(ask.namespace, ask.id),
            now=now,
            eval_id=self._eval_id,
            fit=lambda alloc, group: self._fit_in_place(alloc, group["Name"]),
        )

    def run(self) -> Outcome:
        """Everything that the plan does."""
        if not self._job.get("Stop"):
            self._stack.set_job(self._ask, self._config)
        outcome = Outcome(self._draft, {})
        diff = diff_nodes(self._situation, self._eligible(), self._unready(), self._rollout)
        self._apply(diff, outcome)
        in_place, changed = self._update(diff, outcome)
        self._count(diff, in_place, changed, outcome)
        totals = Totals.of(diff, in_place, changed)
        placements = self._replace(diff, changed)
        self._queue(placements, outcome)
        existing = {item.group for item in (*in_place, *diff.ignore)}
        for item in placements:
            if (node := self._eligible().get(item.node_id)) is not None:
                self._place(item, node, existing, totals, outcome)
        if self._ask.type == "system":
            conclude(self._job, self._rollout, totals, diff, outcome)
        outcome.settle_queue()
        return outcome

    def _eligible(self) -> dict[str, Node]:
        return {node.id: node for node in self._ready.nodes}

    def _unready(self) -> Iterable[str]:
        if self._job.get("Stop"):
            return ()
        return (node.id for node in self._state.nodes.values() if not node.ready and in_pool(node, self._job))

    def _apply(self, diff: NodeDiff, outcome: Outcome) -> None:
        """Stop and set to unknown what the differ says."""
        for stop in already_lost(self._situation):
            self._draft.stop(Stopped(stop.alloc, stop.description, stop.client_status))
        for items, description, status in (
            (diff.stop, wire.ALLOC_NOT_NEEDED, ""),
            (diff.migrate, wire.ALLOC_NODE_TAINTED, ""),
            (diff.lost, wire.ALLOC_LOST, "lost"),
        ):
            for alloc in _allocs(items):
                self._draft.stop(Stopped(alloc, description, status))
        for alloc in _allocs(diff.disconnecting):
            written = rewritten(alloc, ClientStatus="unknown", ClientDescription=wire.ALLOC_UNKNOWN)
            outcome.write(Updated(written, "disconnect", alloc.deployment_id))

    def _update(self, diff: NodeDiff, outcome: Outcome) -> tuple[list[Item], list[Item]]:
        """Tell the new job to what can take it in place. Gives those that did, and those to be replaced."""
        in_place: list[Item] = []

        def updated(item: Item) -> bool:
            if done := self._updated(item, outcome):
                in_place.append(item)
            return done

        return in_place, without_those([*diff.update, *diff.reconnecting], updated)

    def _updated(self, item: Item, outcome: Outcome) -> bool:
        alloc = item.alloc
        if alloc is None or self._changes.replace(alloc):
            return False
        if alloc.terminal:
            return True
        if not stays_within(alloc, self._situation):
            return False
        offer = self._fit_in_place(alloc, item.group)
        if offer is None:
            return False
        deployment = self._rollout.id
        resources = allocated(offer, self._config.memory_oversubscription, alloc, keeps_cores=False)
        changes = {"AllocatedResources": resources, "DeploymentID": deployment, "DeploymentStatus": None}
        written = rewritten(alloc, JobVersion=self._ask.version, **changes)
        outcome.write(Updated(written, "in_place", deployment))
        return True

    def _fit_in_place(self, alloc: Alloc, group: str) -> Offer | None:
        node = self._state.nodes.get(alloc.node_id)
        if node is None:
            return None
        self._stack.set_nodes([node])
        self._draft.stop(Stopped(alloc, wire.ALLOC_UPDATING))
        offer = self._stack.select(self._ask.groups[group], Wish(alloc.name, evicts=self._evicts))
        self._draft.take_back(alloc)
        return offer

    def _count(self, diff: NodeDiff, in_place: list[Item], changed: list[Item], outcome: Outcome) -> None:
        updates = [("InPlaceUpdate", item) for item in in_place] + [("DestructiveUpdate", item) for item in changed]
        for counter, item in (*counted(diff), *updates):
            outcome.updates.setdefault(item.group, no_counts())[counter] += 1

    def _replace(self, diff: NodeDiff, changed: list[Item]) -> list[Item]:
        """Stop what is to be replaced, as far as the limits go. Gives all that is to be placed."""
        replaced = within_limits(self._job, changed, diff.ignore, self._rollout.id)
        for alloc in _allocs(replaced):
            self._draft.stop(Stopped(alloc, wire.ALLOC_UPDATING))
        return [*diff.place, *replaced]

    def _queue(self, placements: list[Item], outcome: Outcome) -> None:
        # A sysbatch job that places anything names no group that it does not place.
        unnamed = self._job.get("Stop") or (placements and self._ask.type == "sysbatch")
        groups = () if unnamed else self._ask.groups
        outcome.queued = dict.fromkeys(groups, 0) | Counter(item.group for item in placements)

    def _place(self, item: Item, node: Node, existing: set[str], totals: Totals, outcome: Outcome) -> None:
        group = self._ask.groups[item.group]
        self._stack.set_nodes([node])
        offer = self._stack.select(group, Wish(item.name, evicts=self._evicts))
        metric = self._stack.metric
        if offer is not None:
            self._take(item, offer, metric, outcome)
            return
        totals.lose(item)
        if metric.filtered:
            self._leave_out(item.group, metric, existing, outcome)
        else:
            self._tell_of_nodes(metric)
            metric.pool = self._ask.pool
            if outcome.fail(group.raw, metric):
                outcome.block(self._stack.memory, len(outcome.evals), node.id)

    def _leave_out(self, group: str, metric: Metric, existing: set[str], outcome: Outcome) -> None:
        """A node that cannot run the group is no failure, unless the group runs nowhere."""
        outcome.queued[group] -= 1
        known = self._filtered.get(group)
        if known is None:
            self._filtered[group] = known = metric
        else:
            known.add_filtered(metric)
        if outcome.queued[group] <= 0 and group not in existing:
            outcome.failed[group] = known
        if self._ask.type == "sysbatch":
            # Replacements are not counted in it before; the reference's unsigned number then wraps around.
            outcome.updates[group]["Place"] = (outcome.updates[group]["Place"] - 1) % 2**64

    def _tell_of_nodes(self, metric: Metric) -> None:
        metric.available = self._ready.by_datacenter
        metric.in_pool = len(self._ready.nodes)
        metric.settle()

    def _take(self, item: Item, offer: Offer, metric: Metric, outcome: Outcome) -> None:
        self._tell_of_nodes(metric)
        more: dict[str, Any] = {"DeploymentID": self._rollout.id if self._rollout.active else ""}
        if item.alloc is not None:
            more["PreviousAllocation"] = item.alloc.id
        canary = item.canary and bool(self._rollout.id)
        if canary:
            more["DeploymentStatus"] = {"Canary": True}
        oversubscribed = self._config.memory_oversubscription
        alloc = new_alloc(self._ids.next(), item.name, self._job, offer, oversubscribed, EvalID=self._eval_id, **more)
        for victim in offer.preempted:
            outcome.preempt(victim, alloc.id, item.group)
        outcome.placed.append(Placed(alloc, metric, tuple(victim.id for victim in offer.preempted), canary))
        self._draft.place(alloc)


def _allocs(items: Iterable[Item]) -> Iterable[Alloc]:
    return (item.alloc for item in items if item.alloc is not None)
