"""How well a group's resources fill a node, or leave it free, between 0 and 1."""

from __future__ import annotations

import math
from collections.abc import Callable

BEST_FIT = 18.0

FitScore = Callable[[float], float]
"""The score of a fullness."""


def _free(used: float, available: float) -> float:
    if available:
        return 1 - used / available
    # A node without the resource: nothing is free of nothing, and any use of it is infinitely too much.
    return math.nan if not used else math.copysign(math.inf, -used)


def _power(exponent: float) -> float:
    if math.isinf(exponent):
        return math.inf if exponent > 0 else 0.0
    return 10.0**exponent if exponent < 300 else math.inf


def emptiness(cpu: float, used_cpu: float, memory: float, used_memory: float) -> float:
    """How empty a node is of which so much is used: 2 if it is full, 20 if nothing is used."""
    if cpu > 0 and memory > 0 and used_cpu >= 0 and used_memory >= 0:
        cpu_part: float = 10.0 ** (1 - used_cpu / cpu)
        memory_part: float = 10.0 ** (1 - used_memory / memory)
        return cpu_part + memory_part
    return _power(_free(used_cpu, cpu)) + _power(_free(used_memory, memory))


def _clamped(score: float) -> float:
    if score > BEST_FIT:
        return BEST_FIT
    return max(score, 0.0) if score == score else score


def binpack_score(emptiness: float) -> float:
    """High for a node that is then full."""
    return _clamped(20.0 - emptiness) / BEST_FIT


def spread_score(emptiness: float) -> float:
    """High for a node that is then still empty."""
    return _clamped(emptiness - 2) / BEST_FIT


def fit_score(algorithm: str) -> FitScore:
    """The score of a scheduler algorithm."""
    return spread_score if algorithm == "spread" else binpack_score
