"""Time zones: finding one by name, and the instant of a local date and time where the clock jumps.

Zone data is the system's, else the `tzdata` package's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def aware(moment: datetime, name: str) -> datetime:
    """The moment, if it has a time zone: ValueError for one without, TypeError for another thing."""
    if not isinstance(moment, datetime):
        raise TypeError(f"{name} is a datetime, not {type(moment).__name__}")
    if moment.tzinfo is None:
        raise ValueError(f"{name} must be an aware time: give it a time zone, such as datetime.UTC")
    return moment


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """The zone of a name, spelled exactly so; UTC for an empty one, the machine's for `Local`; None if unknown."""
    if name in ("", "UTC"):
        return UTC
    if name == "Local":
        return _machine_zone()
    if name.startswith(("/", "\\")) or ".." in name or "\\" in name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def _machine_zone() -> tzinfo:
    try:
        with open("/etc/localtime", "rb") as data:
            return ZoneInfo.from_file(data, key="Local")
    except (OSError, ValueError):
        return UTC


def moved(moment: datetime, by: timedelta) -> datetime:
    """The moment a stretch of real time later (or earlier), in its own zone."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


def compose(local: datetime) -> datetime:
    """The instant that the reference takes for a local date and time.

    It tries the offset in force where that reading of the clock would be in UTC, and, if another holds at the result,
    that one. A reading that the clock skips so becomes one beside the gap; one that it repeats, either of the two.
    """
    zone = local.tzinfo
    if zone is None or zone is UTC:
        return local
    naive = local.replace(tzinfo=None, fold=0)
    first = naive - _offset(zone, naive)
    offset = _offset(zone, first)
    second = naive - offset
    return second.replace(tzinfo=UTC).astimezone(zone)


def _offset(zone: tzinfo, instant: datetime) -> timedelta:
    """The zone's offset at an instant that is given as a naive time in UTC."""
    return zone.fromutc(instant.replace(tzinfo=zone)).utcoffset() or timedelta()


@lru_cache(maxsize=8192)
def clock_changes(zone: tzinfo, day: date) -> bool:
    """Whether the zone has another offset the day before than the day after: then the day takes careful steps."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight - _DAY).utcoffset() != (midnight + 2 * _DAY).utcoffset()


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Midnight; where a day has none, its first whole hour, and where there is no such day, that of the next one."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    if zone is UTC or not clock_changes(zone, day):
        return midnight
    start = compose(midnight)
    while start.date() < day:
        start = moved(start, _HOUR)
    return start
