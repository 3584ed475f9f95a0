"""What a plain scalar of YAML means: null, bool, number, time or text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from jobspec.hcl.functions.registry import FunctionError
from jobspec.hcl.numbers import Number, infinity, parse
from jobspec.hcl.types import NUMBER
from jobspec.hcl.values import NULL, Value, text, truth
from jobspec.patterns import pattern

_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_TRUE = frozenset(word for base in ("y", "yes", "true", "on") for word in (base, base.capitalize(), base.upper()))
_FALSE = frozenset(word for base in ("n", "no", "false", "off") for word in (base, base.capitalize(), base.upper()))
_DECIMAL = pattern(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_BASED = pattern(r"([-+]?)0(?:x([0-9a-fA-F]+)|o([0-7]+))", re.ASCII)
_NOT_A_NUMBER = frozenset([".nan", ".NaN", ".NAN"])
_INFINITY = pattern(r"([-+]?)\.(inf|Inf|INF)")
_DATE = pattern(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?[ \t]*(Z|[-+]\d\d?(?::?\d\d)?)?)?",
    re.ASCII,
)


def resolve(scalar: str) -> Value:
    """The value of a plain scalar.

    >>> resolve("0x1F").to_json(), resolve("yes").to_json(), resolve("a b").to_json()
    ('31', 'true', '"a b"')
    """
    if scalar in _NULLS:
        return NULL
    if scalar in _TRUE or scalar in _FALSE:
        return truth(scalar in _TRUE)
    if scalar in _NOT_A_NUMBER:
        raise FunctionError("a value that is not a number cannot be held")
    if scalar[0] in "+-.0123456789":
        number = resolve_number(scalar)
        if number is not None:
            return Value(NUMBER, number)
        moment = _moment(scalar)
        if moment is not None:
            return text(moment)
    return text(scalar)


def resolve_number(scalar: str) -> Number | None:
    """The number that a scalar means, if it means one."""
    based = _BASED.fullmatch(scalar)
    if based is not None:
        digits, base = (based[2], 16) if based[2] else (based[3], 8)
        if len(digits) > 10_000:
            return None
        return Number(int(digits, base), 0, negative=based[1] == "-")
    if _DECIMAL.fullmatch(scalar):
        return parse(scalar)
    infinite = _INFINITY.fullmatch(scalar)
    return infinity(infinite[1] == "-") if infinite is not None else None


def _moment(scalar: str) -> str | None:
    """A date or time in RFC 3339, if the scalar is one."""
    match = _DATE.fullmatch(scalar)
    if match is None or (match[4] is None and not re.fullmatch(r"\d{4}-\d\d-\d\d", scalar)):
        return None
    try:
        parts = [int(part or 0) for part in match.groups()[:6]]
        zone = match[8] or "Z"
        datetime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], tzinfo=_offset(zone))
    except (ValueError, TypeError):
        return None
    year, month, day, hour, minute, second = parts
    fraction = (match[7] or "").rstrip("0")
    written = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"
    return written + (f".{fraction}" if fraction else "") + _zone(zone)


def _offset(zone: str) -> timezone:
    hours, minutes = _hours_and_minutes(zone)
    return timezone(timedelta(hours=hours, minutes=minutes))


def _hours_and_minutes(zone: str) -> tuple[int, int]:
    digits = zone[1:].replace(":", "")
    if zone == "Z":
        return 0, 0
    return int(digits[:2] if len(digits) != 3 else digits[:1]), int(digits[2:] or 0) if len(digits) != 3 else int(
        digits[1:]
    )


def _zone(zone: str) -> str:
    hours, minutes = _hours_and_minutes(zone)
    return "Z" if not hours and not minutes else f"{zone[0]}{hours:02d}:{minutes:02d}"
