"""Times of a state: RFC 3339 texts and whole nanoseconds since 1970, in UTC. Knows no clock."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000_000
"""A second in nanoseconds, the unit of durations in API JSON."""

_TO_THE_SECOND = len("1970-01-01T00:00:00")
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(?:([Zz])|([+-]\d\d:\d\d))")


def nanoseconds(text: str) -> int | None:
    """The instant that an RFC 3339 text names; None for Go's zero time and for what is no time.

    >>> nanoseconds("1970-01-01T00:00:01.5Z")
    1500000000
    """
    match = _RFC3339.fullmatch(text)
    if match is None or text.startswith("0001-01-01T00:00:00"):
        return None
    day, clock, fraction, zulu, offset = match.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if zulu else offset}")
    except ValueError:
        return None
    return from_datetime(at) + int((fraction or "0").ljust(9, "0"))


def newest(texts: Collection[str]) -> list[int]:
    """The newest of many RFC 3339 texts, and perhaps others: only such as have the usual form can be compared unread.

    >>> newest(["1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z", "yesterday"])
    [2000000000]
    """
    plain = [text for text in texts if text[-1:] == "Z" and text[10:11] == "T"]
    last = max((text[:_TO_THE_SECOND] for text in plain), default="")
    found = _instants(text for text in plain if text.startswith(last)) or _instants(plain)
    return found + _instants(set(texts).difference(plain))


def _instants(texts: Iterable[str]) -> list[int]:
    return [instant for text in texts if (instant := nanoseconds(text)) is not None]


def from_datetime(at: datetime) -> int:
    """An aware datetime in nanoseconds, without a detour over floats."""
    since = at - EPOCH
    return ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1_000


def to_datetime(instant: int) -> datetime:
    """The UTC datetime of an instant; what is below a microsecond is cut off."""
    return EPOCH + timedelta(microseconds=instant // 1_000)


def rfc3339(instant: int) -> str:
    """An instant as Go writes it: UTC, with no more fraction digits than needed.

    >>> rfc3339(1500000000)
    '1970-01-01T00:00:01.5Z'
    """
    seconds, rest = divmod(instant, SECOND)
    text = (EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest:09d}".rstrip("0") + "Z" if rest else f"{text}Z"
