"""Time, as the server asks for it: moved by hand, or that of the machine."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000_000


class Clock(Protocol):
    """Nanoseconds since 1970."""

    def now(self) -> int:
        """The present moment."""


class RealClock:
    """The machine's clock."""

    def now(self) -> int:
        """The present moment."""
        return time.time_ns()


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: int) -> None:
        self._now = start

    def now(self) -> int:
        """The present moment."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += round(seconds * SECOND)


def moment(nanoseconds: int) -> datetime:
    """The time in UTC, to the microsecond."""
    return EPOCH + timedelta(microseconds=nanoseconds // 1000)


def isotime(nanoseconds: int) -> str:
    """A time as the API writes it: RFC 3339 with all digits of the second that matter."""
    seconds, fraction = divmod(nanoseconds, SECOND)
    text = (EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{fraction:09}".rstrip("0") if fraction else "") + "Z"
