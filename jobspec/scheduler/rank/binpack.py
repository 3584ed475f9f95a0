"""How well a group's resources fill a node, or leave it free, between 0 and 1."""

from __future__ import annotations

import math
from collections.abc import Callable

from jobspec.cluster import Node
from jobspec.scheduler.demand import Demand

BEST_FIT = 18.0

FitScore = Callable[[Node, Demand], float]


def _free(used: int, available: int) -> float:
    if available:
        return 1 - used / available
    # A node without the resource: nothing is free of nothing, and any use of it is infinitely too much.
    return math.nan if not used else math.copysign(math.inf, -used)


def _power(exponent: float) -> float:
    if math.isinf(exponent):
        return math.inf if exponent > 0 else 0.0
    return 10.0**exponent if exponent < 300 else math.inf


def _fullness(node: Node, used: Demand) -> float:
    return _power(_free(used.cpu, node.cpu)) + _power(_free(used.memory, node.memory))


def _clamped(score: float) -> float:
    if score > BEST_FIT:
        return BEST_FIT
    return max(score, 0.0) if score == score else score


def binpack_score(node: Node, used: Demand) -> float:
    """High for a node that is then full."""
    return _clamped(20.0 - _fullness(node, used)) / BEST_FIT


def spread_score(node: Node, used: Demand) -> float:
    """High for a node that is then still empty."""
    return _clamped(_fullness(node, used) - 2) / BEST_FIT


def fit_score(algorithm: str) -> FitScore:
    """The score of a scheduler algorithm."""
    return spread_score if algorithm == "spread" else binpack_score
