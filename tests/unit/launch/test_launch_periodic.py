"""Periodic blocks: what is wrong with one, when it launches, and the child of a launch."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from jobspec import launch
from jobspec.diagnostics import ParseError, RefusedError
from jobspec.launch.clock import Surprise, surprises
from jobspec.launch.periodic import Schedule

START = datetime(2026, 1, 1, tzinfo=UTC)


def launches(block: dict[str, Any], count: int = 2) -> list[str]:
    return [f"{at:%m-%d %H:%M}" for at in launch.next_launches(block, after=START, count=count)]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"Spec": "0 6 * * *"}, ["01-01 06:00", "01-02 06:00"]),
        ({"spec": "0 6 * * *", "enabled": False}, ["01-01 06:00", "01-02 06:00"]),
        ({"Specs": ["0 6 * * *", "0 3 * * *"]}, ["01-01 03:00", "01-01 06:00"]),
        ({"Specs": ["0 6 * * *", "0 0 1 1 * 2020"]}, []),
        ({"Specs": ["0 0 1 1 * 2020", "0 6 * * *"]}, ["01-01 06:00", "01-02 06:00"]),
        ({"Spec": "0 6 * * *", "TimeZone": "Nowhere"}, ["01-01 06:00", "01-02 06:00"]),
        ({"Spec": "0 6 * * *", "SpecType": "moon"}, []),
        ({"Spec": ""}, []),
        ({"Spec": "1800000000,1700000000", "SpecType": "_internal_test"}, ["01-15 08:00"]),
    ],
)
def test_next_launches(block: dict[str, Any], expected: list[str]) -> None:
    assert launches(block) == expected


def test_a_job_and_its_block_are_told_apart() -> None:
    job = {"ID": "nightly", "Periodic": {"Spec": "0 6 * * *"}}
    assert launches(job) == ["01-01 06:00", "01-02 06:00"]
    with pytest.raises(RefusedError, match="not periodic"):
        launches({"ID": "web"})


@pytest.mark.parametrize(
    "block",
    [
        {"Spec": "bogus"},
        {"Specs": ["0 6 * * *", ""]},
        {"Spec": "0 0 * 11-2 *"},
        {"Spec": "a", "SpecType": "_internal_test"},
    ],
)
def test_launches_that_cannot_be_computed(block: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        launches(block)


def test_a_naive_time_is_a_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="aware"):
        launch.next_launches({"Spec": "0 6 * * *"}, after=datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"Spec": "0 6 * * *"}, []),
        ({"Enabled": False, "Spec": "bogus", "TimeZone": "Nowhere"}, []),
        ({"Spec": ""}, [("NJ7505", ())]),
        ({"Spec": "bogus"}, [("NJ7502", ("Spec",))]),
        ({"Specs": ["0 6 * * *", "* * * * 8"]}, [("NJ7502", ("Specs", 1))]),
        ({"Spec": "0 6 * * *", "SpecType": "moon"}, [("NJ7507", ("SpecType",))]),
        (
            {"Spec": "bogus", "Specs": ["worse"], "TimeZone": "Nowhere"},
            [("NJ7504", ("Specs",)), ("NJ7506", ("TimeZone",)), ("NJ7502", ("Spec",)), ("NJ7502", ("Specs", 0))],
        ),
    ],
)
def test_check_periodic(block: dict[str, Any], expected: list[tuple[str, tuple[str | int, ...]]]) -> None:
    assert [(finding.id, finding.path) for finding in launch.check_periodic(block)] == expected


def test_an_unreadable_expression_says_where() -> None:
    finding = launch.check_periodic({"Spec": "0 25 * * *"})[0]
    assert finding.detail == 'What cannot be read is "25" in the hour field: it is no hour from 0 to 23.'


def test_the_child_of_a_launch() -> None:
    parent = {
        "ID": "nightly",
        "Name": "night",
        "Status": "running",
        "Meta": {"a": "1"},
        "Periodic": {"Spec": "0 6 * * *"},
    }
    child = launch.periodic_child(parent, datetime(2023, 11, 14, 22, 13, 20, 7, tzinfo=UTC)).to_api()
    assert {key: child[key] for key in ("ID", "Name", "ParentID", "Status", "Periodic", "Meta")} == {
        "ID": "nightly/periodic-1700000000",
        "Name": "nightly/periodic-1700000000",
        "ParentID": "nightly",
        "Status": "",
        "Periodic": None,
        "Meta": {"a": "1"},
    }


def test_launch_time_reads_what_the_child_is_called() -> None:
    assert launch.launch_time("a/b/periodic-007") == datetime(1970, 1, 1, 0, 0, 7, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "a", "a/periodic-", "a/periodic-1-2", "a/periodic-99999999999999"])
def test_other_ids_are_refused(name: str) -> None:
    with pytest.raises(ParseError):
        launch.launch_time(name)


def test_clock_changes_are_told() -> None:
    schedule = Schedule(spec="*/30 1-2 * * *", zone="Europe/Berlin")
    found = list(surprises(schedule, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)))
    assert found == [
        Surprise(date(2026, 3, 29), (time(2, 0), time(2, 30)), ()),
        Surprise(date(2026, 10, 25), (), (time(2, 0), time(2, 30))),
    ]
