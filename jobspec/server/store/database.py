"""A journal in a SQL database, by SQLAlchemy Core: the only place that imports it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Engine
from sqlalchemy.pool import StaticPool

from jobspec.server.store.journal import Change, Saved

_SCHEMA = sql.MetaData()
_ROWS = sql.Table(
    "jobspec_rows",
    _SCHEMA,
    sql.Column("name", sql.String(32), primary_key=True),
    sql.Column("key", sql.Text, primary_key=True),
    sql.Column("body", sql.Text, nullable=False),
)
_INDEXES = sql.Table(
    "jobspec_indexes",
    _SCHEMA,
    sql.Column("name", sql.String(32), primary_key=True),
    sql.Column("value", sql.BigInteger, nullable=False),
)


class DatabaseJournal:
    """Rows as JSON in one table, indexes in another; each transaction of the store is one of the database."""

    def __init__(self, url: str) -> None:
        options: dict[str, Any] = {}
        if sql.make_url(url).get_backend_name() == "sqlite":
            options = {"connect_args": {"check_same_thread": False}, "poolclass": StaticPool}
        self._engine: Engine = sql.create_engine(url, **options)
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
            _SCHEMA.create_all(connection)
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")

    def load(self) -> Saved:
        """Everything that was saved."""
        with self._engine.connect() as connection:
            rows = connection.execute(sql.select(_ROWS.c.name, _ROWS.c.key, _ROWS.c.body)).all()
            indexes = connection.execute(sql.select(_INDEXES.c.name, _INDEXES.c.value)).all()
        changes = [Change(name, tuple(json.loads(key)), json.loads(body)) for name, key, body in rows]
        return Saved(changes, {name: int(value) for name, value in indexes})

    def save(self, changes: Iterable[Change], indexes: Mapping[str, int]) -> None:
        """Save the changes of one transaction, all or nothing."""
        with self._engine.begin() as connection:
            for change in changes:
                key = json.dumps(change.key)
                here = (_ROWS.c.name == change.table) & (_ROWS.c.key == key)
                connection.execute(sql.delete(_ROWS).where(here))
                if change.row is not None:
                    body = json.dumps(change.row)
                    connection.execute(sql.insert(_ROWS).values(name=change.table, key=key, body=body))
            for name, value in indexes.items():
                connection.execute(sql.delete(_INDEXES).where(_INDEXES.c.name == name))
                connection.execute(sql.insert(_INDEXES).values(name=name, value=value))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
