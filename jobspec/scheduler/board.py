"""The search for the best of all nodes without looking at all of them again: only a touched node is judged anew.

It gives what the loop over all nodes gives, as long as placing an allocation changes nothing but its own node, and
what spreads make of the attribute values. Whoever cannot promise that takes the loop.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from jobspec.cluster import Node
from jobspec.scheduler.metrics import KEPT_SCORES, Metric
from jobspec.scheduler.rank.offer import Offer

SPREAD = "allocation-spread"

Judge = Callable[[Node], "Offer | Unfit"]
Boost = Callable[[Node], float]
SpreadKey = Callable[[Node], Hashable]


class Unfit(NamedTuple):
    """Why a node is no candidate."""

    reason: str
    exhausted: bool
    """Whether it is too full; otherwise it cannot run the group."""


Key = tuple[Hashable, int]
"""What a spread sees of a node, and how many scores take part in its mean without the spread."""


class Entry(NamedTuple):
    """A candidate in a heap: the highest sum first, the first in visiting order of equals."""

    negative: float
    position: int
    stamp: int


class Board:
    """All nodes and what is known of each, for the allocations of one group."""

    def __init__(
        self, nodes: Sequence[Node], judge: Judge, spread_key: Callable[[Node], Hashable], boost: Boost
    ) -> None:
        self.nodes = nodes
        self._judge = judge
        self._spread_key = spread_key
        self._boost = boost
        self._positions = {node.id: position for position, node in enumerate(nodes)}
        self._known: list[Offer | Unfit] = []
        self._stamps = [0] * len(nodes)
        self._heaps: dict[Key, list[Entry]] = {}
        self._tally = Metric()
        self._learned = False
        for position, node in enumerate(nodes):
            found = judge(node)
            self._known.append(found)
            self._count(node, found, 1)
            if isinstance(found, Offer):
                self._heaps.setdefault(self._key(node, found), []).append(self._entry(position, found))
        for heap in self._heaps.values():
            heapify(heap)

    def _key(self, node: Node, offer: Offer) -> Key:
        return self._spread_key(node), len(offer.scores)

    def _entry(self, position: int, offer: Offer) -> Entry:
        total = 0.0
        for score in offer.scores:
            total += score
        return Entry(-total, position, self._stamps[position])

    def _count(self, node: Node, found: Offer | Unfit, times: int) -> None:
        if isinstance(found, Offer) or not found.reason:
            return
        tally = self._tally
        if found.exhausted:
            tally.exhausted += times
            counters = ((tally.exhausted_by, found.reason), (tally.class_exhausted, node.node_class))
        else:
            tally.filtered += times
            counters = ((tally.filtered_by, found.reason), (tally.class_filtered, node.node_class))
        for counter, key in counters:
            if key:
                counter[key] = counter.get(key, 0) + times
                if not counter[key]:
                    del counter[key]

    def look_again(self, touched: Iterable[str]) -> None:
        """Judges touched nodes anew; the first time also the filtered ones, whose classes are known by now."""
        again = {self._positions[node_id] for node_id in touched if node_id in self._positions}
        if not self._learned:
            again.update(
                position
                for position, found in enumerate(self._known)
                if isinstance(found, Unfit) and not found.exhausted
            )
            self._learned = True
        for position in sorted(again):
            self._judge_again(position)

    def _judge_again(self, position: int) -> None:
        node = self.nodes[position]
        self._count(node, self._known[position], -1)
        self._stamps[position] += 1
        found = self._known[position] = self._judge(node)
        self._count(node, found, 1)
        if isinstance(found, Offer):
            heappush(self._heaps.setdefault(self._key(node, found), []), self._entry(position, found))

    def best(self, metric: Metric) -> Offer | None:
        """The candidate with the highest score; the metric is filled as if all nodes had been looked at."""
        self._fill(metric)
        boosts = {key: self._boost_of(key) for key in self._heaps}
        tops: dict[Key, tuple[float, int]] = {}
        for key in self._heaps:
            self._show_top(key, boosts[key], tops)
        taken: list[tuple[Key, Entry]] = []
        found: list[tuple[float, Offer, float]] = []
        while tops and len(found) < KEPT_SCORES:
            key = min(tops, key=tops.__getitem__)
            entry = heappop(self._heaps[key])
            taken.append((key, entry))
            offer = self._known[entry.position]
            if isinstance(offer, Offer):
                found.append((-tops[key][0], offer, boosts[key]))
            self._show_top(key, boosts[key], tops)
        for key, entry in taken:
            heappush(self._heaps[key], entry)
        metric.scores = [(final, offer.node.id, _shown(offer, boost)) for final, offer, boost in found] or None
        if not found:
            return None
        best = found[0][1]
        best.final = found[0][0]
        return best

    def _boost_of(self, key: Key) -> float:
        entry = self._top(key)
        return 0.0 if entry is None else self._boost(self.nodes[entry.position])

    def _top(self, key: Key) -> Entry | None:
        heap = self._heaps[key]
        while heap and heap[0].stamp != self._stamps[heap[0].position]:
            heappop(heap)
        return heap[0] if heap else None

    def _show_top(self, key: Key, boost: float, tops: dict[Key, tuple[float, int]]) -> None:
        entry = self._top(key)
        if entry is None:
            tops.pop(key, None)
            return
        count = key[1]
        final = (-entry.negative + boost) / (count + 1) if boost else -entry.negative / count
        tops[key] = (-final, entry.position)

    def _fill(self, metric: Metric) -> None:
        tally = self._tally
        metric.evaluated = len(self.nodes)
        metric.filtered, metric.exhausted = tally.filtered, tally.exhausted
        metric.filtered_by, metric.class_filtered = dict(tally.filtered_by), dict(tally.class_filtered)
        metric.exhausted_by, metric.class_exhausted = dict(tally.exhausted_by), dict(tally.class_exhausted)


def _shown(offer: Offer, boost: float) -> dict[str, float]:
    return {**offer.shown, SPREAD: boost} if boost else offer.shown
