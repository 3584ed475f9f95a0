"""A journal in a SQL database, by SQLAlchemy Core: the only place that imports it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
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
_INDEX = "index"
"""Rows of this name hold the last index of the table that is their key."""

_INSERT = sql.insert(_ROWS)
_REPLACE = _INSERT.prefix_with("OR REPLACE")
_DELETE = sql.delete(_ROWS).where(_ROWS.c.name == sql.bindparam("a_name"), _ROWS.c.key == sql.bindparam("a_key"))


class DatabaseJournal:
    """Rows as JSON in one table; each transaction of the store is one of the database."""

    def __init__(self, url: str) -> None:
        """OSError if it cannot be opened."""
        try:
            self._open(url)
        except sql.exc.SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            raise OSError(f"the database {_shown(url)} cannot be opened: {reason}") from None

    def _open(self, url: str) -> None:
        options: dict[str, Any] = {}
        if sql.make_url(url).get_backend_name() == "sqlite":
            options = {"connect_args": {"check_same_thread": False}, "poolclass": StaticPool}
        self._engine: Engine = sql.create_engine(url, **options)
        self._replaces = self._engine.dialect.name == "sqlite"
        with self._engine.begin() as connection:
            if self._replaces:
                connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
            _SCHEMA.create_all(connection)
        if self._replaces:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        self._connection = self._engine.connect()
        self._texts = Texts()

    def load(self) -> Saved:
        """Everything that was saved."""
        with self._connection.begin():
            found = self._connection.execute(sql.select(_ROWS.c.name, _ROWS.c.key, _ROWS.c.body)).all()
        rows = [Change(name, tuple(json.loads(key)), json.loads(body)) for name, key, body in found if name != _INDEX]
        return Saved(rows, {key: int(body) for name, key, body in found if name == _INDEX})

    def save(self, changes: Iterable[Change], indexes: Mapping[str, int]) -> None:
        """Save the changes of one transaction, all or nothing."""
        gone: list[dict[str, str]] = []
        rows = [{"name": _INDEX, "key": table, "body": str(value)} for table, value in indexes.items()]
        for change in changes:
            key = json.dumps(change.key)
            if change.row is None:
                gone.append({"a_name": change.table, "a_key": key})
            else:
                rows.append({"name": change.table, "key": key, "body": self._texts.row(change.table, change.row)})
        if not self._replaces:
            gone += [{"a_name": row["name"], "a_key": row["key"]} for row in rows]
        with self._connection.begin():
            if gone:
                self._connection.execute(_DELETE, gone)
            if rows:
                self._connection.execute(_REPLACE if self._replaces else _INSERT, rows)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
        self._engine.dispose()


def _shown(url: str) -> str:
    """A URL without its password."""
    try:
        return sql.make_url(url).render_as_string(hide_password=True)
    except sql.exc.ArgumentError:
        return repr(url)


class Texts:
    """Rows as JSON. Many are or hold the same job, whose text is made once."""

    def __init__(self) -> None:
        self._encode = _encoder()
        self._jobs: dict[int, tuple[Mapping[str, Any], str]] = {}

    def row(self, table: str, row: Mapping[str, Any]) -> str:
        """The text of a row."""
        if table in ("jobs", "job_version"):
            return self._job(row)
        job = row.get("Job")
        if not isinstance(job, dict):
            return self._encode(row)
        rest = self._encode({key: value for key, value in row.items() if key != "Job"})
        return f'{rest[:-1]},"Job":{self._job(job)}}}'

    def _job(self, job: Mapping[str, Any]) -> str:
        kept = self._jobs.get(id(job))
        if kept is None or kept[0] is not job:
            if len(self._jobs) >= _MOST_JOBS:
                self._jobs.clear()
            kept = self._jobs[id(job)] = (job, self._encode(job))
        return kept[1]


_MOST_JOBS = 256


def _encoder() -> Callable[[Any], str]:
    """Writing JSON: by msgspec where it is installed (extra `fast`), but for what it refuses."""
    standard = json.JSONEncoder(separators=(",", ":")).encode
    try:
        fast = import_module("msgspec").json.encode
    except ImportError:
        return standard

    def encode(value: Any) -> str:
        try:
            return str(fast(value), "utf-8")
        except (OverflowError, UnicodeError):
            return standard(value)

    return encode
