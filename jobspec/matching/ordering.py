"""Two texts in order: as integers if both are, else as floats if both are, else as texts."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from jobspec.matching.numbers import integer, real

TESTS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def in_order(sign: str, left: str, right: str) -> bool:
    """Whether `left sign right` holds.

    >>> in_order("<", "9", "10"), in_order("<", "9a", "10a")
    (True, False)
    """
    test = TESTS[sign]
    for read in (integer, real):
        one, other = read(left), read(right)
        if one is not None and other is not None:
            return test(one, other)
    # Go orders texts by their bytes.
    return test(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))
