"""The nodes that only legacy HCL1 has: items may repeat, keys may be labels, and an object is a value like others."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.diagnostics import Range
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.source import Source


class LegacyItem(Node):
    """`key "label" … { … }`, or `key = value` (`assigned`); `keys` are texts, the first the name."""

    __slots__ = ("assigned", "keys", "value")

    def __init__(
        self, source: Source, first: int, last: int, keys: list[str], value: Expression, assigned: bool
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.keys = keys
        self.value = value
        self.assigned = assigned

    @property
    def name_range(self) -> Range:
        """The first key."""
        return self.source.range(self.first, self.first + 1)

    @property
    def header_range(self) -> Range:
        """All keys."""
        return self.source.range(self.first, self.first + len(self.keys))

    def children(self) -> Iterator[Node]:
        yield self.value


class LegacyObject(Expression):
    """`{ … }`, or a whole file: items in the order they were written."""

    __slots__ = ("items",)

    def __init__(self, source: Source, first: int, last: int, items: list[LegacyItem]) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.items = items

    def children(self) -> Iterator[Node]:
        return iter(self.items)
