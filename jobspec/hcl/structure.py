"""The nodes that make up a file: bodies, attributes and blocks."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.diagnostics import Range
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.source import Source


class Body(Node):
    """The attributes and blocks of a file or block. `.range` of a block's body is what its braces hold."""

    __slots__ = ("attributes", "blocks")

    def __init__(
        self, source: Source, first: int, last: int, attributes: dict[str, Attribute], blocks: list[Block]
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.attributes = attributes
        self.blocks = blocks

    def children(self) -> Iterator[Node]:
        return iter(sorted([*self.attributes.values(), *self.blocks], key=lambda node: node.first))


class Attribute(Node):
    """`name = expression`."""

    __slots__ = ("expression", "name")

    def __init__(self, source: Source, first: int, last: int, name: str, expression: Expression) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.name = name
        self.expression = expression

    @property
    def name_range(self) -> Range:
        """The name."""
        return self.source.range(self.first, self.first + 1)

    @property
    def equals_range(self) -> Range:
        """The `=`."""
        return self.source.range(self.first + 1, self.first + 2)

    def children(self) -> Iterator[Node]:
        yield self.expression


class Block(Node):
    """`type "label" { body }`. Labels are texts, whether they were quoted or not."""

    __slots__ = ("body", "labels", "type")

    def __init__(self, source: Source, first: int, last: int, type: str, labels: list[str], body: Body) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.type = type
        self.labels = labels
        self.body = body

    @property
    def type_range(self) -> Range:
        """The block's type."""
        return self.source.range(self.first, self.first + 1)

    @property
    def label_ranges(self) -> list[Range]:
        """Each label, with its quotes."""
        after_type = self.first + 1
        return [self.source.range(at, at + 1) for at in range(after_type, after_type + len(self.labels))]

    @property
    def open_range(self) -> Range:
        """The opening brace."""
        at = self.first + 1 + len(self.labels)
        return self.source.range(at, at + 1)

    @property
    def missing_range(self) -> Range:
        """Where it is told that something is missing in it."""
        return self.open_range

    @property
    def close_range(self) -> Range:
        """The closing brace."""
        return self.source.range(self.last - 1, self.last)

    @property
    def header_range(self) -> Range:
        """The type and the labels."""
        return self.source.range(self.first, self.first + 1 + len(self.labels))

    def children(self) -> Iterator[Node]:
        yield self.body
