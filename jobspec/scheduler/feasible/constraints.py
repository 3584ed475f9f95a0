"""Constraints on a node's attributes, and the words that a metric shows for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from jobspec.cluster import Node
from jobspec.matching import matches
from jobspec.scheduler.feasible.targets import Resolver, escapes, resolver


class Constraint(NamedTuple):
    """One constraint, its targets ready to be looked up."""

    left: str
    operand: str
    right: str
    left_of: Resolver
    right_of: Resolver

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Constraint:
        """The constraint or affinity that a job's JSON describes."""
        left, right = raw.get("LTarget") or "", raw.get("RTarget") or ""
        return cls(left, raw.get("Operand") or "", right, resolver(left), resolver(right))

    @property
    def words(self) -> str:
        """The metric key: the parts as written; an empty right side leaves a trailing blank."""
        return f"{self.left} {self.operand} {self.right}"

    @property
    def escapes(self) -> bool:
        """Whether it can differ between nodes of one class."""
        return escapes(self.left, self.right)

    def holds(self, node: Node) -> bool:
        """Whether a node meets it."""
        return matches(self.operand, self.left_of(node), self.right_of(node))


def constraints_of(*lists: Iterable[Mapping[str, Any]] | None) -> tuple[Constraint, ...]:
    """All constraints of some lists, in order."""
    return tuple(Constraint.of(raw) for each in lists for raw in each or ())


def first_broken(constraints: Iterable[Constraint], node: Node) -> Constraint | None:
    """The first constraint that a node does not meet."""
    return next((one for one in constraints if not one.holds(node)), None)
