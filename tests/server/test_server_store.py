"""The store: groups of rows, transactions that are whole or nothing, and bells that ring for what they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from jobspec.server.store import EVERYTHING, OF_JOB, NoJournal, Store
from jobspec.server.store.database import DatabaseJournal
from jobspec.server.store.journal import Change

GROUPINGS = {
    "evals": {
        OF_JOB: lambda row: (row["Namespace"], row["JobID"]),
        "open": lambda row: (row["Status"],) if row["Status"] != "complete" else None,
    }
}


def evaluation(id: str, job: str = "web", status: str = "pending") -> dict[str, str]:
    return {"ID": id, "Namespace": "default", "JobID": job, "Status": status}


def put(store: Store, row: Mapping[str, str]) -> int:
    with store.write() as tx:
        tx.put("evals", (row["ID"],), row)
    return tx.index


def put_together(store: Store, *rows: Mapping[str, str]) -> None:
    with store.together():
        indexes = [put(store, row) for row in rows]
        assert indexes == sorted(set(indexes))


class Broken(NoJournal):
    """Fails when told to."""

    def __init__(self) -> None:
        self.fails = False

    def save(self, changes: Iterable[Change], indexes: Mapping[str, int]) -> None:
        if self.fails:
            raise OSError("the disk is full")


def test_rows_move_between_groups_as_they_change() -> None:
    store = Store(groupings=GROUPINGS)
    put(store, evaluation("a"))
    put(store, evaluation("b", status="blocked"))
    put(store, evaluation("a", status="complete"))
    assert store.group("evals", "open", "pending") == []
    assert [row["ID"] for row in store.group("evals", "open", "blocked")] == ["b"]
    assert [row["ID"] for row in store.of_job("evals", "default", "web")] == ["a", "b"]
    assert not store.any_in("evals", "open", "pending")


def test_a_transaction_that_fails_leaves_nothing() -> None:
    journal = Broken()
    store = Store(journal, GROUPINGS)
    put(store, evaluation("a"))
    journal.fails = True
    with pytest.raises(OSError, match="disk is full"):
        put(store, evaluation("a", status="complete"))
    assert [row["ID"] for row in store.group("evals", "open", "pending")] == ["a"]
    assert (store.index, store.last("evals")) == (1, 1)


def test_transactions_together_fail_together() -> None:
    journal = Broken()
    store = Store(journal, GROUPINGS)
    put(store, evaluation("a"))
    journal.fails = True
    with pytest.raises(OSError, match="disk is full"):
        put_together(store, evaluation("b"), evaluation("a", status="complete"))
    assert [row["ID"] for row in store.rows("evals")] == ["a"]
    assert store.group("evals", "open", "pending") == [evaluation("a")]
    assert store.index == 1


def test_a_bell_rings_for_its_topic_alone() -> None:
    store = Store(groupings=GROUPINGS)
    topics = (("evals",), ("evals", "a"), ("evals", "default", "web"), ("jobs",), EVERYTHING)
    for topic, rings_for in zip(topics, ("ab", "a", "a", "", "ab"), strict=True):
        for row in (evaluation("a"), evaluation("b", job="other")):
            with store.bell(topic) as bell:
                put(store, row)
                assert bell.is_set() == (row["ID"] in rings_for), (topic, row)


def test_what_was_written_is_there_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nomad.db"
    job = {"ID": "web", "Namespace": "default", "Text": "\ud800 ü", "Large": 10**40}
    store = Store(DatabaseJournal(url), GROUPINGS)
    with store.together():
        put(store, evaluation("a"))
        with store.write() as tx:
            tx.put("jobs", ("default", "web"), job)
            tx.put("allocs", ("1",), {"ID": "1", "Job": job})
            tx.put("allocs", ("2",), {"ID": "2", "Job": job})
    with store.write() as tx:
        tx.delete("allocs", ("2",))
    store.close()
    again = Store(DatabaseJournal(url), GROUPINGS)
    assert again.rows("jobs") == [job]
    assert again.rows("allocs") == [{"ID": "1", "Job": job}]
    assert again.group("evals", "open", "pending") == [evaluation("a")]
    assert (again.index, again.last("evals"), again.last("allocs")) == (3, 1, 3)
    again.close()
