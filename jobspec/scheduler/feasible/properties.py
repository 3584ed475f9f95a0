"""How often each value of a node property is used by the allocations of a job or of one of its groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.feasible.targets import resolve

if TYPE_CHECKING:
    from jobspec.scheduler.draft import Draft

OTHERS = "*"
"""The one bucket of all values that are not targets."""


class PropertyUse:
    """Uses of a property's values: existing ones, minus what the plan stops, plus what it places.

    An existing allocation that the plan updates in place counts twice, as in the reference.
    """

    __slots__ = ("_draft", "_existing", "_group", "_placed", "_read", "_targets", "combined", "target")

    def __init__(self, draft: Draft, target: str, group: str = "", targets: Iterable[str] = ()) -> None:
        self._draft = draft
        self._group = group
        self._targets = frozenset(targets)
        self.target = target
        self._existing = self._count(alloc for alloc in draft.own_allocs if not alloc.terminal)
        self._placed: dict[str, int] = {}
        self._read = (-1, 0)
        self.combined: dict[str, int] = {}
        self.refresh()

    def bucket(self, value: str) -> str:
        """The value that uses are counted under."""
        return value if not self._targets or value in self._targets else OTHERS

    def value_on(self, node: Node) -> str | None:
        """The property of a node; None if it has none."""
        return resolve(self.target, node) if self.target else None

    def refresh(self) -> None:
        """Counts anew what the plan changes."""
        self._refresh_placed()
        cleared = self._count(alloc for alloc in self._draft.stopped() if self._concerns(alloc))
        for value in self._placed:
            if cleared.get(value, 0) > 1:
                cleared[value] -= 1
        combined = dict(self._existing)
        for value, count in self._placed.items():
            combined[value] = combined.get(value, 0) + count
        for value, count in cleared.items():
            if value in combined:
                combined[value] = max(0, combined[value] - count)
        self.combined = combined

    def _refresh_placed(self) -> None:
        # Placements are only ever added between two looks, unless the draft says otherwise.
        rewritten, read = self._read
        placed = self._draft.placed
        if rewritten != self._draft.rewritten:
            self._placed, read = {}, 0
        for alloc in placed[read:]:
            if not alloc.terminal and self._concerns(alloc) and (value := self._value(alloc)) is not None:
                self._placed[value] = self._placed.get(value, 0) + 1
        self._read = (self._draft.rewritten, len(placed))

    def _concerns(self, alloc: Alloc) -> bool:
        return not self._group or alloc.group == self._group

    def _value(self, alloc: Alloc) -> str | None:
        node = self._draft.state.nodes.get(alloc.node_id)
        value = None if node is None else self.value_on(node)
        return None if value is None else self.bucket(value)

    def _count(self, allocs: Iterable[Alloc]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for alloc in allocs:
            if self._concerns(alloc) and (value := self._value(alloc)) is not None:
                counts[value] = counts.get(value, 0) + 1
        return counts
