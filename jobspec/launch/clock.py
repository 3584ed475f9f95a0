"""What clock changes do to a schedule: launches that a day leaves out, and launches that it repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import NamedTuple

from jobspec.cron.zones import clock_changes
from jobspec.launch.periodic import Schedule, launches_of

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class Surprise(NamedTuple):
    """A day on which the clock changes the launches: local times left out, and local times launched twice."""

    day: date
    skipped: tuple[time, ...]
    doubled: tuple[time, ...]


def surprises(schedule: Schedule, start: datetime, end: datetime) -> Iterator[Surprise]:
    """The days from one moment to another whose launches differ from what the expression says."""
    zone = schedule.place
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        if zone is not UTC and clock_changes(zone, day):
            actual = Counter(at.time() for at in _on(schedule, day))
            written = Counter(at.time() for at in _on(schedule._replace(zone="UTC"), day))
            skipped, doubled = sorted(written - actual), sorted(actual - written)
            if skipped or doubled:
                yield Surprise(day, tuple(skipped), tuple(doubled))
        day += _DAY


def _on(schedule: Schedule, day: date) -> Iterator[datetime]:
    """The launches of a local day."""
    start = datetime(day.year, day.month, day.day, tzinfo=schedule.place) - _SECOND
    nearby = takewhile(lambda at: at.date() <= day, launches_of(schedule, start))
    return (at for at in nearby if at.date() == day)
