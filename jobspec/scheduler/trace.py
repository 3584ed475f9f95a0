"""An observer of decisions: it is told of every node that is looked at, and can change nothing."""

from __future__ import annotations

from collections.abc import Mapping

from jobspec.cluster import Node
from jobspec.scheduler.ask import GroupAsk


class Observer:
    """Hears of every node and does nothing: the one that plans run with."""

    __slots__ = ()

    def filtered(self, node: Node, group: GroupAsk, reason: str) -> None:
        """A node cannot run the group."""

    def exhausted(self, node: Node, group: GroupAsk, dimension: str) -> None:
        """A node is too full for the group."""

    def scored(self, node: Node, group: GroupAsk, final: float, scores: Mapping[str, float]) -> None:
        """A node could take the group, and how good it would be."""
