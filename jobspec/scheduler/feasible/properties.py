"""How often each value of a node property is used by the allocations of a job or of one of its groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.feasible.targets import resolver
from jobspec.scheduler.removal import without_those

if TYPE_CHECKING:
    from jobspec.scheduler.draft import Draft

OTHERS = "*"
"""The one bucket of all values that are not targets."""


class PropertyUse:
    """Uses of a property's values: existing ones, minus what the plan stops, plus what it places.

    An existing allocation that the plan updates in place counts twice, as in the reference.
    """

    __slots__ = (
        *(
            "_bounds",
            "_buckets",
            "_cleared",
            "_draft",
            "_existing",
            "_group",
            "_least_used",
            "_placed",
            "_resolver",
            "_targets",
        ),
        *("added", "combined", "counted", "target"),
    )

    def __init__(self, draft: Draft, target: str, group: str = "", targets: Iterable[str] = ()) -> None:
        self._draft = draft
        self._group = group
        self._targets = frozenset(targets)
        self.target = target
        self._resolver = resolver(target) if target else _nothing
        self._buckets: dict[str, str | None] = {}
        """By node, for those that were asked for."""
        self._existing: dict[str, int] = {}
        for alloc in without_those(draft.own_allocs, self._unconcerned):
            if (value := self._value(alloc)) is not None:
                self._existing[value] = self._existing.get(value, 0) + 1
        self._placed = Followed()
        self._cleared = Followed()
        self.combined: dict[str, int] = {}
        self._bounds: tuple[int, int] | None = None
        self._least_used = 0
        self.counted = 0
        """How often all was counted anew."""
        self.added: list[str] = []
        """The values that were used once more since then, in order."""
        self.refresh()

    @property
    def bounds(self) -> tuple[int, int] | None:
        """How often the values are used that are used the least and the most; None if there are none."""
        if self._bounds is None and self.combined:
            uses = list(self.combined.values())
            self._bounds = (_least(uses), max(uses))
            # Where a value is not used at all, the order of values matters, and bounds are found anew each time.
            self._least_used = 0 if 0 in uses else uses.count(self._bounds[0])
        return self._bounds

    def bucket(self, value: str) -> str:
        """The value that uses are counted under."""
        return value if not self._targets or value in self._targets else OTHERS

    def value_on(self, node: Node) -> str | None:
        """The property of a node; None if it has none."""
        return self._resolver(node)

    def refresh(self) -> None:
        """Brings the counts up to what the plan changes by now."""
        draft = self._draft
        added = self._placed.follow(draft.placed, draft.rewritten, self._held)
        cleared = self._cleared.follow(draft.stop_log, draft.taken_back, self._value)
        if added is None or cleared is None or (self._cleared.uses and (added or cleared)):
            self._combine()
        elif added:
            for value in added:
                self._use_once_more(value)
            self.added += added

    def _use_once_more(self, value: str) -> None:
        before = self.combined.get(value)
        self.combined[value] = (before or 0) + 1
        if self._bounds is None:
            return
        least, most = self._bounds
        if before is None:
            self._bounds = None
            return
        if before == least:
            self._least_used -= 1
        if self._least_used <= 0:
            self._bounds = None
        elif before == most:
            self._bounds = (least, most + 1)

    def _combine(self) -> None:
        cleared = dict(self._cleared.uses)
        for value in self._placed.uses:
            if cleared.get(value, 0) > 1:
                cleared[value] -= 1
        combined = dict(self._existing)
        for value, count in self._placed.uses.items():
            combined[value] = combined.get(value, 0) + count
        for value, count in cleared.items():
            if value in combined:
                combined[value] = max(0, combined[value] - count)
        self.combined = combined
        self._bounds = None
        self.counted += 1
        self.added = []

    def _value(self, alloc: Alloc) -> str | None:
        if self._group and alloc.group != self._group:
            return None
        node_id = alloc.node_id
        if node_id not in self._buckets:
            node = self._draft.state.nodes.get(node_id)
            value = None if node is None else self.value_on(node)
            self._buckets[node_id] = None if value is None else self.bucket(value)
        return self._buckets[node_id]

    def _unconcerned(self, alloc: Alloc) -> bool:
        return alloc.terminal or bool(self._group and alloc.group != self._group)

    def _held(self, alloc: Alloc) -> str | None:
        return None if alloc.terminal else self._value(alloc)


def _nothing(node: Node) -> None:
    return None


def _least(uses: Iterable[int]) -> int:
    """The lowest number of uses; as in the reference, a value that lost all of its own counts only as the last one."""
    least = 0
    for count in uses:
        least = count if least == 0 else min(least, count)
    return least


class Followed:
    """Uses of values by a list of allocations that mostly grows, so that only what is new has to be looked at."""

    __slots__ = ("_epoch", "_read", "uses")

    def __init__(self) -> None:
        self.uses: dict[str, int] = {}
        self._epoch = -1
        self._read = 0

    def follow(self, allocs: list[Alloc], epoch: int, value_of: Callable[[Alloc], str | None]) -> list[str] | None:
        """The values of what was added; None if the list was changed otherwise, and all is counted anew."""
        again = epoch != self._epoch
        if again:
            self.uses, self._read, self._epoch = {}, 0, epoch
        elif self._read == len(allocs):
            return []
        found = [value for alloc in allocs[self._read :] if (value := value_of(alloc)) is not None]
        for value in found:
            self.uses[value] = self.uses.get(value, 0) + 1
        self._read = len(allocs)
        return None if again else found
