"""The nodes of references: a name, and the steps into a value."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.diagnostics import Range
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.source import Source


class Variable(Expression):
    """A name that stands for a value."""

    __slots__ = ("name",)

    def __init__(self, source: Source, first: int, last: int, name: str) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.name = name


class Step(Expression):
    """One step into a value."""

    __slots__ = ("value",)

    value: Expression

    @property
    def step_range(self) -> Range:
        """The step alone: the dot through the name, or the brackets."""
        return self.source.range(self.value.last, self.last)

    def children(self) -> Iterator[Node]:
        yield self.value


class GetAttr(Step):
    """`value.name`."""

    __slots__ = ("name",)

    def __init__(self, source: Source, first: int, last: int, value: Expression, name: str) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.value = value
        self.name = name


class Index(Step):
    """`value[key]`."""

    __slots__ = ("key",)

    def __init__(self, source: Source, first: int, last: int, value: Expression, key: Expression) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.value = value
        self.key = key

    def children(self) -> Iterator[Node]:
        yield self.value
        yield self.key


class LegacyIndex(Step):
    """`value.0`, as older languages wrote `value[0]`."""

    __slots__ = ("index",)

    def __init__(self, source: Source, first: int, last: int, value: Expression, index: str) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.value = value
        self.index = index

    @property
    def step_range(self) -> Range:
        return self.source.range(self.last - 2, self.last)


class SplatItem(Expression):
    """The current element within the steps that follow a splat."""

    __slots__ = ()

    def __init__(self, source: Source, first: int, last: int) -> None:
        self.source = source
        self.first = first
        self.last = last


class Splat(Step):
    """`value[*]` (`full`) or `value.*`; `each` is what is taken of every element, on top of a `SplatItem`."""

    __slots__ = ("each", "full", "item")

    def __init__(
        self,
        source: Source,
        first: int,
        last: int,
        value: Expression,
        full: bool,
        each: Expression,
        item: SplatItem,
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.value = value
        self.full = full
        self.each = each
        self.item = item

    @property
    def step_range(self) -> Range:
        """The splat's sign: `.*` or `[*]`."""
        return self.item.range

    @property
    def subject_range(self) -> Range:
        return self.item.range

    def children(self) -> Iterator[Node]:
        yield self.value
        yield self.each
