"""What is counted while nodes are looked at: filtered, exhausted, the five best scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec.cluster import Node

KEPT_SCORES = 5

NO_RESOURCES: dict[str, Any] = {
    **dict.fromkeys(("CPU", "Cores", "DiskMB", "IOPS", "MemoryMB", "MemoryMaxMB", "SecretsMB"), 0),
    **dict.fromkeys(("Devices", "NUMA", "Networks")),
}
"""A task's `Resources` of the API in which nothing is asked for."""

Scored = tuple[float, str, dict[str, float]]
"""Final score, node ID and the scores it was made of."""


class TopScores:
    """The five best scores, in a binary min-heap.

    Equal scores come out in the order that this heap gives them, which is part of the answer: a sorted list would
    not do, nor would another heap's way of sifting.
    """

    __slots__ = ("_items",)

    def __init__(self) -> None:
        self._items: list[Scored] = []

    def add(self, item: Scored) -> None:
        """Keeps an item if it is among the best; a newcomer must be greater than the least of five."""
        items = self._items
        if len(items) < KEPT_SCORES:
            items.append(item)
            self._rise(len(items) - 1)
        elif item[0] > items[0][0]:
            items[0] = item
            self._sink(len(items))

    def _rise(self, child: int) -> None:
        items = self._items
        while child and items[child][0] < items[(child - 1) // 2][0]:
            parent = (child - 1) // 2
            items[child], items[parent] = items[parent], items[child]
            child = parent

    def _sink(self, size: int) -> None:
        items = self._items
        parent = 0
        while (child := 2 * parent + 1) < size:
            if child + 1 < size and items[child + 1][0] < items[child][0]:
                child += 1
            if not items[child][0] < items[parent][0]:
                return
            items[child], items[parent] = items[parent], items[child]
            parent = child

    def descending(self) -> list[Scored]:
        """The items, the best first; takes the heap apart."""
        found: list[Scored] = []
        items = self._items
        while items:
            last = len(items) - 1
            items[0], items[last] = items[last], items[0]
            self._sink(last)
            found.append(items.pop())
        return found[::-1]


class Metric:
    """`AllocMetric` of the API in the making."""

    __slots__ = (
        *("available", "class_exhausted", "class_filtered", "coalesced", "evaluated", "exhausted", "exhausted_by"),
        *("exhausted_resources", "filtered", "in_order", "merged", "filtered_by", "in_pool", "pool", "scores", "top"),
    )

    def __init__(self) -> None:
        self.evaluated = 0
        self.filtered = 0
        self.exhausted = 0
        self.coalesced = 0
        self.in_pool = 0
        self.pool = ""
        self.available: Mapping[str, int] | None = None
        self.filtered_by: dict[str, int] = {}
        self.class_filtered: dict[str, int] = {}
        self.exhausted_by: dict[str, int] = {}
        self.class_exhausted: dict[str, int] = {}
        self.exhausted_resources: dict[str, dict[str, int]] = {}
        self.top: TopScores | None = None
        self.scores: list[Scored] | None = None
        self.merged = False
        """Whether it sums several: then its maps are there even if they are empty."""
        self.in_order = False
        """Whether equal scores are shown in the order of visits, not in that of the reference's heap."""

    def filter(self, node: Node, reason: str) -> None:
        """Counts a node that cannot run the group."""
        self.filtered += 1
        self.filtered_by[reason] = self.filtered_by.get(reason, 0) + 1
        if node.node_class:
            self.class_filtered[node.node_class] = self.class_filtered.get(node.node_class, 0) + 1

    def exhaust(self, node: Node, dimension: str) -> None:
        """Counts a node that could, but is too full."""
        self.exhausted += 1
        self.exhausted_by[dimension] = self.exhausted_by.get(dimension, 0) + 1
        if node.node_class:
            self.class_exhausted[node.node_class] = self.class_exhausted.get(node.node_class, 0) + 1

    def score(self, node: Node, final: float, parts: dict[str, float]) -> None:
        """Notes the scores of a node that was ranked."""
        if self.in_order:
            self._keep((final, node.id, parts))
            return
        if self.top is None:
            self.top = TopScores()
        self.top.add((final, node.id, parts))

    def _keep(self, item: Scored) -> None:
        self.scores = self.scores or []
        if len(self.scores) == KEPT_SCORES and item[0] <= self.scores[-1][0]:
            return
        at = len(self.scores)
        while at and self.scores[at - 1][0] < item[0]:
            at -= 1
        self.scores.insert(at, item)
        del self.scores[KEPT_SCORES:]

    def settle(self) -> None:
        """Turns the heap of scores into the list that is shown."""
        if self.top is not None:
            self.scores = self.top.descending()
            self.top = None

    def exhaust_resources(self, group: Mapping[str, Any]) -> None:
        """Adds what the group's tasks ask of the exhausted dimensions, once for each failed placement."""
        if not self.exhausted_by:
            return
        for task in group["Tasks"]:
            asked = self.exhausted_resources.setdefault(task["Name"], {})
            for dimension, key in (("cpu", "CPU"), ("memory", "MemoryMB")):
                if dimension in self.exhausted_by:
                    asked[key] = asked.get(key, 0) + ((task.get("Resources") or {}).get(key) or 0)

    def add_filtered(self, other: Metric) -> None:
        """Adds another's counts of filtered nodes: those of several system placements become one."""
        self.merged = True
        self.evaluated += other.evaluated
        self.filtered += other.filtered
        for mine, theirs in ((self.filtered_by, other.filtered_by), (self.class_filtered, other.class_filtered)):
            for key, count in theirs.items():
                mine[key] = mine.get(key, 0) + count

    def to_api(self) -> dict[str, Any]:
        """The API's shape; maps that were not used are null."""
        return {
            "AllocationTime": 0,
            "ClassExhausted": dict(self.class_exhausted) or None,
            "ClassFiltered": self._filtered(self.class_filtered),
            "CoalescedFailures": self.coalesced,
            "ConstraintFiltered": self._filtered(self.filtered_by),
            "DimensionExhausted": dict(self.exhausted_by) or None,
            "NodePool": self.pool,
            "NodesAvailable": None if self.available is None else dict(self.available),
            "NodesEvaluated": self.evaluated,
            "NodesExhausted": self.exhausted,
            "NodesFiltered": self.filtered,
            "NodesInPool": self.in_pool,
            "QuotaExhausted": None,
            "ResourcesExhausted": self._resources_to_api(),
            "ScoreMetaData": self._scores_to_api(),
            "Scores": None,
        }

    def _filtered(self, counts: Mapping[str, int]) -> dict[str, int] | None:
        return dict(counts) if counts or self.merged else None

    def _resources_to_api(self) -> Any:
        return {task: NO_RESOURCES | asked for task, asked in self.exhausted_resources.items()} or None

    def _scores_to_api(self) -> Any:
        if self.scores is None:
            return None
        return [{"NodeID": node, "NormScore": final, "Scores": dict(parts)} for final, node, parts in self.scores]
