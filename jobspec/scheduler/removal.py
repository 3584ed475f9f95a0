"""The order in which the reference leaves a list that it takes items out of: it shows wherever an order decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def without_those(items: Iterable[T], goes: Callable[[T], bool]) -> list[T]:
    """The items that stay. The last one moves to the place of one that goes, and is asked next.

    >>> without_those([1, 2, 3, 4, 5], lambda item: item in (1, 4))
    [5, 2, 3]
    """
    kept = list(items)
    position = 0
    while position < len(kept):
        if not goes(kept[position]):
            position += 1
            continue
        last = kept.pop()
        if position < len(kept):
            kept[position] = last
    return kept
