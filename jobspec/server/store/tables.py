"""Tables of rows by key, groups of rows within them, the index of every write, and the bells of those who wait for one.

Rows are dicts that are never changed once they are in a table. All access is under one lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jobspec.server.store.gate import Gate
from jobspec.server.store.journal import Change, Journal, NoJournal

Row = Mapping[str, Any]
Key = tuple[str, ...]

Topic = tuple[str, ...]
"""What a bell rings for: a table, with a key one row, with a namespace and a job the rows of that job."""

EVERYTHING: Topic = ()
"""The topic of whoever wants to hear of every write."""

Group = tuple[Hashable, ...]
Grouping = Callable[[Row], Group | None]
"""The group that a row of a table belongs to; None for none."""

OF_JOB = "of_job"
"""The grouping by namespace and job, which topics know too."""


class Store:
    """All tables. `lock` guards reading and writing.

    `groupings` names for each table the ways in which its rows are found besides by key.
    """

    def __init__(
        self, journal: Journal | None = None, groupings: Mapping[str, Mapping[str, Grouping]] | None = None
    ) -> None:
        self.lock = Gate()
        self.closed = False
        self._journal: Journal = journal or NoJournal()
        self._groupings = groupings or {}
        self._tables: dict[str, dict[Key, Row]] = {}
        self._groups: dict[tuple[str, str, Group | None], dict[Key, None]] = {}
        self._gathered: list[Transaction] | None = None
        self._bells: dict[Topic, set[threading.Event]] = {}
        self._writes = 0
        self._written: dict[str, int] = {}
        saved = self._journal.load()
        self._indexes = dict(saved.indexes)
        self._index = max(self._indexes.values(), default=0)
        for change in saved.rows:
            if change.row is not None:
                self._place(change.table, change.key, change.row)

    @property
    def index(self) -> int:
        """The index of the last write."""
        return self._index

    def last(self, *tables: str) -> int:
        """The index of the last write to any of the tables."""
        return max((self._indexes.get(table, 0) for table in tables), default=0)

    def stamp(self, *tables: str) -> tuple[int, ...]:
        """Equal as long as nothing at all was written to any of the tables."""
        return tuple(self._written.get(table, 0) for table in tables)

    def get(self, table: str, *key: str) -> Row | None:
        """One row."""
        return self._tables.get(table, {}).get(key)

    def rows(self, table: str) -> list[Row]:
        """All rows of a table, in the order they came."""
        return list(self._tables.get(table, {}).values())

    def group(self, table: str, name: str, *key: Hashable) -> list[Row]:
        """The rows of one group, in the order they came into it."""
        keys = self._groups.get((table, name, key))
        if not keys:
            return []
        rows = self._tables[table]
        return [rows[one] for one in keys]

    def any_in(self, table: str, name: str, *key: Hashable) -> bool:
        """Whether a group has rows."""
        return (table, name, key) in self._groups

    def of_job(self, table: str, namespace: str, job_id: str) -> list[Row]:
        """The rows of a job, in the order they came."""
        return self.group(table, OF_JOB, namespace, job_id)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction: one new index, all or nothing."""
        with self.lock:
            transaction = Transaction(self, self.index + 1)
            try:
                yield transaction
                if self._gathered is None:
                    transaction.save(self._journal)
            except BaseException:
                transaction.undo()
                raise
            if self._gathered is not None:
                self._gathered.append(transaction)
            transaction.end()

    @contextmanager
    def together(self) -> Iterator[None]:
        """The transactions within become durable at once; nobody else sees any of them before that."""
        with self.lock:
            if self._gathered is not None:
                yield
                return
            self._gathered = gathered = list[Transaction]()
            indexes, index = dict(self._indexes), self._index
            try:
                yield
            finally:
                self._gathered = None
                try:
                    self._save_all(gathered)
                except BaseException:
                    for transaction in reversed(gathered):
                        transaction.undo()
                    self._indexes, self._index = indexes, index
                    raise

    def _save_all(self, transactions: list[Transaction]) -> None:
        places = dict.fromkeys(place for transaction in transactions for place in transaction.places)
        indexes = {table: index for transaction in transactions for table, index in transaction.indexes.items()}
        if places or indexes:
            self._journal.save([Change(table, key, self.get(table, *key)) for table, key in places], indexes)

    @contextmanager
    def bell(self, *topics: Topic) -> Iterator[threading.Event]:
        """A bell that rings after each write to one of the topics."""
        event = threading.Event()
        with self.lock:
            for topic in topics:
                self._bells.setdefault(topic, set()).add(event)
        try:
            yield event
        finally:
            with self.lock:
                for topic in topics:
                    self._bells[topic].discard(event)
                    if not self._bells[topic]:
                        del self._bells[topic]

    def close(self) -> None:
        """Send away those who wait, and let go of the database."""
        with self.lock:
            self.closed = True
            for events in self._bells.values():
                for event in events:
                    event.set()
            self._journal.close()

    def _place(self, table: str, key: Key, row: Row | None) -> None:
        rows = self._tables.setdefault(table, {})
        before = rows.pop(key, None) if row is None else rows.get(key)
        if row is not None:
            rows[key] = row
        for name, group_of in self._groupings.get(table, {}).items():
            old = None if before is None else group_of(before)
            new = None if row is None else group_of(row)
            if old != new:
                self._move((table, name, old), (table, name, new), key)

    def _move(self, old: tuple[str, str, Group | None], new: tuple[str, str, Group | None], key: Key) -> None:
        if old[2] is not None:
            left = self._groups[old]
            left.pop(key, None)
            if not left:
                del self._groups[old]
        if new[2] is not None:
            self._groups.setdefault(new, {})[key] = None

    def _commit(self, indexes: Mapping[str, int], changes: list[tuple[str, Key, Row | None]]) -> None:
        """A transaction ended: its indexes count, and those who wait for it hear of it."""
        self._indexes.update(indexes)
        self._index = max(self._index, *indexes.values()) if indexes else self._index
        self._writes += 1
        for table in {*indexes, *(table for table, _, _ in changes)}:
            self._written[table] = self._writes
        if not self._bells:
            return
        for topic in self._topics(changes):
            for event in self._bells.get(topic, ()):
                event.set()

    def _topics(self, changes: list[tuple[str, Key, Row | None]]) -> set[Topic]:
        topics: set[Topic] = {EVERYTHING}
        for table, key, before in changes:
            topics |= {(table,), (table, *key)}
            owner = self._groupings.get(table, {}).get(OF_JOB)
            row = self._tables[table].get(key, before)
            if owner is not None and row is not None and (job := owner(row)) is not None:
                topics.add((table, *map(str, job)))
        return topics


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

    def group(self, table: str, name: str, *key: Hashable) -> list[Row]:
        """The rows of one group."""
        return self.store.group(table, name, *key)

    def any_in(self, table: str, name: str, *key: Hashable) -> bool:
        """Whether a group has rows."""
        return self.store.any_in(table, name, *key)

    def of_job(self, table: str, namespace: str, job_id: str) -> list[Row]:
        """The rows of a job."""
        return self.store.of_job(table, namespace, job_id)

    def changed(self, table: str) -> list[Row]:
        """The rows of a table that this transaction has put so far."""
        found = (self.store.get(table, *key) for name, key in self._before if name == table)
        return [row for row in found if row is not None]

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

    @property
    def places(self) -> Iterable[tuple[str, Key]]:
        """Tables and keys of the rows that it put or took away."""
        return self._before.keys()

    @property
    def indexes(self) -> Mapping[str, int]:
        """The tables whose index it moved."""
        return self._indexes

    def save(self, journal: Journal) -> None:
        """Make it durable."""
        changes = [Change(table, key, self.store.get(table, *key)) for table, key in self._before]
        if changes or self._indexes:
            journal.save(changes, self._indexes)

    def end(self) -> None:
        """From now on it counts."""
        if self._before or self._indexes:
            changed = [(table, key, before) for (table, key), before in self._before.items()]
            self.store._commit(self._indexes, changed)

    def undo(self) -> None:
        """Put back what it found."""
        for (table, key), row in reversed(self._before.items()):
            self.store._place(table, key, row)

    def _keep(self, table: str, key: Key) -> None:
        if (table, key) not in self._before:
            self._before[table, key] = self.store.get(table, *key)
