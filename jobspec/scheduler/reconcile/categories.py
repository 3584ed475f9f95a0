"""Sorts a group's allocations by what becomes of them, going by their own state and that of their node."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.reconcile.timing import Group, comes_back, expired, lost_after, replaced_on_disconnect

Allocs = dict[str, Alloc]
"""A set of allocations by ID, in a fixed order."""


class Sorted(NamedTuple):
    """A group's allocations by category."""

    untainted: Allocs
    migrating: Allocs
    lost: Allocs
    disconnecting: Allocs
    reconnecting: Allocs
    ignored: Allocs
    expiring: Allocs


class Standing(NamedTuple):
    """What the choice of a category looks at."""

    alloc: Alloc
    group: Group | None
    """The group as the allocation was made from it."""
    node: Node | None
    now: int
    back: bool
    """Its last recorded change of client status was to unknown."""

    @property
    def node_status(self) -> str:
        return "gone" if self.node is None else self.node.status

    @property
    def node_fine(self) -> bool:
        return self.node is not None and (not self.node.tainted or self.node.status == "ready")

    @property
    def over(self) -> bool:
        """Terminal, and not one that comes back."""
        return self.alloc.terminal and not self.back


Test = Callable[[Standing], bool]

_ORDER: tuple[tuple[str, Test], ...] = (
    ("reconnecting", lambda s: s.back and s.alloc.desired_status == "run" and s.alloc.client_status == "failed"),
    ("untainted", lambda s: s.alloc.server_terminal and not s.back and s.alloc.wants("MigrateDisablePlacement")),
    ("ignored", lambda s: s.over and s.alloc.server_terminal),
    ("migrating", lambda s: s.over and s.alloc.canary and s.alloc.migrating),
    ("untainted", lambda s: s.over),
    ("expiring", lambda s: expired(s.alloc, s.group, s.now)),
    ("ignored", lambda s: s.back and (s.alloc.client_status, s.alloc.desired_status) == ("failed", "stop")),
    ("untainted", lambda s: s.node_status == "disconnected" and s.alloc.client_status == "unknown"),
    ("lost", lambda s: s.node_status == "disconnected" and s.alloc.client_status == "pending"),
    ("lost", lambda s: s.node_status == "disconnected" and not lost_after(s.group)),
    ("disconnecting", lambda s: s.node_status == "disconnected"),
    ("migrating", lambda s: s.alloc.migrating),
    ("reconnecting", lambda s: s.node_fine and s.back),
    ("untainted", lambda s: s.node_fine),
    ("lost", lambda s: s.node is None),
    ("untainted", lambda s: _kept_down(s, "unknown")),
    ("disconnecting", lambda s: _kept_down(s, "running")),
    ("lost", lambda s: s.node_status == "down"),
    ("untainted", lambda s: True),
)
"""Categories with the test for each; the first that holds decides."""


def _kept_down(standing: Standing, client_status: str) -> bool:
    """On a node that is down, of a group that replaces nothing there, and in the given client status."""
    return (
        standing.node_status == "down"
        and not replaced_on_disconnect(standing.group)
        and standing.alloc.client_status == client_status
    )


def category(standing: Standing) -> str:
    """The first category that applies."""
    return next(name for name, holds in _ORDER if holds(standing))


def sort_allocs(
    allocs: Iterable[Alloc], group_of: Callable[[Alloc], Group | None], node: Callable[[str], Node | None], now: int
) -> Sorted:
    """Every allocation in its category; the order within each is kept."""
    found = Sorted({}, {}, {}, {}, {}, {}, {})
    for alloc in allocs:
        standing = Standing(alloc, group_of(alloc), node(alloc.node_id), now, comes_back(alloc))
        getattr(found, category(standing))[alloc.id] = alloc
    return found
