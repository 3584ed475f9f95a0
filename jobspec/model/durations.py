"""Durations as text, the way the reference writes them."""

from __future__ import annotations

_SECOND = 1_000_000_000
_UNITS = ((1_000_000, "ms"), (1_000, "µs"))


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
