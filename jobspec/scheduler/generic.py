"""Service and batch jobs: reconciles, then finds a node for each wanted allocation, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec import wire
from jobspec.cluster import Alloc, ClusterState, Node
from jobspec.scheduler.ask import GroupAsk, JobAsk
from jobspec.scheduler.draft import Draft, Stopped
from jobspec.scheduler.metrics import Metric
from jobspec.scheduler.nodes import ReadyNodes, VisitingOrder
from jobspec.scheduler.outcome import CreatedEval, Outcome, Placed, Updated
from jobspec.scheduler.placement import (
    Names,
    NewAlloc,
    Prototype,
    allocated,
    resources_of,
    rewritten,
    with_reschedule_note,
)
from jobspec.scheduler.rank.offer import Offer
from jobspec.scheduler.reconcile.service import reconcile
from jobspec.scheduler.reconcile.types import Placement, Reconciliation, Situation
from jobspec.scheduler.rescheduled import reschedule_tracker
from jobspec.scheduler.stack import Stack, Wish

Tree = Mapping[str, Any]


class GenericRun:
    """One scheduling run of a service or batch job."""

    def __init__(
        self, state: ClusterState, job: Tree, stack: Stack, draft: Draft, order: VisitingOrder, now: int, eval_id: str
    ) -> None:
        self._state = state
        self._job = job
        self._ask = JobAsk(job)
        self._stack = stack
        self._draft = draft
        self._order = order
        self._now = now
        self._eval_id = eval_id
        self._config = state.config_for(self._ask.pool)
        self._ready = ReadyNodes([], {})
        self._asks = {self._ask.version: self._ask}
        self._prototypes: dict[tuple[int, str], Prototype] = {}
        self._ids = Names(self._ask.namespace, self._ask.id, state.index, eval_id)

    def run(self) -> Outcome:
        """Everything that the plan does."""
        stopped = bool(self._job.get("Stop"))
        if not stopped:
            self._stack.set_job(self._ask, self._config)
        found = reconcile(self._situation())
        outcome = Outcome(self._draft, found.updates)
        outcome.deployment = found.deployment
        outcome.deployment_updates = list(found.deployment_updates)
        self._apply(found, outcome)
        self._place_all(found, outcome)
        if outcome.failed:
            outcome.block(self._stack.memory, 0)
            outcome.blocked = True
        outcome.evals += [
            CreatedEval(one.id, one.trigger, "pending", one.description, one.wait_until) for one in found.follow_ups
        ]
        outcome.settle_queue()
        return outcome

    def _situation(self) -> Situation:
        ask, state = self._ask, self._state
        return Situation(
            job=self._job,
            allocs=self._draft.own_allocs,
            job_of=state.job_of,
            version=lambda version: state.job_version(ask.namespace, ask.id, version),
            node=state.nodes.get,
            deployments=state.deployments_of(ask.namespace, ask.id),
            now=self._now,
            eval_id=self._eval_id,
            fit=self._fit_in_place,
        )

    def _fit_in_place(self, alloc: Alloc, group: Tree) -> Offer | None:
        node = self._state.nodes.get(alloc.node_id)
        if node is None:
            return None
        self._stack.set_nodes([node])
        self._draft.stop(Stopped(alloc, wire.ALLOC_UPDATING))
        offer = self._stack.select(self._ask.group(group), Wish(alloc.name))
        self._draft.take_back(alloc)
        return offer

    def _apply(self, found: Reconciliation, outcome: Outcome) -> None:
        for stop in found.stops:
            self._draft.stop(Stopped(stop.alloc, stop.description, stop.client_status, stop.follow_up))
        ordered = sorted(found.touched, key=lambda one: ("disconnect", "reconnect", "attribute").index(one.kind))
        before = [one for one in ordered if one.kind != "attribute"]
        for one in before:
            outcome.write(self._touched(one))
        for update in found.in_place:
            offer = update.offer
            changes: dict[str, Any] = {"DeploymentID": update.deployment}
            if isinstance(offer, Offer):
                changes["AllocatedResources"] = allocated(offer, self._config.memory_oversubscription, update.alloc)
            if not update.keeps_health:
                changes["DeploymentStatus"] = None
            written = rewritten(update.alloc, JobVersion=self._ask.version, **changes)
            outcome.write(Updated(written, "in_place", update.deployment, offered=offer is not None))
        for one in ordered[len(before) :]:
            outcome.write(self._touched(one))

    def _touched(self, one: Any) -> Updated:
        changes: dict[str, Any] = {}
        if one.client_status:
            changes["ClientStatus"] = one.client_status
        if one.client_description:
            changes["ClientDescription"] = one.client_description
        if one.follow_up:
            changes["FollowupEvalID"] = one.follow_up
        return Updated(rewritten(one.alloc, **changes), one.kind, one.alloc.deployment_id, one.follow_up)

    def _set_nodes(self, job: Tree) -> None:
        self._ready = ReadyNodes.of(self._state, job)
        self._stack.set_nodes(self._order.apply(self._ready.nodes))

    def _place_all(self, found: Reconciliation, outcome: Outcome) -> None:
        wanted = [(one, True) for one in found.destructive] + [(one, False) for one in found.placements]
        if not wanted:
            outcome.queued = {group["Name"]: 0 for group in self._job.get("TaskGroups") or ()}
            return
        for placement, _ in wanted:
            outcome.queued[placement.group] = outcome.queued.get(placement.group, 0) + 1
        self._set_nodes(self._job)
        for placement, destructive in wanted:
            self._place(placement, destructive, found, outcome)

    def _place(self, placement: Placement, destructive: bool, found: Reconciliation, outcome: Outcome) -> None:
        job = placement.job or self._job
        ask = self._asks.setdefault(job.get("Version") or 0, JobAsk(job)) if placement.job else self._ask
        group = ask.groups[placement.group]
        if group.name in outcome.failed:
            outcome.fail(group.raw, outcome.failed[group.name])
            return
        older = placement.job is not None
        moves = older and _other_nodes(job, self._job)
        if older:
            self._stack.set_job(ask, self._config)
        if moves:
            self._set_nodes(job)
        previous = placement.previous
        # Also of an older version it is the planned one that says whether the disk is to be kept.
        preferred = self._preferred(previous, self._ask.groups[placement.group].sticky)
        if destructive and previous is not None:
            self._draft.stop(Stopped(previous, wire.ALLOC_UPDATING))
        offer, metric = self._select(placement, ask, preferred)
        if older:
            self._stack.set_job(self._ask, self._config)
        if moves:
            self._set_nodes(self._job)
        if offer is None:
            self._give_up(placement, destructive, group.raw, metric, outcome)
        else:
            self._take(placement, offer, ask, metric, found, outcome)

    def _preferred(self, previous: Alloc | None, sticky: bool) -> Node | None:
        if previous is None or not sticky:
            return None
        former = self._state.job_of(previous) or {}
        if any(former.get(key) != self._job.get(key) for key in ("NodePool", "Datacenters")):
            return None
        node = self._state.nodes.get(previous.node_id)
        return node if node is not None and node.ready else None

    def _select(self, placement: Placement, ask: JobAsk, preferred: Node | None) -> tuple[Offer | None, Metric]:
        group = ask.groups[placement.group]
        wish = Wish(placement.name, _penalty_nodes(placement.previous), preferred)
        offer = self._stack.select(group, wish)
        if offer is None and self._state.config.preempts(self._ask.type):
            offer = self._stack.select(group, wish._replace(evicts=True))
        metric = self._stack.metric
        metric.available = self._ready.by_datacenter
        metric.in_pool = len(self._ready.nodes)
        metric.pool = self._ask.pool
        metric.settle()
        return offer, metric

    def _give_up(self, placement: Placement, destructive: bool, group: Tree, metric: Metric, outcome: Outcome) -> None:
        outcome.fail(group, metric)
        previous = placement.previous
        if previous is not None and (destructive or placement.reschedule):
            self._draft.take_back(previous)
        if previous is not None and placement.reschedule and not outcome.note(previous.id, wire.RESCHEDULE_UNPLACED):
            noted = with_reschedule_note(previous, wire.RESCHEDULE_UNPLACED)
            outcome.write(Updated(noted, "attribute", noted.deployment_id))

    def _take(
        self,
        placement: Placement,
        offer: Offer,
        ask: JobAsk,
        metric: Metric,
        found: Reconciliation,
        outcome: Outcome,
    ) -> None:
        group, previous = offer.group, placement.previous
        id = self._ids.next()
        name = found.names[group.name].claim(placement.name) if group.name in found.names else placement.name
        prototype = self._prototype(ask, group)
        own: dict[str, Any] = {"DeploymentID": placement.deployment}
        if previous is not None:
            own["PreviousAllocation"] = previous.id
            if placement.reschedule:
                own["RescheduleTracker"] = reschedule_tracker(previous, self._state.group_of(previous), self._now)
                self._note_rescheduled(previous, outcome)
        if placement.canary:
            own["DeploymentStatus"] = {"Canary": True}
        if prototype.shared is None:
            own["AllocatedResources"] = resources_of(group, self._config.memory_oversubscription, offer)
        alloc = NewAlloc(prototype, id, name, offer, own)
        for victim in offer.preempted:
            outcome.preempt(victim, alloc.id, group.name)
        evicted = tuple(victim.id for victim in offer.preempted) if offer.preempted else ()
        canary = "DeploymentStatus" in own
        outcome.placed.append(Placed(alloc, metric, evicted, canary, placement.reschedule))
        self._draft.add(alloc)

    def _prototype(self, ask: JobAsk, group: GroupAsk) -> Prototype:
        key = (ask.version, group.name)
        prototype = self._prototypes.get(key)
        if prototype is None:
            oversubscribed = self._config.memory_oversubscription
            prototype = self._prototypes[key] = Prototype(group, ask.raw, oversubscribed, EvalID=self._eval_id)
        return prototype

    def _note_rescheduled(self, previous: Alloc, outcome: Outcome) -> None:
        # The old allocation with that note takes the place of the stop, so its reason is lost: as in the reference.
        if not self._draft.exchange_stop(Stopped(previous, "", rescheduled=wire.RESCHEDULE_OK)):
            outcome.note(previous.id, wire.RESCHEDULE_OK)


def _penalty_nodes(previous: Alloc | None) -> frozenset[str]:
    if previous is None:
        return frozenset()
    nodes = {event.previous_node for event in previous.reschedule_events}
    return frozenset(nodes | {previous.node_id} if previous.client_status == "failed" else nodes)


def _other_nodes(one: Tree, other: Tree) -> bool:
    datacenters = set(one.get("Datacenters") or ()) != set(other.get("Datacenters") or ())
    return datacenters or one.get("NodePool") != other.get("NodePool")
