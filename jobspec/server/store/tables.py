"""Tables of rows by key, the index of every write, and those who wait for one.

Rows are dicts that are never changed once they are in a table. All access is under one lock.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jobspec.server.store.journal import Change, Journal, NoJournal

Row = Mapping[str, Any]
Key = tuple[str, ...]

BY_JOB = frozenset({"evals", "allocs", "deployment", "job_version"})
"""Tables in which rows are also found by the job they belong to."""


class Store:
    """All tables. `lock` guards reading and writing; `changed` is told after each write."""

    def __init__(self, journal: Journal | None = None) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self._journal: Journal = journal or NoJournal()
        self._tables: dict[str, dict[Key, Row]] = {}
        self._of_job: dict[tuple[str, str, str], dict[Key, None]] = {}
        saved = self._journal.load()
        self._indexes = dict(saved.indexes)
        for change in saved.rows:
            if change.row is not None:
                self._place(change.table, change.key, change.row)

    @property
    def index(self) -> int:
        """The index of the last write."""
        return max(self._indexes.values(), default=0)

    def last(self, *tables: str) -> int:
        """The index of the last write to any of the tables."""
        return max((self._indexes.get(table, 0) for table in tables), default=0)

    def get(self, table: str, *key: str) -> Row | None:
        """One row."""
        return self._tables.get(table, {}).get(key)

    def rows(self, table: str) -> list[Row]:
        """All rows of a table, in the order they came."""
        return list(self._tables.get(table, {}).values())

    def of_job(self, table: str, namespace: str, job_id: str) -> list[Row]:
        """The rows of a job, in the order they came."""
        rows = self._tables.get(table, {})
        return [rows[key] for key in self._of_job.get((table, namespace, job_id), ())]

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction: one new index, all or nothing."""
        with self.lock:
            transaction = Transaction(self, self.index + 1)
            try:
                yield transaction
                transaction.save(self._journal)
            except BaseException:
                transaction.undo()
                raise
            self.changed.notify_all()

    def close(self) -> None:
        """Wake those who wait, and let go of the database."""
        with self.lock:
            self.changed.notify_all()
            self._journal.close()

    def _place(self, table: str, key: Key, row: Row | None) -> None:
        rows = self._tables.setdefault(table, {})
        before = rows.get(key) if row is None else row
        if row is None:
            rows.pop(key, None)
        else:
            rows[key] = row
        if table in BY_JOB and before is not None:
            owner = (table, before["Namespace"], before["ID"] if table == "job_version" else before["JobID"])
            own = self._of_job.setdefault(owner, {})
            if row is None:
                own.pop(key, None)
            else:
                own[key] = None


class Transaction:
    """One write under way. What it puts is seen by those who read through it, and by nobody else before it ends."""

    def __init__(self, store: Store, index: int) -> None:
        self.store = store
        self.index = index
        self._before: dict[tuple[str, Key], Row | None] = {}
        self._indexes: dict[str, int] = {}

    def get(self, table: str, *key: str) -> Row | None:
        """One row."""
        return self.store.get(table, *key)

    def rows(self, table: str) -> list[Row]:
        """All rows of a table."""
        return self.store.rows(table)

    def of_job(self, table: str, namespace: str, job_id: str) -> list[Row]:
        """The rows of a job."""
        return self.store.of_job(table, namespace, job_id)

    def put(self, table: str, key: Key, row: Row, *, quietly: bool = False) -> None:
        """Put a row in the place of the one with its key; quietly, the table's index stays."""
        self._keep(table, key)
        self.store._place(table, key, row)
        if not quietly:
            self.touch(table)

    def delete(self, table: str, key: Key) -> None:
        """Take a row away."""
        self._keep(table, key)
        self.store._place(table, key, None)
        self.touch(table)

    def touch(self, table: str) -> None:
        """Move the index of a table."""
        self._indexes[table] = self.index

    def save(self, journal: Journal) -> None:
        """Make it durable and end it."""
        changes = [Change(table, key, self.store.get(table, *key)) for table, key in self._before]
        if changes or self._indexes:
            journal.save(changes, self._indexes)
        self.store._indexes.update(self._indexes)

    def undo(self) -> None:
        """Put back what it found."""
        for (table, key), row in reversed(self._before.items()):
            self.store._place(table, key, row)

    def _keep(self, table: str, key: Key) -> None:
        if (table, key) not in self._before:
            self._before[table, key] = self.store.get(table, *key)
