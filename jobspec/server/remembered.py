"""Bodies of answers to reads, kept as bytes for as long as nothing that they show was written to."""

from __future__ import annotations

from typing import Any, NamedTuple

from jobspec.server.http import Request

_MOST_KEPT = 256
_LARGEST_KEPT = 1 << 20
_NO_MATTER = frozenset({"index", "wait", "stale", "pretty", "consistent"})
"""Parameters that change when and how a body is sent, not what is in it."""

Key = tuple[Any, ...]
Stamp = tuple[int, ...]


class Found(NamedTuple):
    """What a query found: its body (None stands for nothing), and where the next page begins."""

    at: int
    """The index of what was found."""
    body: Any
    next_token: str = ""


class Bodies:
    """What was found for each path and query, with the stamp of the tables it was drawn from."""

    def __init__(self) -> None:
        self._kept: dict[Key, tuple[Stamp, Found]] = {}

    def key(self, request: Request) -> Key:
        """What the body of an answer depends on besides the tables."""
        if not request.query:
            return (request.path,)
        return (request.path, *sorted(pair for pair in request.query.items() if pair[0] not in _NO_MATTER))

    def get(self, key: Key, stamp: Stamp) -> Found | None:
        """What was found, if it is still true."""
        kept = self._kept.get(key)
        return kept[1] if kept is not None and kept[0] == stamp else None

    def keep(self, key: Key, stamp: Stamp, found: Found) -> None:
        """Keep what was found; large bodies are cheaper to make than to keep."""
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        if found.body is None or len(found.body) <= _LARGEST_KEPT:
            self._kept[key] = (stamp, found)
