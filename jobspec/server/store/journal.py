"""Where rows outlive the process: what the store asks of it, and the one for servers that need none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol


class Change(NamedTuple):
    """A row as a transaction leaves it; None if it is gone."""

    table: str
    key: tuple[str, ...]
    row: Mapping[str, Any] | None


class Saved(NamedTuple):
    """All that a journal holds: rows, and the last index of each table."""

    rows: Iterable[Change]
    indexes: Mapping[str, int]


class Journal(Protocol):
    """Keeps rows and indexes. `save` returns only when a killed process can lose the change no more."""

    def load(self) -> Saved:
        """Everything that was saved."""

    def save(self, changes: Iterable[Change], indexes: Mapping[str, int]) -> None:
        """Save the changes of one transaction, all or nothing."""

    def close(self) -> None:
        """Let go of the database."""


class NoJournal:
    """For a server whose state may end with its process."""

    def load(self) -> Saved:
        """Nothing."""
        return Saved((), {})

    def save(self, changes: Iterable[Change], indexes: Mapping[str, int]) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""
