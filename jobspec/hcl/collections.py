"""The nodes of lists and objects, written out or made by `for`."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.diagnostics import Range
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.references import Variable
from jobspec.hcl.source import Source
from jobspec.hcl.templates import Template


class Tuple(Expression):
    """`[a, b]`."""

    __slots__ = ("items",)

    def __init__(self, source: Source, first: int, last: int, items: list[Expression]) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.items = items

    @property
    def subject_range(self) -> Range:
        return self.source.range(self.first, self.first + 1)

    def children(self) -> Iterator[Node]:
        return iter(self.items)


class ObjectItem(Node):
    """`key = value` in an object. A bare name as key is a `Variable`; in parentheses it is a `Parenthesized`."""

    __slots__ = ("key", "value")

    def __init__(self, source: Source, first: int, last: int, key: Expression, value: Expression) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.key = key
        self.value = value

    @property
    def literal_key(self) -> str | None:
        """The key, if it is a bare name or a text without interpolation."""
        key = self.key
        if isinstance(key, Variable):
            return key.name
        return key.plain if isinstance(key, Template) else None

    def children(self) -> Iterator[Node]:
        yield self.key
        yield self.value


class Object(Expression):
    """`{ a = b }`."""

    __slots__ = ("items",)

    def __init__(self, source: Source, first: int, last: int, items: list[ObjectItem]) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.items = items

    @property
    def subject_range(self) -> Range:
        return self.source.range(self.first, self.first + 1)

    def children(self) -> Iterator[Node]:
        return iter(self.items)


class ForTuple(Expression):
    """`[for key, value in collection : result if condition]`."""

    __slots__ = ("collection", "condition", "key_name", "result", "value_name")

    def __init__(
        self,
        source: Source,
        first: int,
        last: int,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        result: Expression,
        condition: Expression | None,
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.key_name = key_name
        self.value_name = value_name
        self.collection = collection
        self.result = result
        self.condition = condition

    @property
    def subject_range(self) -> Range:
        return self.source.range(self.first, self.first + 1)

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.result
        if self.condition is not None:
            yield self.condition


class ForObject(Expression):
    """`{for key, value in collection : result_key => result if condition}`; `grouping` is `...` after the value."""

    __slots__ = ("collection", "condition", "grouping", "key_name", "result", "result_key", "value_name")

    def __init__(
        self,
        source: Source,
        first: int,
        last: int,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        result_key: Expression,
        result: Expression,
        grouping: bool,
        condition: Expression | None,
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.key_name = key_name
        self.value_name = value_name
        self.collection = collection
        self.result_key = result_key
        self.result = result
        self.grouping = grouping
        self.condition = condition

    @property
    def subject_range(self) -> Range:
        return self.source.range(self.first, self.first + 1)

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.result_key
        yield self.result
        if self.condition is not None:
            yield self.condition
