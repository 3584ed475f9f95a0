"""In which order nodes are visited, and when enough have been seen: the reference's ring and its sampling rule."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from jobspec.cluster import Node
from jobspec.scheduler.rank.offer import Offer

SET_ASIDE = 3
"""How many candidates that score no better than nothing are set aside for later."""
NODE_LIMIT = 100
"""How many candidates are scored at least where affinities or spreads make it worth while."""


class Ring:
    """Nodes in a visiting order. A new round goes on where the last one stopped."""

    __slots__ = ("_offset", "_seen", "nodes")

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self._offset = 0
        self._seen = 0

    def new_round(self) -> None:
        """Lets every node be visited once more."""
        self._seen = 0

    def __iter__(self) -> Iterator[Node]:
        nodes = self.nodes
        size = len(nodes)
        while self._seen < size:
            if self._offset == size:
                self._offset = 0
            node = nodes[self._offset]
            self._offset += 1
            self._seen += 1
            yield node


def first_limit(nodes: int, *, batch: bool) -> int:
    """How many candidates are scored for each placement: two, for services the logarithm of the number of nodes."""
    return 2 if batch or nodes < 2 else max(2, math.ceil(math.log2(nodes)))


def sampled(candidates: Iterator[Offer], limit: int) -> Iterator[Offer]:
    """The candidates that are compared: so many, those set aside only when there are no others."""
    aside: list[Offer] = []
    used = 0

    def following() -> Offer | None:
        nonlocal used
        found = next(candidates, None)
        if found is None and used < len(aside):
            found = aside[used]
            used += 1
        return found

    for _ in range(limit):
        candidate = next(candidates, None)
        if candidate is None and (candidate := following()) is None:
            return
        while candidate is not None and candidate.final <= 0 and len(aside) < SET_ASIDE:
            aside.append(candidate)
            candidate = next(candidates, None)
        if candidate is None and (candidate := following()) is None:
            return
        yield candidate


def best_of(candidates: Iterator[Offer]) -> Offer | None:
    """The first with the highest score."""
    best: Offer | None = None
    for candidate in candidates:
        if best is None or candidate.final > best.final:
            best = candidate
    return best
