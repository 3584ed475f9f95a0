"""From a group to a node: who is asked in which order, filtered by what, ranked how."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple

from jobspec.cluster import Node
from jobspec.cluster.records import SchedulerConfig
from jobspec.scheduler.ask import GroupAsk, JobAsk
from jobspec.scheduler.board import Board
from jobspec.scheduler.draft import Draft
from jobspec.scheduler.feasible.checks import Feasibility
from jobspec.scheduler.feasible.classes import ClassMemory
from jobspec.scheduler.known import KnownFits
from jobspec.scheduler.metrics import Metric
from jobspec.scheduler.preempt import preemption_score
from jobspec.scheduler.rank.affinity import affinity_score
from jobspec.scheduler.rank.binpack import fit_score
from jobspec.scheduler.rank.boosts import Boosts
from jobspec.scheduler.rank.fitting import Fitting, fit
from jobspec.scheduler.rank.offer import Offer
from jobspec.scheduler.rank.spreads import Spreads
from jobspec.scheduler.scorers import ColumnScorer, LedgerScorer, Scorer, Unfit
from jobspec.scheduler.search import NODE_LIMIT, Ring, best_of, first_limit, sampled
from jobspec.scheduler.trace import Observer

Search = Literal["best", "reference"]

FEW_NODES = 2
"""So few are looked at one by one: a board would not pay."""


class Wish(NamedTuple):
    """What is special about one placement."""

    name: str = ""
    penalty: Collection[str] = ()
    """Nodes on which earlier tries failed."""
    preferred: Node | None = None
    """A node to try alone first."""
    evicts: bool = False


class Stack:
    """Finds nodes for the groups of one job, one after the other, on a draft that grows.

    The stack of system jobs asks single nodes, scores by fit alone and forgets node classes before each.
    """

    def __init__(self, draft: Draft, job_type: str, search: Search, observer: Observer) -> None:
        self.system = job_type in ("system", "sysbatch")
        self.memory = ClassMemory()
        self.metric = Metric()
        self._batch = job_type == "batch"
        self._search = search
        self._observer = observer
        self._draft = draft
        self._feasibility = Feasibility(draft, self.memory, single_hosts=not self.system)
        self._spreads = Spreads(draft)
        self._known = KnownFits(draft, self._feasibility)
        self._ring = Ring(())
        self._limit = 2
        self._config = SchedulerConfig()
        self._job: JobAsk | None = None
        self._board: Board | None = None
        self._board_group: GroupAsk | None = None
        self._touched = 0

    def set_job(self, job: JobAsk, config: SchedulerConfig) -> None:
        """Turns to a version of the job; to the same one, nothing is begun anew."""
        self._config = config
        if self._job is not None and self._job.version == job.version:
            return
        self._job = job
        self._board_group = None
        self._known.forget()
        self._feasibility.set_job(job)
        self._spreads.set_job(job.raw.get("Spreads"))

    def set_nodes(self, nodes: Sequence[Node]) -> None:
        """Sets the nodes to visit, in their order; the first placement begins with the first."""
        self._ring = Ring(nodes)
        self._board_group = None
        self._limit = first_limit(len(nodes), batch=self._batch)

    def select(self, group: GroupAsk, wish: Wish) -> Offer | None:
        """The node for one allocation of a group; `metric` tells how it was found, or why none was."""
        if wish.preferred is not None:
            nodes, plain = self._ring.nodes, wish._replace(preferred=None)
            self._ring = Ring([wish.preferred])
            found = self.select(group, plain)
            self._ring = Ring(nodes)
            return found or self.select(group, plain)
        if self._job is None:
            raise ValueError("a stack needs a job before it selects nodes")
        self._ring.new_round()
        self._observer.begin(group, wish.name)
        if (board := self._board_again(group, wish)) is not None:
            return self._from_board(board)
        self.metric = Metric()
        if self.system:
            self.memory.forget()
        self._feasibility.set_group(group, wish.name)
        spread = not self.system and self._spreads.set_group(group)
        if group.affinities or spread:
            self._limit = max(group.count, self._config.node_limit or NODE_LIMIT)
        if self._search == "best" and not self.system:
            return self._best(group, wish, spread)
        candidates = self._candidates(group, wish, spread)
        return next(candidates, None) if self.system else best_of(sampled(candidates, self._limit))

    def _best(self, group: GroupAsk, wish: Wish, spread: bool) -> Offer | None:
        """The best of all nodes: from a new board where it may be trusted, else by the loop over all of them."""
        if self._ordinary(wish) and self._promises(group, spread):
            board = self._board = self._new_board(group, spread)
            self._board_group = group
            self._touched = len(self._draft.touched)
            if board.sound:
                return self._from_board(board)
        self.metric.in_order = True
        return best_of(self._candidates(group, wish, spread))

    def _ordinary(self, wish: Wish) -> bool:
        return not (wish.penalty or wish.evicts or self._observer.wants_all)

    def _promises(self, group: GroupAsk, spread: bool) -> bool:
        """Whether a placement changes nothing but its own node, and what spreads make of it."""
        single = len(self._ring.nodes) < FEW_NODES
        return not single and self._feasibility.local(group) and (not spread or self._spreads.steady(group))

    def _board_again(self, group: GroupAsk, wish: Wish) -> Board | None:
        """The board of the last search, if it is one for the same group: then nothing else has to be set up."""
        if self._board_group is not group:
            # What other groups leave behind in spreads and checks, the board would not hear of.
            self._board = None
        board = self._board
        same = board is not None and board.nodes is self._ring.nodes
        if board is None or not (same and board.sound and self._ordinary(wish)):
            return None
        self._spreads.refresh(group)
        touched = self._draft.touched
        board.look_again(touched[self._touched :])
        self._touched = len(touched)
        return board if board.sound else None

    def _from_board(self, board: Board) -> Offer | None:
        ranked = board.best()
        if ranked is None:
            self.metric = board.failure()
            return None
        self.metric = board.metric()
        return board.offer(ranked)

    def _new_board(self, group: GroupAsk, spread: bool) -> Board:
        job = self._asked_job()
        nodes = self._ring.nodes
        how = self._fitting(evicts=False)
        scorer: Scorer
        if columns_tell_all(group, job):
            scorer = ColumnScorer(nodes, group, job, how, lambda node: self._feasibility.problem(node, group))
        else:
            scorer = LedgerScorer(nodes, lambda node: self._found(node, group, how))
        return Board(nodes, scorer, Boosts(self._spreads, group) if spread else None)

    def _found(self, node: Node, group: GroupAsk, how: Fitting) -> Offer | Unfit:
        problem = self._feasibility.problem(node, group)
        if problem is not None:
            return Unfit(problem, exhausted=False)
        offer = self._fitted(node, group, how, Wish())
        return Unfit(offer, exhausted=True) if isinstance(offer, str) else offer

    def _fitting(self, *, evicts: bool) -> Fitting:
        job = self._asked_job()
        return Fitting(self._draft, (job.namespace, job.id), job.priority, fit_score(self._config.algorithm), evicts)

    def _candidates(self, group: GroupAsk, wish: Wish, spread: bool) -> Iterator[Offer]:
        metric, observer, feasibility = self.metric, self._observer, self._feasibility
        how = self._fitting(evicts=wish.evicts)
        known: dict[str, Offer | str] = {} if wish.evicts or self.system else self._known.of(group)
        losses = self.memory.losses if feasibility.class_tells_all else -1
        for node in self._ring:
            metric.evaluated += 1
            offer = known.get(node.id)
            if offer is None or (losses != self.memory.losses and not feasibility.still_good(node, group)):
                problem = feasibility.problem(node, group)
                if problem is not None:
                    metric.filter(node, problem)
                    observer.filtered(node, group, problem)
                    continue
            new = offer is None or node.id in wish.penalty
            if new:
                offer = self._fitted(node, group, how, wish)
                if node.id not in wish.penalty:
                    known[node.id] = offer
            if not isinstance(offer, Offer):
                if offer:
                    metric.exhaust(node, offer)
                    observer.exhausted(node, group, offer, self._draft.ledger(node))
                continue
            shown = self._settled(offer, spread) if new or spread else offer.shown
            metric.score(node, offer.final, shown)
            observer.scored(node, group, offer.final, shown)
            yield offer

    def _fitted(self, node: Node, group: GroupAsk, how: Fitting, wish: Wish) -> Offer | str:
        """The offer of a node with the scores that depend on it alone, or the dimension that is exhausted."""
        offer = fit(node, group, how)
        if isinstance(offer, Offer):
            self._rank(offer, wish)
        return offer

    def _asked_job(self) -> JobAsk:
        if self._job is None:
            raise ValueError("a stack needs a job before it selects nodes")
        return self._job

    def _rank(self, offer: Offer, wish: Wish) -> None:
        """Adds the scores that depend on the node alone."""
        if self.system:
            return
        node, group = offer.node, offer.group
        crowd = self._draft.ledger(node).crowd.get((self._asked_job().id, group.name), 0)
        offer.add("job-anti-affinity", -(crowd + 1) / group.count if crowd else 0.0, counts=crowd > 0)
        failed_here = node.id in wish.penalty
        offer.add("node-reschedule-penalty", -1.0 if failed_here else 0.0, counts=failed_here)
        affinities = group.affinities
        offer.add("node-affinity", affinity_score(affinities, node) if affinities else 0.0, counts=bool(affinities))

    def _settled(self, offer: Offer, spread: bool) -> dict[str, float]:
        """Settles the final score with the scores that depend on other nodes, too; all scores by name."""
        more: dict[str, float] = {}
        if spread and (boost := self._spreads.score(offer.node, offer.group)):
            more["allocation-spread"] = boost
        if offer.preempted and not self.system:
            jobs = (self._draft.state.job_of(alloc) for alloc in offer.preempted)
            more["preemption"] = preemption_score((job or {}).get("Priority") or 0 for job in jobs)
        offer.settle(more.values())
        return {**offer.shown, **more} if more else offer.shown


def columns_tell_all(group: GroupAsk, job: JobAsk) -> bool:
    """Whether nothing but sums of CPU, memory and disk, and a number of ports, says where an allocation fits."""
    return (group.plain or bool(group.dynamic)) and not (job.distinct_hosts or group.distinct_hosts)
