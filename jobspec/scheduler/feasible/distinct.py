"""`distinct_hosts` and `distinct_property`: constraints on the job's other allocations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jobspec.cluster import Alloc, Node
from jobspec.matching import truth
from jobspec.matching.numbers import integer
from jobspec.scheduler.feasible.properties import PropertyUse

if TYPE_CHECKING:
    from jobspec.scheduler.draft import Draft


def wants_distinct_hosts(constraints: Iterable[Mapping[str, Any]] | None) -> bool:
    """Whether the first `distinct_hosts` of a list is on: anything but a false-like right side."""
    for raw in constraints or ():
        if raw.get("Operand") == "distinct_hosts":
            return truth(raw.get("RTarget") or "") is not False
    return False


def shares_host(proposed: Iterable[Alloc], namespace: str, job_id: str, group: str | None) -> bool:
    """Whether an allocation of the job, or of the one group given, is proposed for a node."""
    return any(
        alloc.job_id == job_id and alloc.namespace == namespace and group in (None, alloc.group) for alloc in proposed
    )


class DistinctProperty:
    """One `distinct_property` constraint."""

    __slots__ = ("_allowed", "use")

    def __init__(self, draft: Draft, raw: Mapping[str, Any], group: str = "") -> None:
        self.use = PropertyUse(draft, raw.get("LTarget") or "", group)
        self._allowed = integer(raw.get("RTarget") or "1") or 0

    def problem(self, node: Node) -> str | None:
        """The metric key of why a node may not take one more; None if it may."""
        value = self.use.value_on(node)
        if value is None:
            return f'missing property "{self.use.target}"'
        used = self.use.combined.get(value, 0)
        if used < self._allowed:
            return None
        return f"distinct_property: {self.use.target}={value} used by {used} allocs"


def distinct_properties(
    draft: Draft, constraints: Iterable[Mapping[str, Any]] | None, group: str = ""
) -> list[DistinctProperty]:
    """The `distinct_property` constraints of a list."""
    asked = (raw for raw in constraints or () if raw.get("Operand") == "distinct_property")
    return [DistinctProperty(draft, raw, group) for raw in asked]
