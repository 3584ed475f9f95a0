"""Times and time spans as the plan text shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jobspec.cron import aware
from jobspec.model.durations import format_duration

_SECOND = 1_000_000_000


def format_time(at: datetime) -> str:
    """A time to the second in its own offset; nothing for the epoch and before, which no one means.

    >>> format_time(datetime.fromisoformat("2037-03-28T00:39:06.654+02:00"))
    '2037-03-28T00:39:06+02:00'
    """
    if aware(at, "at") < datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC):
        return ""
    text = at.replace(microsecond=0).isoformat()
    return text[: -len("+00:00")] + "Z" if text.endswith("+00:00") else text


def format_elapsed(start: datetime, end: datetime) -> str:
    """From `start` to `end`, both cut to whole seconds first.

    >>> start = datetime(2037, 3, 28, 1, tzinfo=UTC)
    >>> format_elapsed(start, start + timedelta(hours=3, seconds=23))
    '3h0m23s'
    """
    elapsed = aware(end, "end").replace(microsecond=0) - aware(start, "start").replace(microsecond=0)
    return format_duration(elapsed // timedelta(seconds=1) * _SECOND)
