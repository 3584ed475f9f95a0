"""Spreads: a bonus for nodes whose attribute value has fewer of the group's allocations than it should."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jobspec.cluster import Node
from jobspec.scheduler.ask import GroupAsk
from jobspec.scheduler.feasible.properties import OTHERS, PropertyUse

if TYPE_CHECKING:
    from jobspec.scheduler.draft import Draft

Tree = Mapping[str, Any]

Values = tuple[str | None, ...]
"""A node's value for each spread."""


class SpreadPlan:
    """What the spreads on one attribute want: weight and desired counts by value."""

    __slots__ = ("desired", "weight")

    def __init__(self, raw: Tree, count: int) -> None:
        self.weight: int = raw.get("Weight") or 0
        self.desired: dict[str, float] = {}
        total = 0.0
        for target in raw.get("SpreadTarget") or ():
            wanted = ((target.get("Percent") or 0) / 100) * count
            self.desired[target.get("Value") or ""] = wanted
            total += wanted
        if 0 < total < count:
            self.desired[OTHERS] = count - total


class Spreads:
    """The spreads of a job and its groups, and what the plan so far makes of them.

    The sum of weights and the lowest boost go on from group to group and are never reset: so they are in the reference.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._job: list[Tree] = []
        self._uses: dict[str, list[PropertyUse]] = {}
        self._plans: dict[str, dict[str, SpreadPlan]] = {}
        self._pairs: dict[str, list[tuple[PropertyUse, SpreadPlan]]] = {}
        self._weights = 0
        self._lowest = -1.0

    def set_job(self, spreads: Iterable[Tree] | None) -> None:
        """Turns to a job, or to another version of it."""
        if spreads is not None:
            self._job = list(spreads)
        self._uses = {}
        self._plans = {}
        self._pairs = {}

    def set_group(self, group: GroupAsk) -> bool:
        """Turns to a group; whether it has spreads."""
        for uses in self._uses.values():
            for use in uses:
                use.refresh()
        if group.name not in self._uses:
            own = list(group.raw.get("Spreads") or ())
            self._uses[group.name] = [self._use(spread, group) for spread in self._job + own]
            self._plans[group.name] = {}
            for spread in own + self._job:
                plan = SpreadPlan(spread, group.count)
                self._plans[group.name][spread.get("Attribute") or ""] = plan
                self._weights += plan.weight
        return bool(self._uses[group.name])

    def refresh(self, group: GroupAsk) -> None:
        """Brings the counts of a group that was set before up to the plan as it is now."""
        for use in self._uses.get(group.name, ()):
            use.refresh()

    def _use(self, spread: Tree, group: GroupAsk) -> PropertyUse:
        targets = (target.get("Value") or "" for target in spread.get("SpreadTarget") or ())
        return PropertyUse(self._draft, spread.get("Attribute") or "", group.name, targets)

    def steady(self, group: GroupAsk) -> bool:
        """Whether no boost depends on the order in which nodes are scored: no target wants nothing."""
        return all(0 not in plan.desired.values() for plan in self._plans[group.name].values())

    def values(self, node: Node, group: GroupAsk) -> Values:
        """All that the spreads see of a node."""
        return tuple([use.value_on(node) for use in self._uses[group.name]])

    def pairs(self, group: GroupAsk) -> list[tuple[PropertyUse, SpreadPlan]]:
        """Each spread of a group: the uses of its attribute's values, and what it wants of them."""
        found = self._pairs.get(group.name)
        if found is None:
            plans = self._plans[group.name]
            found = self._pairs[group.name] = [(use, plans[use.target]) for use in self._uses[group.name]]
        return found

    def score(self, node: Node, group: GroupAsk) -> float:
        """The sum of all spreads' boosts for a node."""
        return self.boost(self.pairs(group), self.values(node, group))

    def boost(self, pairs: Sequence[tuple[PropertyUse, SpreadPlan]], values: Values) -> float:
        """The sum of the spreads' boosts for a node with such values."""
        if len(pairs) == 1:
            return self._boost(*pairs[0], values[0])
        total = 0.0
        for number, (use, plan) in enumerate(pairs):
            total += self._boost(use, plan, values[number])
        return total

    def _boost(self, use: PropertyUse, plan: SpreadPlan, value: str | None) -> float:
        if value is None:
            return -1.0
        if not plan.desired:
            return _even_boost(use.combined.get(value, 0), use.bounds)
        bucket = use.bucket(value)
        desired = plan.desired.get(bucket, plan.desired.get(OTHERS))
        if desired is None:
            return -1.0
        if desired == 0:
            return self._lowest
        boost = ((desired - (use.combined.get(bucket, 0) + 1)) / desired) * (plan.weight / self._weights)
        self._lowest = min(self._lowest, boost)
        return boost


def _even_boost(current: int, bounds: tuple[int, int] | None) -> float:
    """The boost of a value used so often when all should be used equally often, given the extremes of all values.

    >>> _even_boost(1, (1, 2)), _even_boost(2, (1, 2)), _even_boost(0, (1, 1))
    (1.0, -1.0, 1.0)
    """
    if bounds is None:
        return 0.0
    least, most = bounds
    if current != least:
        return (least - current) / least if least else -1.0
    if least == most:
        return -1.0
    return (most - least) / least if least else 1.0
