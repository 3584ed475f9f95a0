"""What a cron expression may say, and what each part selects."""

from __future__ import annotations

import pytest

from jobspec.cron import CronError, Expression, read
from jobspec.cron.expression import days_of_month, following
from jobspec.cron.fields import (
    DAY_OF_MONTH,
    DAY_OF_WEEK,
    HOUR,
    MINUTE,
    MONTH,
    YEAR,
    Field,
    FieldError,
    Selection,
    select,
)


def values(field: Field, text: str) -> list[int]:
    chosen = select(field, text)
    assert isinstance(chosen, Selection)
    return [number for number in range(140) if chosen.values >> number & 1]


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        (MINUTE, "5", [5]),
        (MINUTE, "05", [5]),
        (MINUTE, ",0,,5", [0, 5]),
        (MINUTE, "50/5", [50, 55]),
        (MINUTE, "10-20/5", [10, 15, 20]),
        (MINUTE, "20-10", []),
        (HOUR, "*/11", [0, 11, 22]),
        (HOUR, "?,3", list(range(24))),
        (MONTH, "jan,DECEMBER", [1, 12]),
        (MONTH, "feb-apr", [2, 3, 4]),
        (DAY_OF_WEEK, "7", [0]),
        (DAY_OF_WEEK, "05", [0]),
        (DAY_OF_WEEK, "5-7", [5, 6]),
        (DAY_OF_WEEK, "1-0", [1, 2, 3, 4, 5, 6]),
        (DAY_OF_WEEK, "7-3", [0, 1, 2, 3]),
        (DAY_OF_WEEK, "fri-sun", [5, 6]),
        (YEAR, "1970,2099", [0, 129]),
    ],
)
def test_a_field_selects_these_values(field: Field, text: str, expected: list[int]) -> None:
    assert values(field, text) == expected


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (MINUTE, "60"),
        (MINUTE, "000"),
        (MINUTE, ","),
        (MINUTE, "*/60"),
        (MINUTE, "*/0"),
        (MINUTE, "*/005"),
        (MINUTE, "?/5"),
        (MINUTE, "1-2-3"),
        (HOUR, "*/24"),
        (HOUR, "L"),
        (DAY_OF_MONTH, "L-3"),
        (DAY_OF_MONTH, "W"),
        (DAY_OF_MONTH, "0W"),
        (MONTH, "sept"),
        (DAY_OF_WEEK, "L"),
        (DAY_OF_WEEK, "*/7"),
        (DAY_OF_WEEK, "1#6"),
        (DAY_OF_WEEK, "thur"),
        (YEAR, "2100"),
        (YEAR, "*/100"),
    ],
)
def test_a_field_refuses(field: Field, text: str) -> None:
    answer = select(field, text)
    assert isinstance(answer, FieldError)
    assert answer.field == field.name


@pytest.mark.parametrize("text", ["", "* * * *", "@every 5m", "@Daily", "@midnight"])
def test_too_few_fields(text: str) -> None:
    answer = read(text)
    assert isinstance(answer, CronError)
    assert answer.field == ""


def test_the_error_names_the_field_and_the_item() -> None:
    answer = read("0 0 1,32 * *")
    assert answer == CronError("day-of-month", "32", "it is no day-of-month from 1 to 31")


@pytest.mark.parametrize("text", ["5 @hourly", "0 0 0 1 1 * * nonsense", "0\t0 *\n* *", "@weekly"])
def test_odd_but_legal(text: str) -> None:
    assert isinstance(read(text), Expression)


def days(day: str, weekday: str, first_weekday: int = 0, length: int = 31) -> list[int]:
    first, second = select(DAY_OF_MONTH, day), select(DAY_OF_WEEK, weekday)
    assert isinstance(first, Selection)
    assert isinstance(second, Selection)
    chosen = days_of_month(first, second, first_weekday, length)
    return [number for number in range(40) if chosen >> number & 1]


@pytest.mark.parametrize(
    ("day", "weekday", "expected"),
    [
        ("*", "*", list(range(1, 32))),
        ("13", "5", [6, 13, 20, 27]),
        ("5,*", "1", [2, 9, 16, 23, 30]),
        ("*/10", "6", [1, 7, 11, 14, 21, 28, 31]),
        ("L", "?", [31]),
        ("LW", "?", [31]),
        ("1W", "?", [2]),
        ("7W,8W", "?", [6, 9]),
        ("*", "5L", [27]),
        ("*", "2#1,2#5", [3, 31]),
        ("*", "6#5", []),
    ],
)
def test_days_of_a_month_that_begins_on_sunday(day: str, weekday: str, expected: list[int]) -> None:
    assert days(day, weekday) == expected


def test_a_workday_does_not_leave_its_month() -> None:
    assert days("1W", "?", first_weekday=6) == [3]
    assert days("LW", "?", first_weekday=6, length=30) == [28]
    assert days("31W", "?", length=30) == []


def test_following() -> None:
    assert following(0, 2) == (-1, -1, -1)
