"""A whole cron expression: five, six or seven fields, or a macro.

Six fields end with the year, seven begin with the second; an eighth and later ones are not looked at.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from jobspec.cron.fields import FIELDS, FieldError, Selection, select

_MACROS = {
    "@yearly": "0 0 0 1 1 * *",
    "@annually": "0 0 0 1 1 * *",
    "@monthly": "0 0 0 1 * * *",
    "@weekly": "0 0 0 * * 0 *",
    "@daily": "0 0 0 * * * *",
    "@hourly": "0 0 * * * * *",
}
_BLANK = re.compile(r"[ \t\n\f\r]+")
_WEEK = 7
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class CronError(NamedTuple):
    """Why an expression cannot be read. Field and item are empty where the expression as a whole is at fault."""

    field: str
    item: str
    reason: str


class Expression:
    """The sets of an expression, in the forms in which launches are found."""

    __slots__ = ("_days", "_month_days", "daily", "hollow", "hours", "minutes", "months", "seconds", "text", "years")

    def __init__(self, text: str, selections: list[Selection]) -> None:
        second, minute, hour, day, month, weekday, year = selections
        self.text = text
        self.seconds = following(second.values, 60)
        self.minutes = following(minute.values, 60)
        self.hours = following(hour.values, 24)
        self.months = following(month.values, 13)
        self.years = year.values
        self.daily = all(field.unrestricted for field in (day, month, weekday, year))
        """Every day is selected, up to the last year of the language."""
        self.hollow = not (second.values and minute.values and hour.values)
        """Hour, minute or second selects nothing: there is no launch, or the reference fails to tell."""
        self._days = (day, weekday)
        self._month_days: dict[tuple[int, int], tuple[int, ...]] = {}

    def month_days(self, year: int, month: int) -> tuple[int, ...]:
        """The days of a month, as `following` gives them."""
        known = self._month_days.get((year, month))
        if known is None:
            length = 29 if month == 2 and year % 4 == 0 and (year % 100 or not year % 400) else _LENGTHS[month]
            first_weekday = date(year, month, 1).isoweekday() % _WEEK
            known = following(days_of_month(*self._days, first_weekday, length), 32)
            self._month_days[year, month] = known
        return known

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


@lru_cache(maxsize=1024)
def following(values: int, size: int) -> tuple[int, ...]:
    """For each number up to `size`, the first member of the set from there on; -1 if there is none.

    >>> following(0b1010, 4)
    (1, 1, 3, 3, -1)
    """
    answer, nearest = [-1], -1
    for value in range(size - 1, -1, -1):
        nearest = value if values >> value & 1 else nearest
        answer.append(nearest)
    return tuple(reversed(answer))


@lru_cache(maxsize=4096)
def read(text: str) -> Expression | CronError:
    """Read an expression.

    >>> read("*/5 * * *")
    CronError(field='', item='', reason='it has 4 fields; five to seven are needed')
    """
    line = text
    for macro, meaning in _MACROS.items():
        line = line.replace(macro, meaning)
    fields = [field for field in _BLANK.split(line) if field]
    if len(fields) < 5:
        return CronError("", "", f"it has {len(fields)} field{'s' * (len(fields) != 1)}; five to seven are needed")
    if len(fields) < 7:
        fields = ["0", *fields, "*"][:7]
    selections = []
    for field, written in zip(FIELDS, fields):
        selection = select(field, written)
        if isinstance(selection, FieldError):
            return CronError(*selection)
        selections.append(selection)
    return Expression(text, selections)


def days_of_month(day: Selection, weekday: Selection, first_weekday: int, length: int) -> int:
    """The set of days on which both day fields together fall: either, if both are restricted."""
    every = (1 << (length + 1)) - 2
    if day.unrestricted and weekday.unrestricted:
        return every
    days = 0
    if not day.unrestricted:
        days |= _by_day(day, first_weekday, length)
    if not weekday.unrestricted:
        days |= _by_weekday(weekday, first_weekday, length)
    return days & every


def _by_day(day: Selection, first_weekday: int, length: int) -> int:
    days = day.values
    if day.last_day:
        days |= 1 << length
    near = [*day.near_workdays, *([length] if day.last_workday else [])]
    for wanted in near:
        if wanted <= length:
            days |= 1 << _nearest_workday(wanted, (first_weekday + wanted - 1) % _WEEK, length)
    return days


def _nearest_workday(day: int, weekday: int, length: int) -> int:
    """Saturday goes back and Sunday goes on by a day, unless that leaves the month: then two days the other way."""
    if weekday == 6:
        return day - 1 if day > 1 else day + 2
    if weekday == 0:
        return day + 1 if day < length else day - 2
    return day


def _by_weekday(weekday: Selection, first_weekday: int, length: int) -> int:
    days = 0
    for number in range(_WEEK):
        first = 1 + (number - first_weekday) % _WEEK
        if weekday.values >> number & 1:
            days |= sum(1 << day for day in range(first, length + 1, _WEEK))
        if weekday.last_weekdays >> number & 1:
            days |= 1 << max(range(first, length + 1, _WEEK))
    for number, which in weekday.numbered_weekdays:
        days |= 1 << (1 + (number - first_weekday) % _WEEK + _WEEK * (which - 1))
    return days
