"""The search for the best of all nodes without looking at all of them again: only a touched node is judged anew.

It gives what the loop over all nodes gives, as long as placing an allocation changes nothing but its own node, and
what spreads make of the attribute values. Whoever cannot promise that takes the loop. It counts nothing on its way: it
keeps a record, from which the metrics of each search are made when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.candidates import Candidates, Ranked
from jobspec.scheduler.metrics import Metric
from jobspec.scheduler.rank.boosts import Boosts
from jobspec.scheduler.rank.offer import Offer
from jobspec.scheduler.scorers import Found, Scorer, Unfit
from jobspec.scheduler.search_record import LaterMetric, SearchRecord


class Board:
    """All nodes and what is known of each, for the allocations of one group."""

    def __init__(self, nodes: Sequence[Node], scorer: Scorer, boosts: Boosts | None) -> None:
        self.nodes = nodes
        self._scorer = scorer
        self._boosts = boosts
        self._positions = {node.id: position for position, node in enumerate(nodes)}
        self._known: list[Found] = [scorer.examine(position) for position in range(len(nodes))]
        combinations = [0] * len(nodes) if boosts is None else [boosts.number(node) for node in nodes]
        self._candidates = Candidates(combinations)
        self._candidates.fill(found for found in self._known if not isinstance(found, Unfit))
        self._record = SearchRecord(nodes, scorer, list(self._known), combinations)
        self._due: set[int] = set()
        self._learned = False
        self.sound = all(isinstance(found, Unfit) or found[0] == found[0] for found in self._known)
        """Whether all sums can be compared: nothing of nothing is no number."""

    def look_again(self, touched: Sequence[Alloc | str]) -> None:
        """Judges touched nodes anew; the first time also the filtered ones, whose classes are known by now."""
        again: dict[int, None] = {}
        for touch in touched:
            node_id = touch if isinstance(touch, str) else touch.node_id
            position = self._positions.get(node_id)
            if position is not None:
                again[position] = None
                if isinstance(touch, str):
                    self._scorer.changed(position)
                else:
                    self._scorer.added(position, touch)
        for position in again:
            self.examine_again(position)
        if not self._learned:
            self._learn()

    def _learn(self) -> None:
        self._learned = True
        for position, found in enumerate(self._known):
            if isinstance(found, Unfit) and not found.exhausted:
                self._scorer.learn(position)
                self.examine_again(position)

    def examine_again(self, position: int) -> None:
        """Judges one node as it is now."""
        known = self._known
        before = known[position]
        if not isinstance(before, Unfit):
            self._candidates.take_out(before)
        found = known[position] = self._scorer.examine(position)
        if not isinstance(found, Unfit):
            self._candidates.put(found)
            if found[0] != found[0]:
                self.sound = False
        self._record.note(position, found)

    def best(self) -> Ranked | None:
        """The candidate with the highest score, of equals the first."""
        if self._boosts is not None:
            self._set_boosts(self._boosts)
        self._record.close()
        return self._candidates.best()

    def _set_boosts(self, boosts: Boosts) -> None:
        # A boost that no candidate gets is not worked out: boosts remember the lowest there was.
        due = boosts.due()
        if self._due:
            due, self._due = self._due.union(due), set()
        for number in due:
            if self._candidates.holds(number):
                boost = boosts.boost(number)
                if self._candidates.boost(number, boost):
                    self._record.note_boost(number, boost)
            else:
                self._due.add(number)

    def offer(self, ranked: Ranked) -> Offer:
        """What a candidate offers."""
        offer = self._scorer.offer(ranked[2])
        offer.final = ranked[0]
        return offer

    def metric(self) -> LaterMetric:
        """The metric of the last search, made when asked for."""
        return LaterMetric(self._record, self._record.searches - 1)

    def failure(self) -> Metric:
        """The metric of a search that found nothing."""
        return self._record.metric_of(self._known)
