"""Durations as texts: `1h30m`, `1.5s`, `-5ms`. The unit is nanoseconds throughout."""

from __future__ import annotations

import re
from functools import lru_cache

from jobspec.patterns import pattern

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = pattern(r"(\d*)(?:\.(\d*))?([^\d.]*)", re.ASCII)
_LARGEST = 2**63 - 1


class DurationError(ValueError):
    """A text is no duration; the message says why."""


@lru_cache(maxsize=1024)
def parse_duration(text: str) -> int:
    """The nanoseconds that a duration means.

    >>> parse_duration("1h30m"), parse_duration("-1.5s"), parse_duration("0")
    (5400000000000, -1500000000, 0)
    """
    body = text[1:] if text[:1] in ("+", "-") else text
    if body == "0":
        return 0
    if not body:
        raise DurationError(f'"{text}" is no duration')
    total = at = 0
    while at < len(body):
        match = _PART.match(body, at)
        if match is None or match.end() == at or not (match[1] or match[2]):
            raise DurationError(f'"{text}" is no duration')
        total += _part(match, text)
        if total > _LARGEST + (text[0] == "-"):
            raise DurationError(f'the duration "{text}" is too long')
        at = match.end()
    return -total if text[0] == "-" else total


def _part(match: re.Match[str], text: str) -> int:
    whole, fraction, unit = match[1], match[2] or "", match[3]
    if not unit:
        raise DurationError(f'the duration "{text}" has a number without a unit')
    if unit not in _UNITS:
        known = "ns, us, ms, s, m, h"
        raise DurationError(f'the duration "{text}" has an unknown unit "{unit}"; there are {known}')
    size = _UNITS[unit]
    digits = fraction[:18]
    return int(whole[:20] or 0) * size + (int(digits) * size // 10 ** len(digits) if digits else 0)
