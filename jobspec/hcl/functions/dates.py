"""Functions of dates and times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from jobspec.hcl.durations import DurationError, parse_duration
from jobspec.hcl.functions.registry import FunctionError, Parameter, function
from jobspec.hcl.types import STRING
from jobspec.hcl.values import Value, text
from jobspec.patterns import pattern

_TIMESTAMP = pattern(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", re.ASCII)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _parse(timestamp: str, argument: int | None = None) -> datetime:
    match = _TIMESTAMP.fullmatch(timestamp)
    if match is None:
        raise FunctionError(f'"{timestamp}" is no RFC 3339 time', argument)
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    zone = match[8]
    try:
        offset = UTC if zone == "Z" else _offset(zone)
        micro = int((match[7] or "0")[:6].ljust(6, "0"))
        return datetime(year, month, day, hour, minute, second, micro, offset)
    except ValueError as error:
        raise FunctionError(f'"{timestamp}" is no RFC 3339 time: {error}', argument) from None


def _offset(zone: str) -> timezone:
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        raise ValueError("the offset is out of range")
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if zone[0] == "-" else shift)


def _written_offset(at: datetime, *, colon: bool) -> str:
    seconds = int((at.utcoffset() or timedelta()).total_seconds())
    sign = "-" if seconds < 0 else "+"
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{sign}{hours:02d}{':' if colon else ''}{minutes:02d}"


def _zone(at: datetime, width: int) -> str:
    zero = not at.utcoffset()
    if width == 1:
        return "Z" if zero else _written_offset(at, colon=True)
    if width == 3:
        return "UTC" if zero else _written_offset(at, colon=False)
    return _written_offset(at, colon=width == 5)


def _verb(verb: str, at: datetime) -> str | None:
    """A date verb's text; None if there is no such verb."""
    letter, width = verb[0], len(verb)
    two = {
        "D": at.day,
        "h": at.hour,
        "H": at.hour % 12 or 12,
        "m": at.minute,
        "s": at.second,
    }
    if letter in two:
        return f"{two[letter]:0{width}d}" if width <= 2 else None
    if letter == "Y":
        return {2: f"{at.year % 100:02d}", 4: f"{at.year:04d}"}.get(width)
    if letter == "M":
        name = _MONTHS[at.month - 1]
        return {1: str(at.month), 2: f"{at.month:02d}", 3: name[:3], 4: name}.get(width)
    if letter == "E":
        name = _DAYS[at.weekday()]
        return {3: name[:3], 4: name}.get(width)
    if letter in "aA" and width == 2:
        half = "am" if at.hour < 12 else "pm"
        return half if letter == "a" else half.upper()
    if letter == "Z" and width in (1, 3, 4, 5):
        return _zone(at, width)
    return None


@function(
    *("formatdate", Parameter("format", STRING), Parameter("time", STRING)),
    returns=STRING,
    examples=[
        ('formatdate("DD MMM YYYY", "2026-03-05T07:08:09Z")', '"05 Mar 2026"'),
        ('formatdate("YYYY-MM-DD\'T\'hh:mm", "2026-03-05T07:08:09Z")', '"2026-03-05T07:08"'),
    ],
)
def formatdate(format: Value, time: Value) -> Value:
    """A time in a format of verbs such as YYYY and hh; text in single quotes stands as it is."""
    at = _parse(time.raw, 1)
    return text("".join(_pieces(format.raw, at)))


def _pieces(pattern: str, at: datetime) -> list[str]:
    pieces = []
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "'":
            literal, place = _quoted(pattern, place)
            pieces.append(literal)
        elif letter.isascii() and letter.isalpha():
            end = place
            while end < len(pattern) and pattern[end] == letter:
                end += 1
            shown = _verb(pattern[place:end], at)
            if shown is None:
                raise FunctionError(f'"{pattern[place:end]}" is no date verb', 0)
            pieces.append(shown)
            place = end
        else:
            pieces.append(letter)
            place += 1
    return pieces


def _quoted(pattern: str, place: int) -> tuple[str, int]:
    """The text in single quotes, two of them meaning one, also outside of any text; and where it ends."""
    if pattern.startswith("''", place):
        return "'", place + 2
    pieces: list[str] = []
    at = place + 1
    while True:
        close = pattern.find("'", at)
        if close < 0:
            if at == len(pattern) and pieces:
                return "".join(pieces), at
            raise FunctionError("a quoted literal is not closed", 0)
        pieces.append(pattern[at:close])
        if pattern[close + 1 : close + 2] != "'":
            return "".join(pieces), close + 1
        pieces.append("'")
        at = close + 2


@function(
    *("timeadd", Parameter("timestamp", STRING), Parameter("duration", STRING)),
    returns=STRING,
    examples=[('timeadd("2026-01-01T00:00:00Z", "90m")', '"2026-01-01T01:30:00Z"')],
)
def timeadd(timestamp: Value, duration: Value) -> Value:
    """A time moved by a duration such as `1h30m`."""
    at = _parse(timestamp.raw)
    try:
        moved = at + timedelta(microseconds=parse_duration(duration.raw) // 1000)
    except DurationError as error:
        raise FunctionError(str(error)) from None
    except OverflowError:
        raise FunctionError("the result is out of range") from None
    zone = "Z" if not moved.utcoffset() else _written_offset(moved, colon=True)
    return text(f"{moved.year:04d}-{moved.month:02d}-{moved.day:02d}T{moved:%H:%M:%S}{zone}")
