"""What a board found, search by search: enough to tell later what each search had counted, filtered and ranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from jobspec.cluster import Node
from jobspec.scheduler.candidates import Candidates, Ranked
from jobspec.scheduler.metrics import KEPT_SCORES, Metric
from jobspec.scheduler.scorers import Found, Scorer, Unfit

SPREAD = "allocation-spread"


class Counts(NamedTuple):
    """How many nodes were filtered and exhausted, by reason and by node class."""

    filtered: int
    exhausted: int
    filtered_by: dict[str, int]
    class_filtered: dict[str, int]
    exhausted_by: dict[str, int]
    class_exhausted: dict[str, int]


class Search(NamedTuple):
    """What is told of one search."""

    counts: Counts
    ranked: list[tuple[Ranked, float]]
    """The best candidates, and the boost of each."""


class SearchRecord:
    """The first judgement of all nodes, and every later one in order."""

    def __init__(self, nodes: Sequence[Node], scorer: Scorer, first: list[Found], combinations: list[int]) -> None:
        self._nodes = nodes
        self._scorer = scorer
        self._first = first
        self._combinations = combinations
        self._notes: list[tuple[int, Any]] = []
        """A position with what was found there; or a boost, under its combination's number turned over."""
        self._ends: list[int] = []
        """How many notes there were at each search."""
        self._told: list[Search] = []
        self._shapes: dict[int, dict[str, Any]] = {}
        """What is the same for all searches that counted the same, by the identity of the counts."""

    @property
    def searches(self) -> int:
        """How many searches there were."""
        return len(self._ends)

    def note(self, position: int, found: Found) -> None:
        """A node was judged anew."""
        self._notes.append((position, found))

    def note_boost(self, combination: int, boost: float) -> None:
        """A boost was worked out anew."""
        self._notes.append((~combination, boost))

    def close(self) -> None:
        """A search begins: it knows of everything noted so far."""
        self._ends.append(len(self._notes))

    def to_api(self, search: int, seen: Metric) -> dict[str, Any]:
        """The metric of a search, in the API's shape; of which nodes it was, another metric tells."""
        if len(self._told) < len(self._ends):
            # Told from the start again, should more searches have followed: nobody asks before the last.
            self._told, self._shapes = self._tell(), {}
        counts, ranked = self._told[search]
        shape = self._shapes.get(id(counts))
        if shape is None:
            metric = self._counted(counts)
            metric.available, metric.in_pool, metric.pool = seen.available, seen.in_pool, seen.pool
            shape = self._shapes[id(counts)] = metric.to_api()
        nodes = self._nodes
        scores = [
            {"NodeID": nodes[-one[1]].id, "NormScore": one[0], "Scores": self._shown(one, boost)}
            for one, boost in ranked
        ]
        return {**shape, "ScoreMetaData": scores or None}

    def metric_of(self, known: Iterable[Found]) -> Metric:
        """The metric of a search without any candidate."""
        return self._counted(_Tally(self._nodes, known).counts())

    def _counted(self, counts: Counts) -> Metric:
        metric = Metric()
        metric.evaluated = len(self._nodes)
        metric.filtered, metric.exhausted = counts.filtered, counts.exhausted
        metric.filtered_by, metric.class_filtered = dict(counts.filtered_by), dict(counts.class_filtered)
        metric.exhausted_by, metric.class_exhausted = dict(counts.exhausted_by), dict(counts.class_exhausted)
        return metric

    def _shown(self, ranked: Ranked, boost: float) -> dict[str, float]:
        shown = self._scorer.shown(ranked[2])
        return {**shown, SPREAD: boost} if boost else shown

    def _tell(self) -> list[Search]:
        known = list(self._first)
        tally = _Tally(self._nodes, known)
        rankings = Candidates(self._combinations)
        rankings.fill(found for found in known if not isinstance(found, Unfit))
        told: list[Search] = []
        read = 0
        for end in self._ends:
            for position, found in self._notes[read:end]:
                if position < 0:
                    rankings.boost(~position, found)
                    continue
                before = known[position]
                known[position] = found
                if not isinstance(before, Unfit):
                    rankings.take_out(before)
                if not isinstance(found, Unfit):
                    rankings.put(found)
                tally.exchange(position, before, found)
            read = end
            ranked = [(one, rankings.boost_of(one[2])) for one in rankings.first(KEPT_SCORES)]
            told.append(Search(tally.counts(), ranked))
        return told


class _Tally:
    """Counts nodes that are no candidates while they change."""

    def __init__(self, nodes: Sequence[Node], known: Iterable[Found]) -> None:
        self._nodes = nodes
        self._filtered = 0
        self._exhausted = 0
        self._maps: tuple[dict[str, int], ...] = ({}, {}, {}, {})
        self._counts: Counts | None = None
        for position, found in enumerate(known):
            if isinstance(found, Unfit):
                self._count(position, found, 1)

    def exchange(self, position: int, before: Found, found: Found) -> None:
        """What is known of a node changes."""
        if isinstance(before, Unfit):
            self._count(position, before, -1)
        if isinstance(found, Unfit):
            self._count(position, found, 1)

    def _count(self, position: int, unfit: Unfit, times: int) -> None:
        if not unfit.reason:
            return
        self._counts = None
        if unfit.exhausted:
            self._exhausted += times
        else:
            self._filtered += times
        node_class = self._nodes[position].node_class
        first = 2 if unfit.exhausted else 0
        for counter, key in ((self._maps[first], unfit.reason), (self._maps[first + 1], node_class)):
            if key:
                counter[key] = counter.get(key, 0) + times
                if not counter[key]:
                    del counter[key]

    def counts(self) -> Counts:
        """The counts as they are now, shared between searches that find the same."""
        if self._counts is None:
            self._counts = Counts(self._filtered, self._exhausted, *(dict(one) for one in self._maps))
        return self._counts


class LaterMetric(Metric):
    """A metric that is made from the record when it is asked for: most are not."""

    __slots__ = ("_record", "_search")

    def __init__(self, record: SearchRecord, search: int) -> None:
        self._record = record
        self._search = search

    def settle(self) -> None:
        """There is nothing to settle yet."""

    def to_api(self) -> dict[str, Any]:
        """The API's shape."""
        return self._record.to_api(self._search, self)
