"""How many of a group's affinities a node meets, by weight."""

from __future__ import annotations

from collections.abc import Sequence

from jobspec.cluster import Node
from jobspec.scheduler.feasible.constraints import Constraint

Affinities = Sequence[tuple[Constraint, int]]


def affinity_score(affinities: Affinities, node: Node) -> float:
    """The weights of those that hold over the sum of all, between -1 and 1."""
    total = float(sum(abs(weight) for _, weight in affinities))
    matched = float(sum(weight for affinity, weight in affinities if affinity.holds(node)))
    return matched / total if total else float("nan")
