"""What the public names promise together: copies, kinds of errors, times, and what a caller may do with an answer."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import jobspec
from jobspec import ClusterState, Diagnostic, Edit, Fix, Plan, Position, Range
from jobspec.model import PeriodicConfig

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TASK = {"Name": "t", "Driver": "exec", "Config": {"command": "x"}}
JOB = {"ID": "web", "TaskGroups": [{"Name": "g", "Tasks": [TASK]}]}
ETL = {**JOB, "Type": "batch", "ParameterizedJob": {"Payload": "optional"}}
HOURLY = {"Enabled": True, "Spec": "0 * * * *"}
REFUSED = 'job "a b" {\n  group "g" {\n    task "t" {\n      driver = "exec"\n    }\n  }\n}\n'


def state() -> ClusterState:
    return ClusterState.from_file(ROOT / "corpus" / "cluster.json")


def diagnostic() -> Diagnostic:
    place = Range("a.hcl", Position(1, 1, 0), Position(1, 3, 2))
    return Diagnostic("error", "NJ2001", "x", subject=place, path=("ID",), fix=Fix("do", (Edit(place, "y"),)))


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_what_is_found_and_read_can_be_copied_and_pickled(again: Callable[[Any], Any]) -> None:
    assert again(diagnostic()) == diagnostic()
    with pytest.raises(jobspec.ParseError) as caught:
        jobspec.load("job {")
    assert again(caught.value).diagnostics == caught.value.diagnostics
    assert again(state()).to_api() == state().to_api()
    spec = jobspec.load(REFUSED, filename="a.hcl")
    path = ("TaskGroups", 0, "Tasks", 0, "Driver")
    assert again(spec).to_api() == spec.to_api()
    assert again(spec).range_of(path) == spec.range_of(path) == Range("a.hcl", Position(4, 16, 56), Position(4, 22, 62))


def test_a_state_is_immutable() -> None:
    kept = state()
    with pytest.raises(AttributeError):
        kept.index = 3
    kept.to_api()["Nodes"][0]["Name"] = "another"
    assert kept.to_api() == state().to_api()


@pytest.mark.parametrize(
    "call",
    [
        lambda: jobspec.load(3),  # type: ignore[arg-type]
        lambda: jobspec.hcl.parse(3),  # type: ignore[arg-type]
        lambda: jobspec.hcl.evaluate(3),  # type: ignore[arg-type]
        lambda: jobspec.hcl.format(3),  # type: ignore[call-overload]
        lambda: jobspec.validate(JOB, sources=3),  # type: ignore[arg-type]
        lambda: jobspec.next_launches(None, after=NOW),
        lambda: jobspec.next_launches(HOURLY, after="2026"),  # type: ignore[arg-type]
        lambda: jobspec.dispatch(ETL, payload="text", now=NOW),  # type: ignore[arg-type]
        lambda: jobspec.dispatch(ETL, meta=["k"], now=NOW),  # type: ignore[arg-type]
        lambda: jobspec.plan(JOB, {}, now="2026"),  # type: ignore[arg-type]
        lambda: jobspec.plan(JOB, {}, seed="1"),  # type: ignore[arg-type]
        lambda: jobspec.plan(JOB, {}, node_order="n1"),
        lambda: Plan.from_api(3),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_type_is_a_type_error(call: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda at: jobspec.next_launches(HOURLY, after=at),
        lambda at: jobspec.dispatch(ETL, now=at),
        lambda at: jobspec.dispatch({**ETL, "Stop": True}, now=at),
        lambda at: jobspec.launch.periodic_child({**JOB, "Periodic": HOURLY}, at),
        lambda at: jobspec.launch.dispatched_id("etl", at=at),
        lambda at: jobspec.plan(JOB, {}, now=at),
        lambda at: jobspec.render.format_elapsed(at, NOW),
    ],
)
def test_a_naive_time_is_a_value_error(call: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        call(datetime(2026, 1, 1))


def test_launches_are_asked_of_a_job_its_block_or_the_blocks_json() -> None:
    asked = ({**JOB, "Periodic": HOURLY}, HOURLY, PeriodicConfig(spec="0 * * * *", time_zone="UTC"))
    answers = [jobspec.next_launches(one, after=NOW) for one in asked]
    assert answers == [[datetime(2026, 11, 24, 13, tzinfo=UTC)]] * 3


def test_a_refused_plan_says_where_the_job_was_written() -> None:
    spec = jobspec.load(REFUSED, filename="a.hcl")
    with pytest.raises(jobspec.RefusedError) as caught:
        jobspec.plan(spec, ClusterState.empty())
    assert str(caught.value) == 'a.hcl:1:1: error: NJ3012 The job ID "a b" holds a space'


def test_results_tell_what_they_are() -> None:
    made = jobspec.plan(JOB, ClusterState.empty())
    assert repr(made) == "<Plan of web: exit code 1, g not placed>"
    assert repr(Plan.from_api({})) == "<Plan of a recorded answer: exit code 0>"
    assert repr(made.explain("g")) == "<Explanation of group 'g': does not fit>"
    assert repr(state()) == "<ClusterState: 12 nodes, 5 jobs, 19 allocs>"


def test_the_diff_tells_its_arguments() -> None:
    assert list(inspect.signature(jobspec.diff).parameters) == ["old", "new", "contextual", "updates"]
