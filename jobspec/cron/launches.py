"""The next launch of an expression: jumps from field to field, and careful steps on days when a clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from jobspec.cron.expression import Expression
from jobspec.cron.fields import FIRST_YEAR, LAST_YEAR
from jobspec.cron.zones import clock_changes, moved, start_of_day

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_BEGINNING = datetime(FIRST_YEAR - 1, 1, 1, tzinfo=UTC)


class Uncomputable(Exception):
    """The reference fails on this expression: one of its fields selects nothing and a value of it is needed."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def next_launch(expression: Expression, after: datetime, zone: tzinfo = UTC) -> datetime | None:
    """The first launch strictly after a moment, in the zone; None if there is none up to the year 2099.

    >>> from jobspec.cron import read
    >>> next_launch(read("0 12 * * *"), datetime(2026, 7, 1, 12, 0, tzinfo=UTC)).isoformat()
    '2026-07-02T12:00:00+00:00'
    """
    if after.year > LAST_YEAR + 1:
        return None
    if after.year < FIRST_YEAR - 1:
        after = _BEGINNING
    start = _second_after(after if after.tzinfo is zone else after.astimezone(zone), zone)
    whole_day = False
    while found := _first_day(expression, start):
        if found != start.date():
            whole_day = True
            start = start_of_day(found, zone)
            if start.day != found.day:  # the zone left this day out
                continue
        launch = _on(expression, start, zone)
        if launch is not None:
            return launch
        if whole_day and expression.hollow:
            return None
        start, whole_day = start_of_day(found + _DAY, zone), True
    return None


def launches(expression: Expression, after: datetime, zone: tzinfo = UTC) -> Iterator[datetime]:
    """All launches after a moment, each computed from the one before."""
    launch = next_launch(expression, after, zone)
    while launch is not None:
        yield launch
        if zone is UTC or not clock_changes(zone, launch.date()):
            for launch in _rest_of_day(expression, launch):  # noqa: B020 - goes on from the last one
                yield launch
        launch = next_launch(expression, launch, zone)


def _rest_of_day(expression: Expression, launch: datetime) -> Iterator[datetime]:
    """What follows a launch on an ordinary day, without a search."""
    year, month, day, zone = launch.year, launch.month, launch.day, launch.tzinfo
    hours, minutes, seconds = expression.hours, expression.minutes, expression.seconds
    hour, minute, second = launch.hour, launch.minute, seconds[launch.second + 1]
    while hour >= 0:
        while minute >= 0:
            while second >= 0:
                yield datetime(year, month, day, hour, minute, second, tzinfo=zone)
                second = seconds[second + 1]
            minute, second = minutes[minute + 1], seconds[0]
        hour, minute = hours[hour + 1], minutes[0]


def _second_after(moment: datetime, zone: tzinfo) -> datetime:
    whole = moment.replace(microsecond=0) if moment.microsecond else moment
    if zone is UTC or not clock_changes(zone, whole.date()):
        return whole + _SECOND
    return moved(whole, _SECOND)


def _on(expression: Expression, start: datetime, zone: tzinfo) -> datetime | None:
    """The first launch from a moment on, within its day."""
    if expression.hollow:
        _in_vain(expression, start.hour, start.minute)
        return None
    if zone is UTC or not clock_changes(zone, start.date()):
        return _on_day(expression, start)
    return _slowly(expression, start)


def _in_vain(expression: Expression, hour: int, minute: int) -> None:
    """A day with no hour, minute or second to launch at: it passes, unless a jump needs the missing value."""
    hours, minutes = expression.hours, expression.minutes
    missing = "minute" if minutes[0] < 0 else "second"
    if _jumps(hours, hour):
        raise Uncomputable(missing)
    if hours[hour] == hour and _jumps(minutes, minute):
        raise Uncomputable(missing)
    if hours[hour] == hour and hours[hour + 1] == hour + 1 and _jumps(minutes, 0):
        raise Uncomputable(missing)


def _jumps(values: tuple[int, ...], start: int) -> bool:
    """Whether counting up from here meets a value outside of the set that has a member after it."""
    while values[start] == start:
        start += 1
    return values[start] > start


def _first_day(expression: Expression, start: datetime) -> date | None:
    """The first day from here on that year, month and day fields select."""
    if expression.daily and FIRST_YEAR <= start.year <= LAST_YEAR:
        return start.date()
    year, month, day = start.year, start.month, start.day
    while year <= LAST_YEAR:
        years = expression.years >> max(year - FIRST_YEAR, 0)
        if not years:
            return None
        if expression.months[0] < 0:
            raise Uncomputable("month")
        skipped = (years & -years).bit_length() - 1 + max(FIRST_YEAR - year, 0)
        if skipped:
            year, month, day = year + skipped, 1, 1
        while (wanted := expression.months[month]) > 0:
            day = day if wanted == month else 1
            month = wanted
            if (found := expression.month_days(year, month)[day]) > 0:
                return date(year, month, found)
            month, day = month + 1, 1
        year, month, day = year + 1, 1, 1
    return None


def _on_day(expression: Expression, start: datetime) -> datetime | None:
    """The first launch on an ordinary day, from a moment on."""
    hours, minutes, seconds = expression.hours, expression.minutes, expression.seconds
    hour, minute = start.hour, start.minute
    found = hours[hour]
    if found == hour:
        reached = minutes[minute]
        if reached == minute:
            if (exact := seconds[start.second]) >= 0:
                return start.replace(second=exact)
            reached = minutes[minute + 1]
        if reached >= 0:
            return start.replace(minute=reached, second=seconds[0])
        found = hours[hour + 1]
    return None if found < 0 else start.replace(hour=found, minute=minutes[0], second=seconds[0])


def _slowly(expression: Expression, start: datetime) -> datetime | None:
    """The same on a day when the clock changes, where hours repeat, are missing, or have fewer minutes."""
    hours, minutes, seconds = expression.hours, expression.minutes, expression.seconds
    moment: datetime | None = start
    while moment is not None:
        if hours[moment.hour] != moment.hour:
            moment = _next_hour(moment)
        elif minutes[moment.minute] != moment.minute or seconds[moment.second] < 0:
            moment = _same_day(moment, moved(moment, _SECOND * (60 - moment.second)))
        else:
            return moment.replace(second=seconds[moment.second])
    return None


def _next_hour(moment: datetime) -> datetime | None:
    """The next hour, None in the next day.

    The reference goes to the next whole hour of UTC, beyond one whose hour the clock shows again, and from there back
    to minute 0. Where an offset is no whole hour, that decides which part of an odd hour is passed over.
    """
    whole = moment.astimezone(UTC).replace(minute=0, second=0) + _HOUR
    top = whole.astimezone(moment.tzinfo)
    if top.hour == moment.hour:
        top = (whole + _HOUR).astimezone(moment.tzinfo)
    return _same_day(moment, moved(top, -_MINUTE * top.minute))


def _same_day(before: datetime, after: datetime) -> datetime | None:
    return after if after.date() == before.date() else None
