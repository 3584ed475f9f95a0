"""Launches of many jobs as a calendar of hours in text, so that pile-ups show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

_WIDEST_NAME = 32
_BUSY = 5
"""How many of the fullest minutes are told."""

_MANY = "#"
"""Stands for a hundred launches in an hour, or more."""


def calendar(launches: Mapping[str, Sequence[datetime]], first: date, days: int) -> str:
    """One block a day: a row for each job, a column for each hour, the number of launches in it; then the sums."""
    width = min(max(map(len, [*launches, "Mon 2026-01-01"])), _WIDEST_NAME)
    blocks = [_day(launches, first + timedelta(days=number), width) for number in range(days)]
    return "\n\n".join([*blocks, _busiest(launches)])


def _day(launches: Mapping[str, Sequence[datetime]], day: date, width: int) -> str:
    head = f"{day:%a %Y-%m-%d}".ljust(width)
    hours = " ".join(f"{hour:02}" for hour in range(24))
    rows = [f"{head}  {hours}"]
    together: Counter[int] = Counter()
    for name, times in launches.items():
        counts = Counter(at.hour for at in times if at.date() == day)
        together.update(counts)
        rows.append(_row(name, counts, width))
    return "\n".join([*rows, _row("together", together, width)])


def _row(name: str, counts: Mapping[int, int], width: int) -> str:
    short = name if len(name) <= width else name[: width - 1] + "…"
    return f"{short.ljust(width)}  " + " ".join(f"{_figure(counts.get(hour, 0)):>2}" for hour in range(24))


def _figure(count: int) -> str:
    if count == 0:
        return "·"
    return str(count) if count < 100 else _MANY


def _busiest(launches: Mapping[str, Sequence[datetime]]) -> str:
    """The minutes in which most jobs start at once."""
    starts: dict[datetime, list[str]] = {}
    for name, times in launches.items():
        for minute in {at.replace(second=0) for at in times}:
            starts.setdefault(minute, []).append(name)
    crowded = sorted((item for item in starts.items() if len(item[1]) > 1), key=lambda item: (-len(item[1]), item[0]))
    if not crowded:
        return "No two jobs start in the same minute."
    lines = [f"  {at:%a %Y-%m-%d %H:%M}  {len(names)} jobs: {', '.join(names)}" for at, names in crowded[:_BUSY]]
    more = len(crowded) - len(lines)
    return "\n".join(["Jobs that start together:", *lines, *([f"  and {more} more"] if more > 0 else [])])
