"""Pattern-defeating quicksort (Peters, arXiv 2106.05123), with the pivots and thresholds of the reference's runtime.

A list whose comparison is no proper order ends as the algorithm leaves it. So a diff can only list more than twelve
objects of one name as the reference does if the same elements are compared in the same turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Less = Callable[[Any, Any], bool]

SHORT = 12
"""Up to so many elements, each simply moves left while it is less than its left neighbour."""

_NINTHER_FROM = 50
_SHIFTED_FROM = 50
_MOST_SHIFTS = 5
_ALL_SWAPPED = 12
_WORD = (1 << 64) - 1


def insertion_sort(items: list[Any], less: Less, start: int, end: int) -> None:
    """Sort a stretch of the list in place."""
    for index in range(start + 1, end):
        place = index
        while place > start and less(items[place], items[place - 1]):
            items[place - 1], items[place] = items[place], items[place - 1]
            place -= 1


def quicksort(items: list[Any], less: Less) -> None:
    """Sort the list in place."""
    _Sort(items, less).stretch(0, len(items), len(items).bit_length())


class _Sort:
    """One run: stretches of the list are told by their first place and the place behind their last."""

    def __init__(self, items: list[Any], less: Less) -> None:
        self._items = items
        self._less = less

    def is_less(self, one: int, other: int) -> bool:
        return self._less(self._items[one], self._items[other])

    def swap(self, one: int, other: int) -> None:
        items = self._items
        items[one], items[other] = items[other], items[one]

    def stretch(self, start: int, end: int, bad_pivots_left: int) -> None:
        balanced = partitioned = True
        while end - start > SHORT and bad_pivots_left:
            if not balanced:
                self.scatter(start, end)
                bad_pivots_left -= 1
            pivot, swaps = self.pivot(start, end)
            if swaps == _ALL_SWAPPED:
                self._items[start:end] = self._items[start:end][::-1]
                pivot = end - 1 - (pivot - start)
            seems_sorted = swaps in (0, _ALL_SWAPPED)
            if balanced and partitioned and seems_sorted and self.is_nearly_sorted(start, end):
                return
            if start > 0 and not self.is_less(start - 1, pivot):
                start = self.behind_equals(start, end, pivot)
                continue
            middle, partitioned = self.partition(start, end, pivot)
            balanced = min(middle - start, end - middle) >= (end - start) // 8
            if middle - start < end - middle:
                self.stretch(start, middle, bad_pivots_left)
                start = middle + 1
            else:
                self.stretch(middle + 1, end, bad_pivots_left)
                end = middle
        # Where too many pivots were bad, which takes hundreds of elements, this ends the matter, too.
        insertion_sort(self._items, self._less, start, end)

    def pivot(self, start: int, end: int) -> tuple[int, int]:
        """The place of a middling element, and how many of those looked at stood in the wrong order."""
        quarter = (end - start) // 4
        places = [start + quarter * part for part in (1, 2, 3)]
        swaps = 0
        if end - start >= _NINTHER_FROM:
            for index, place in enumerate(places):
                places[index], more = self.median([place - 1, place, place + 1])
                swaps += more
        middle, more = self.median(places)
        return middle, swaps + more

    def median(self, places: list[int]) -> tuple[int, int]:
        """The place of the middle one of three, and the swaps that it took."""
        swaps = 0
        for first in (0, 1, 0):
            if self.is_less(places[first + 1], places[first]):
                places[first], places[first + 1] = places[first + 1], places[first]
                swaps += 1
        return places[1], swaps

    def partition(self, start: int, end: int, pivot: int) -> tuple[int, bool]:
        """What is less than the pivot before it, all else behind: its new place, and whether that was so already."""
        self.swap(start, pivot)
        left, right = self.inward(start, start + 1, end - 1)
        was_so = left > right
        while left <= right:
            self.swap(left, right)
            left, right = self.inward(start, left + 1, right - 1)
        self.swap(right, start)
        return right, was_so

    def inward(self, pivot: int, left: int, right: int) -> tuple[int, int]:
        """The next two places whose elements stand on the wrong sides."""
        while left <= right and self.is_less(left, pivot):
            left += 1
        while left <= right and not self.is_less(right, pivot):
            right -= 1
        return left, right

    def behind_equals(self, start: int, end: int, pivot: int) -> int:
        """Elements equal to the pivot first, those greater behind; the place of the first of these."""
        self.swap(start, pivot)
        left, right = start + 1, end - 1
        while True:
            while left <= right and not self.is_less(start, left):
                left += 1
            while left <= right and self.is_less(start, right):
                right -= 1
            if left > right:
                return left
            self.swap(left, right)
            left += 1
            right -= 1

    def is_nearly_sorted(self, start: int, end: int) -> bool:
        """Whether the stretch is sorted, after a few shifts if it is long."""
        at = start + 1
        for _ in range(_MOST_SHIFTS):
            while at < end and not self.is_less(at, at - 1):
                at += 1
            if at == end:
                return True
            if end - start < _SHIFTED_FROM:
                return False
            self.swap(at, at - 1)
            self.shift(start, at, end)
        return False

    def shift(self, start: int, at: int, end: int) -> None:
        """Move the smaller one of two exchanged elements on to the left, the greater one to the right."""
        if at - start >= 2:
            for place in range(at - 1, 0, -1):
                if not self.is_less(place, place - 1):
                    break
                self.swap(place, place - 1)
        if end - at >= 2:
            for place in range(at + 1, end):
                if not self.is_less(place, place - 1):
                    break
                self.swap(place, place - 1)

    def scatter(self, start: int, end: int) -> None:
        """Exchange three elements around the middle with others, drawn with the length as the seed."""
        length = end - start
        drawn = length
        first = start + length // 4 * 2 - 1
        for place in range(first, first + 3):
            drawn ^= drawn << 13 & _WORD
            drawn ^= drawn >> 7
            drawn ^= drawn << 17 & _WORD
            other = drawn & ((1 << length.bit_length()) - 1)
            self.swap(place, start + (other - length if other >= length else other))
