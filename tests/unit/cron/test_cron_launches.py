"""When an expression launches: ordinary days, clock changes, launches that never come, and the peers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.cron import Expression, Uncomputable, launches, next_launch, read, zone_named

ZONES = [
    "UTC",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Cairo",
    "Asia/Kathmandu",
]


def expression(text: str) -> Expression:
    read_ = read(text)
    assert isinstance(read_, Expression)
    return read_


def row(text: str, after: str, zone: str = "UTC", count: int = 3) -> list[str]:
    place = zone_named(zone)
    assert place is not None
    return [at.isoformat() for at in islice(launches(expression(text), datetime.fromisoformat(after), place), count)]


@pytest.mark.parametrize(
    ("text", "after", "zone", "expected"),
    [
        (
            "59 23 31 12 *",
            "2026-12-31T23:59:00Z",
            "UTC",
            ["2027-12-31T23:59:00+00:00", "2028-12-31T23:59:00+00:00", "2029-12-31T23:59:00+00:00"],
        ),
        (
            "30 58 23 * * * *",
            "2026-01-01T23:58:30.9Z",
            "UTC",
            ["2026-01-02T23:58:30+00:00", "2026-01-03T23:58:30+00:00", "2026-01-04T23:58:30+00:00"],
        ),
        (
            "30 2 * * *",
            "2026-03-07T12:00:00Z",
            "America/New_York",
            ["2026-03-09T02:30:00-04:00", "2026-03-10T02:30:00-04:00", "2026-03-11T02:30:00-04:00"],
        ),
        (
            "*/30 1 * * *",
            "2026-11-01T05:00:00Z",
            "America/New_York",
            ["2026-11-01T01:30:00-04:00", "2026-11-01T01:00:00-05:00", "2026-11-01T01:30:00-05:00"],
        ),
        (
            "0 0 * * *",
            "2024-04-25T20:00:00Z",
            "Africa/Cairo",
            ["2024-04-27T00:00:00+03:00", "2024-04-28T00:00:00+03:00", "2024-04-29T00:00:00+03:00"],
        ),
        (
            "0 3 * * *",
            "2011-12-29T20:00:00Z",
            "Pacific/Apia",
            ["2011-12-31T03:00:00+14:00", "2012-01-01T03:00:00+14:00", "2012-01-02T03:00:00+14:00"],
        ),
        ("0 0 1 1 * 2027", "2026-01-01T00:00:00Z", "UTC", ["2027-01-01T00:00:00+00:00"]),
        ("0 0 30 2 *", "2026-01-01T00:00:00Z", "UTC", []),
        ("0 22-2 * * *", "2026-01-01T00:00:00Z", "UTC", []),
        ("50-10 * * * *", "2026-01-01T00:00:00Z", "UTC", []),
        ("0 0 * * *", "2099-12-31T00:00:00Z", "UTC", []),
        ("0 0 1 1 *", "1960-01-01T00:00:00Z", "UTC", [f"{year}-01-01T00:00:00+00:00" for year in (1970, 1971, 1972)]),
    ],
)
def test_launches(text: str, after: str, zone: str, expected: list[str]) -> None:
    assert row(text, after, zone) == expected


@pytest.mark.parametrize(
    ("text", "field"), [("0 0 * 11-2 *", "month"), ("50-10 3 * * *", "minute"), ("20-10 5 * * * * *", "second")]
)
def test_an_empty_field_that_is_needed(text: str, field: str) -> None:
    with pytest.raises(Uncomputable) as caught:
        next_launch(expression(text), datetime(2026, 1, 1, tzinfo=UTC))
    assert caught.value.field == field


def test_zones_are_found_by_their_exact_name() -> None:
    assert zone_named("") is UTC
    assert zone_named("Europe/Paris") == ZoneInfo("Europe/Paris")
    assert zone_named("Local") is not None
    assert [zone_named(name) for name in ("europe/paris", "Nowhere", "../UTC", "/UTC", "America", "a\0b")] == [None] * 6


MINUTES = st.sampled_from(["0", "*/7", "30", "59", "10-20/3", "*"])
HOURS = st.sampled_from(["*", "0", "1-3", "23", "*/5", "2"])
DAYS = st.sampled_from(["*", "1", "31", "*/3", "L", "15W", "LW"])
MONTHS = st.sampled_from(["*", "2", "mar-oct", "*/4"])
WEEKDAYS = st.sampled_from(["*", "mon", "1-5", "0", "5L", "2#2"])
EXPRESSIONS = st.tuples(MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS).map(" ".join)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS, MOMENTS, st.sampled_from(ZONES))
def test_launches_increase_and_match(text: str, after: datetime, zone: str) -> None:
    place = zone_named(zone)
    assert place is not None
    spec = expression(text)
    before = after
    for at in islice(launches(spec, after, place), 20):
        # Python compares times of one zone by the clock's face, also where it shows an hour twice.
        assert at.astimezone(UTC) > before.astimezone(UTC)
        assert spec.hours[at.hour] == at.hour
        assert spec.minutes[at.minute] == at.minute
        assert spec.month_days(at.year, at.month)[at.day] == at.day
        assert next_launch(spec, before, place) == at
        before = at


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS, MOMENTS)
def test_nothing_lies_between(text: str, after: datetime) -> None:
    spec = expression(text)
    at = next_launch(spec, after)
    if at is None or at - after > timedelta(days=3):
        return
    minute = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while minute < at:
        fits = spec.hours[minute.hour] == minute.hour and spec.minutes[minute.minute] == minute.minute
        assert not (
            fits
            and spec.months[minute.month] == minute.month
            and spec.month_days(minute.year, minute.month)[minute.day] == minute.day
        )
        minute += timedelta(minutes=1)


PLAIN_DAYS = st.sampled_from(["*", "1", "15", "28", "10-12"])
PLAIN_WEEKDAYS = st.sampled_from(["*", "1", "1-5", "0", "fri"])


@settings(max_examples=100, deadline=None)
@given(st.tuples(MINUTES, HOURS, PLAIN_DAYS, MONTHS, PLAIN_WEEKDAYS).map(" ".join), MOMENTS)
def test_croniter_agrees_on_the_common_part(text: str, after: datetime) -> None:
    """Plain values, ranges and steps in UTC: without L, W, # lists, years, two-digit weekdays or reversed ranges."""
    croniter = pytest.importorskip("croniter").croniter
    start = after.replace(microsecond=0)
    peer = croniter(text, start)
    assert list(islice(launches(expression(text), start), 5)) == [peer.get_next(datetime) for _ in range(5)]
