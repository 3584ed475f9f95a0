"""Candidates in order of their scores: the best is at hand, and so are the next four."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from heapq import nlargest
from typing import Any

Entry = tuple[float, int, int, Any, float]
"""A candidate: the sum of its scores, minus its position, the number of its scores, and what its scorer wants to know.

The order of entries is that of candidates: the higher sum, and of equals the earlier position, comes last.
"""

Ranked = tuple[float, int, Entry]
"""Final score, minus the position, and the candidate."""

LOWEST = float("-inf")
NO_NUMBER = float("nan")


class Candidates:
    """One sorted ranking for all candidates that share a boost and the number of their scores.

    So an order by sums is one by final scores, but for what rounding makes equal.
    """

    def __init__(self, combinations: list[int]) -> None:
        self._combinations = combinations
        """By position: which boost a node gets."""
        self._boosts: dict[int, float] = {}
        self._sizes: dict[int, int] = {}
        """How many candidates there are, by combination."""
        self._numbers: dict[tuple[int, int], int] = {}
        self._of: dict[int, list[int]] = {}
        """Rankings by combination."""
        self._entries: list[list[Entry]] = []
        self._ranking_boosts: list[float] = []
        self._below: list[float] = []
        """Of each ranking: the sum next to the highest; no number if there is none."""
        self._tops: list[tuple[float, int, int]] = []
        """Of each ranking: the final score of its best, minus its position, and the ranking's number."""
        self._moved: set[int] = set()
        """Rankings whose candidates are others than when `_below` and `_tops` were written."""
        self._boosted_anew: set[int] = set()

    def fill(self, entries: Iterable[Entry]) -> None:
        """Puts the first candidates into their rankings."""
        for entry in entries:
            self._entries[self._ranking_of(entry)].append(entry)
            self._count(entry, 1)
        for ranking in self._entries:
            ranking.sort()

    def _ranking_of(self, entry: Entry) -> int:
        key = (self._combinations[-entry[1]], entry[2])
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._entries)
            self._of.setdefault(key[0], []).append(number)
            self._entries.append([])
            self._ranking_boosts.append(self._boosts.get(key[0], 0.0))
            self._below.append(NO_NUMBER)
            self._tops.append((LOWEST, 0, number))
            self._moved.add(number)
        return number

    def _count(self, entry: Entry, change: int) -> None:
        combination = self._combinations[-entry[1]]
        self._sizes[combination] = self._sizes.get(combination, 0) + change

    def put(self, entry: Entry) -> None:
        """Adds a candidate."""
        number = self._ranking_of(entry)
        insort(self._entries[number], entry)
        self._count(entry, 1)
        self._moved.add(number)

    def take_out(self, entry: Entry) -> None:
        """Takes a candidate out."""
        number = self._ranking_of(entry)
        ranking = self._entries[number]
        if ranking[-1] is entry:
            ranking.pop()
        else:
            del ranking[bisect_left(ranking, entry)]
        self._count(entry, -1)
        self._moved.add(number)

    def holds(self, combination: int) -> bool:
        """Whether any candidate has a combination of values."""
        return self._sizes.get(combination, 0) > 0

    def boost(self, combination: int, boost: float) -> bool:
        """Sets the boost of a combination of values; whether it is another than before."""
        if self._boosts.get(combination) == boost:
            return False
        self._boosts[combination] = boost
        for number in self._of.get(combination, ()):
            self._ranking_boosts[number] = boost
            self._boosted_anew.add(number)
        return True

    def boost_of(self, entry: Entry) -> float:
        """The boost that a candidate gets."""
        return self._boosts.get(self._combinations[-entry[1]], 0.0)

    def best(self) -> Ranked | None:
        """The candidate with the highest final score, of equals the first."""
        self._settle()
        if not self._tops:
            return None
        final, minus_position, number = max(self._tops)
        ranking = self._entries[number]
        if not ranking:
            return None
        entry = ranking[-1]
        if entry[1] != minus_position:
            entry = next(entry for _, minus, entry in self._ranked(number, 1) if minus == minus_position)
        return final, minus_position, entry

    def _settle(self) -> None:
        for number in self._moved:
            ranking = self._entries[number]
            size = len(ranking)
            total = ranking[-1][0] if ranking else LOWEST
            below = size - 2 if size > 1 and ranking[-2][0] != total else bisect_left(ranking, (total,)) - 1
            self._below[number] = ranking[below][0] if below >= 0 else NO_NUMBER
            self._tops[number] = self._top(number)
        for number in self._boosted_anew - self._moved:
            self._tops[number] = self._top(number)
        self._moved.clear()
        self._boosted_anew.clear()

    def _top(self, number: int) -> tuple[float, int, int]:
        ranking = self._entries[number]
        if not ranking:
            return LOWEST, 0, number
        total, minus_position, count = ranking[-1][:3]
        boost = self._ranking_boosts[number]
        below = self._below[number]
        if boost:
            count += 1
            total += boost
            below += boost
        final = total / count
        if below / count == final:
            # Rounding has made different sums equal: then the first in the order of visits is the best.
            final, minus_position, _ = max(self._ranked(number, 1), key=lambda one: one[:2])
        return final, minus_position, number

    def _ranked(self, number: int, wanted: int) -> list[Ranked]:
        """At least so many of the best of a ranking, if there are, with all that may be among the first so many."""
        ranking, boost = self._entries[number], self._ranking_boosts[number]
        best = ranking[-wanted:]
        count = best[0][2]
        if not boost and count < 3:
            # Halves are exact: no two sums have the same one.
            return [(entry[0] / count, entry[1], entry) for entry in best]
        found = [(_final(entry, boost), entry[1], entry) for entry in best]
        below = bisect_left(ranking, (best[0][0],)) - 1
        rounded = below >= 0 and _final(ranking[below], boost) == found[0][0]
        if rounded or len({entry[0] for entry in best}) != len({one[0] for one in found}):
            return list(self._group_by_group(number, wanted))
        return found

    def _group_by_group(self, number: int, wanted: int) -> Iterator[Ranked]:
        """The best of each sum, for so long as final scores are the same, and until there are so many."""
        ranking, boost = self._entries[number], self._ranking_boosts[number]
        end, found, last = len(ranking), 0, 0.0
        while end:
            total = ranking[end - 1][0]
            final = _final(ranking[end - 1], boost)
            if found >= wanted and final != last:
                return
            start = bisect_left(ranking, (total,), 0, end)
            for entry in ranking[max(start, end - wanted) : end]:
                yield final, entry[1], entry
                found += 1
            end, last = start, final

    def first(self, wanted: int) -> list[Ranked]:
        """So many of the best candidates, the best first, of equals the first first."""
        self._settle()
        rankings = [number for final, _, number in nlargest(wanted, self._tops) if self._entries[number]]
        found = [one for number in rankings for one in self._ranked(number, wanted)]
        found.sort(reverse=True)
        return found[:wanted]


def _final(entry: Entry, boost: float) -> float:
    return (entry[0] + boost) / (entry[2] + 1) if boost else entry[0] / entry[2]
