"""Texts read as numbers and truths the way Go's strconv reads them; None where it refuses."""

from __future__ import annotations

import math
import re

from jobspec.patterns import pattern

_DECIMAL = pattern(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = pattern(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+")
_SPECIAL = pattern(r"[+-]?(?:inf|infinity)|nan", re.IGNORECASE)
_INTEGER = pattern(r"[+-]?[0-9]+")

_TRUE = frozenset(("1", "t", "T", "true", "TRUE", "True"))
_FALSE = frozenset(("0", "f", "F", "false", "FALSE", "False"))


def integer(text: str) -> int | None:
    """A 64-bit decimal integer.

    >>> integer("-12"), integer("1.5")
    (-12, None)
    """
    if not _INTEGER.fullmatch(text):
        return None
    value = int(text)
    return value if -(2**63) <= value < 2**63 else None


def real(text: str) -> float | None:
    """A 64-bit float, decimal or hexadecimal; one that overflows is refused."""
    if _SPECIAL.fullmatch(text):
        return float(text)
    if _DECIMAL.fullmatch(text):
        value = float(text)
    elif _HEXADECIMAL.fullmatch(text):
        try:
            value = float.fromhex(text)
        except OverflowError:
            return None
    else:
        return None
    return None if math.isinf(value) else value


def truth(text: str) -> bool | None:
    """A boolean: 1, t, T, true, TRUE, True and their opposites.

    >>> truth("t"), truth("no")
    (True, None)
    """
    if text in _TRUE:
        return True
    return False if text in _FALSE else None
