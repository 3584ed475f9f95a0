"""The boosts of a group's spreads, by what the spreads see of a node: only what a placement changes is due again."""

from __future__ import annotations

from collections.abc import Iterable

from jobspec.cluster import Node
from jobspec.scheduler.ask import GroupAsk
from jobspec.scheduler.feasible.properties import PropertyUse
from jobspec.scheduler.rank.spreads import SpreadPlan, Spreads, Values


class Boosts:
    """Numbers the combinations of values that nodes have, and tells which boosts have to be worked out again."""

    def __init__(self, spreads: Spreads, group: GroupAsk) -> None:
        self._spreads = spreads
        self._pairs = spreads.pairs(group)
        self._group = group
        self._numbers: dict[Values, int] = {}
        self._values: list[Values] = []
        self._watches = [_Watch(use, plan) for use, plan in self._pairs]

    def number(self, node: Node) -> int:
        """The combination of values that a node has."""
        values = self._spreads.values(node, self._group)
        number = self._numbers.get(values)
        if number is None:
            number = self._numbers[values] = len(self._values)
            self._values.append(values)
            for watch, value in zip(self._watches, values, strict=True):
                watch.learn(value, number)
        return number

    def due(self) -> Iterable[int]:
        """The combinations whose boost may have changed since the last call."""
        if len(self._watches) == 1:
            found = self._watches[0].changed()
            return range(len(self._values)) if found is None else found
        numbers: set[int] = set()
        for watch in self._watches:
            changed = watch.changed()
            if changed is None:
                numbers.update(range(len(self._values)))
            else:
                numbers.update(changed)
        return sorted(numbers)

    def boost(self, number: int) -> float:
        """The boost of a combination as the plan is now."""
        return self._spreads.boost(self._pairs, self._values[number])


class _Watch:
    """One spread: which combinations hold a value, and what changed since the last look."""

    def __init__(self, use: PropertyUse, plan: SpreadPlan) -> None:
        self._use = use
        self._even = not plan.desired
        self._holders: dict[str, list[int]] = {}
        self._seen = (-1, 0)
        self._bounds: tuple[int, int] | None = None

    def learn(self, value: str | None, number: int) -> None:
        """A combination that was not met before."""
        if value is not None:
            self._holders.setdefault(value if self._even else self._use.bucket(value), []).append(number)

    def changed(self) -> Iterable[int] | None:
        """The combinations whose boost may have changed; None for all of them."""
        use = self._use
        counted, read = self._seen
        added = use.added[read:]
        again = counted != use.counted
        if not (again or added):
            return ()
        self._seen = (use.counted, len(use.added))
        bounds = use.bounds if self._even else None
        moved, self._bounds = bounds != self._bounds, bounds
        if again or moved:
            return None
        if len(added) == 1:
            return self._holders.get(added[0], ())
        return {number for value in added for number in self._holders.get(value, ())}
