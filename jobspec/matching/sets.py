"""Comma-separated lists compared as sets."""

from __future__ import annotations

_BLANKS = "\t\n\v\f\r \x85\xa0"


def items(text: str) -> set[str]:
    """The trimmed items of a list.

    >>> sorted(items("b, a"))
    ['a', 'b']
    """
    return {item.strip(_BLANKS) for item in text.split(",")}


def contains_all(left: str, right: str) -> bool:
    """Whether every item on the right is among those on the left."""
    return items(right) <= items(left)


def contains_any(left: str, right: str) -> bool:
    """Whether an item on the right is among those on the left."""
    return not items(right).isdisjoint(items(left))
