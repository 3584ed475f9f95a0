"""Reserved cores: which of a node's cores a task gets, and the MHz that come with them."""

from __future__ import annotations

from collections.abc import Iterable

from jobspec.cluster import Node
from jobspec.cluster.node import core_speed


def assign_cores(node: Node, wanted: int, taken: Iterable[int]) -> tuple[tuple[int, ...], int] | None:
    """The lowest free cores and the sum of their speeds; None if there are too few."""
    free = sorted(node.usable_cores.difference(taken))[:wanted]
    if len(free) < wanted:
        return None
    speeds = {core.get("ID", 0): core_speed(core) for core in node.cores}
    return tuple(free), sum(speeds[core] for core in free)
