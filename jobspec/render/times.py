"""Times and durations as the plan text shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SECOND = 1_000_000_000
_UNITS = ((1_000_000, "ms"), (1_000, "µs"))


def format_time(at: datetime) -> str:
    """A time to the second in its own offset; nothing for the epoch and before, which no one means.

    >>> format_time(datetime.fromisoformat("2037-03-28T00:39:06.654+02:00"))
    '2037-03-28T00:39:06+02:00'
    """
    if _aware(at) < datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC):
        return ""
    text = at.replace(microsecond=0).isoformat()
    return text[: -len("+00:00")] + "Z" if text.endswith("+00:00") else text


def format_elapsed(start: datetime, end: datetime) -> str:
    """From `start` to `end`, both cut to whole seconds first.

    >>> start = datetime(2037, 3, 28, 1, tzinfo=UTC)
    >>> format_elapsed(start, start + timedelta(hours=3, seconds=23))
    '3h0m23s'
    """
    elapsed = _aware(end).replace(microsecond=0) - _aware(start).replace(microsecond=0)
    return format_duration(elapsed // timedelta(seconds=1) * _SECOND)


def format_duration(nanoseconds: int) -> str:
    """A duration with hours as the largest unit and inner zeros kept: `1h0m30s`, `1.5s`, `20ms`.

    >>> format_duration(90_000_000_000), format_duration(1_500_000)
    ('1m30s', '1.5ms')
    """
    if nanoseconds < 0:
        return "-" + format_duration(-nanoseconds)
    if 0 < nanoseconds < _SECOND:
        size, unit = next(((size, unit) for size, unit in _UNITS if nanoseconds >= size), (1, "ns"))
        return _fraction(nanoseconds, size) + unit
    minutes, rest = divmod(nanoseconds, 60 * _SECOND)
    hours, minutes = divmod(minutes, 60)
    seconds = _fraction(rest, _SECOND) + "s"
    if hours:
        return f"{hours}h{minutes}m{seconds}"
    return f"{minutes}m{seconds}" if minutes else seconds


def _fraction(amount: int, size: int) -> str:
    """The amount in units of `size`, a power of ten, with no more digits than it needs."""
    whole, rest = divmod(amount, size)
    digits = str(rest).rjust(len(str(size)) - 1, "0").rstrip("0") if rest else ""
    return f"{whole}.{digits}" if digits else str(whole)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time needs a zone; add one, such as datetime.UTC")
    return at
