"""Whole numbers as the server counts: in 64 bits, so that very large ones come round to negative ones."""

from __future__ import annotations

_BITS = 64
_HALF = 1 << (_BITS - 1)


def wrapped(number: int) -> int:
    """What is left of a number in 64 bits.

    >>> wrapped(5), wrapped(2**63), wrapped(2**64 + 1)
    (5, -9223372036854775808, 1)
    """
    return (number + _HALF) % (1 << _BITS) - _HALF


def doubled(delay: int, times: int) -> int:
    """A delay doubled so often; a factor that 64 bits cannot hold is the lowest number."""
    factor = 1 << times if times < _BITS - 1 else -_HALF
    return wrapped(factor * delay)
