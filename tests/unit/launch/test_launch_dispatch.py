"""Dispatching parameterized jobs: what is refused first, and what the child is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jobspec import launch
from jobspec.diagnostics import RefusedError

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def parent(**demands: Any) -> dict[str, Any]:
    return {"ID": "etl", "Name": "etl", "Priority": 50, "Meta": {"a": "0", "z": "9"}, "ParameterizedJob": demands}


def first_refusal(job: dict[str, Any], **call: Any) -> str:
    with pytest.raises(RefusedError) as caught:
        launch.dispatch(job, now=NOW, suffix="0123abcd", **call)
    (finding,) = caught.value.diagnostics
    return finding.id


@pytest.mark.parametrize(
    ("job", "call", "expected"),
    [
        ({"ID": "web", "Priority": 50}, {"payload": b"x"}, "NJ7520"),
        (parent() | {"Stop": True}, {}, "NJ7521"),
        (parent(Payload="required"), {}, "NJ7522"),
        (parent(Payload="forbidden"), {"payload": b"x" * 20000}, "NJ7523"),
        (parent(), {"payload": b"x" * 16385, "meta": {"b": "1"}}, "NJ7524"),
        (parent(MetaRequired=["c"]), {"meta": {"b": "1"}}, "NJ7525"),
        (parent(MetaRequired=["c"]), {"priority": 101}, "NJ7526"),
        (parent(), {"priority": 101}, "NJ7527"),
        (parent() | {"Priority": 0}, {}, "NJ7527"),
    ],
)
def test_the_first_reason_is_told(job: dict[str, Any], call: dict[str, Any], expected: str) -> None:
    assert first_refusal(job, **call) == expected


def test_the_largest_payload_passes() -> None:
    assert launch.dispatch(parent(), payload=b"x" * 16384, now=NOW).to_api()["Payload"].startswith("eHh4")


def test_the_child() -> None:
    job = parent(MetaRequired=["a"], MetaOptional=["b"])
    child = launch.dispatch(
        job,
        payload=b"hello",
        meta={"a": ""},
        priority=70,
        id_prefix="big",
        idempotency_token="t",
        now=NOW,
        suffix="0123abcd",
    ).to_api()
    wanted = {
        "ID": "etl/dispatch-big-1767323045-0123abcd",
        "Name": "etl/dispatch-big-1767323045-0123abcd",
        "ParentID": "etl",
        "Dispatched": True,
        "Priority": 70,
        "Meta": {"a": "", "z": "9"},
        "Payload": "aGVsbG8=",
        "SubmitTime": 1767323045000000000,
        "DispatchIdempotencyToken": "t",
    }
    assert {key: child[key] for key in wanted} == wanted
    assert child["ParameterizedJob"]["MetaRequired"] == ["a"]


def test_a_token_gives_one_child() -> None:
    first = launch.dispatch(parent(), idempotency_token="once", now=NOW)
    other = launch.dispatch(parent(), idempotency_token="other", now=NOW)
    assert launch.dispatch(parent(), idempotency_token="once", children=[other, first], now=NOW) == first


def test_the_suffix_is_drawn() -> None:
    names = {launch.dispatched_id("etl", at=NOW) for _ in range(5)}
    assert len(names) == 5
    assert all(len(name) == len("etl/dispatch-1767323045-01234567") for name in names)
