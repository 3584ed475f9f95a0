"""Datacenter patterns: `*` stands for any text, every other character for itself."""

from __future__ import annotations

from collections.abc import Iterable


def like(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern.

    >>> like("dc*", "dc1"), like("dc?", "dc1"), like("*", "")
    (True, False, True)
    """
    first, *middle = pattern.split("*")
    if not middle:
        return pattern == text
    last = middle.pop()
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for part in middle:
        position = text.find(part, position, end)
        if position < 0:
            return False
        position += len(part)
    return True


def like_any(patterns: Iterable[str], text: str) -> bool:
    """Whether a text fits one of some patterns."""
    return any(like(pattern, text) for pattern in patterns)
