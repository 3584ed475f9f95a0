"""What HCL's JSON syntax is made of: values, and objects that become bodies once their names are known.

Which names are arguments and which are blocks is for the reader of the body to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from jobspec.diagnostics import Diagnostic, Range
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.source import Source
from jobspec.hcl.structure import Attribute, Block, Body

Problems = list[Diagnostic]

_COMMENT = "//"
"""A property of this name is a comment."""


class JsonValue(Expression):
    """A JSON value as an expression: strings are templates, all else is what it is."""

    __slots__ = ("content", "kind")

    content: object
    """A text, a number as written, a bool, None, a list of values, or a list of properties."""

    def __init__(self, source: Source, first: int, last: int, kind: str, content: object) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.kind = kind
        self.content = content

    @property
    def items(self) -> list[JsonValue]:
        """The elements of an array; none of anything else."""
        return self.content if isinstance(self.content, list) and self.kind == "array" else []

    @property
    def properties(self) -> list[tuple[str, JsonValue]]:
        """The properties of an object in order, repeated ones too; none of anything else."""
        return self.content if isinstance(self.content, list) and self.kind == "object" else []


def name_token(value: JsonValue) -> int:
    """The number of the token that names a property's value."""
    return max(value.first - 2, 0)


class JsonBody(Body):
    """A body that still has to be told its names: `resolved` or `all_arguments` give an ordinary one."""

    __slots__ = ("given",)

    def __init__(self, source: Source, first: int, last: int, given: list[JsonValue]) -> None:
        super().__init__(source, first, last, {}, [])
        self.given = given

    def _properties(self) -> Iterator[tuple[str, JsonValue]]:
        for value in self.given:
            for name, inner in value.properties:
                if name != _COMMENT:
                    yield name, inner

    def resolved(self, arguments: Collection[str], blocks: Mapping[str, int], problems: Problems) -> Body:
        """The body whose properties are arguments or blocks by these names; others are unknown arguments."""
        found: dict[str, Attribute] = {}
        made: list[Block] = []
        for name, value in self._properties():
            if name in blocks and name not in arguments:
                made.extend(_blocks(name, value, blocks[name], [], problems))
            else:
                _put(found, name, value, problems)
        return Body(self.source, self.first, self.last, found, made)

    def all_arguments(self, problems: Problems) -> Body:
        """The body whose properties are all arguments."""
        found: dict[str, Attribute] = {}
        for name, value in self._properties():
            _put(found, name, value, problems)
        return Body(self.source, self.first, self.last, found, [])

    def children(self) -> Iterator[Node]:
        return iter(self.given)


class JsonBlock(Block):
    """A block made of a property; all its places are those of its value, or of the array that its value stands in."""

    __slots__ = ("value", "whole")

    def __init__(self, type: str, labels: list[str], value: JsonValue, whole: JsonValue, body: Body) -> None:
        super().__init__(value.source, name_token(value), value.last, type, labels, body)
        self.value = value
        self.whole = whole

    @property
    def label_ranges(self) -> list[Range]:
        return [self.type_range for _ in self.labels]

    @property
    def open_range(self) -> Range:
        return self.source.range(self.value.first, self.value.first + 1)

    @property
    def missing_range(self) -> Range:
        return self.source.range(self.value.last - 1, self.value.last)

    @property
    def header_range(self) -> Range:
        return self.source.range(self.whole.first, self.whole.first + 1)


def _put(found: dict[str, Attribute], name: str, value: JsonValue, problems: Problems) -> None:
    at = name_token(value)
    attribute = Attribute(value.source, at, value.last, name, value)
    if name in found:
        detail = f"It was set before at {found[name].range}."
        summary = f'Argument "{name}" set twice'
        problems.append(Diagnostic("error", "NJ0202", summary, detail, subject=attribute.name_range))
        return
    found[name] = attribute


def _blocks(name: str, value: JsonValue, labels: int, used: list[str], problems: Problems) -> Iterator[Block]:
    """The blocks of a property: one level of objects for each label, then an object or a list of them."""
    if labels > len(used):
        levels = [value, *value.items] if value.kind != "object" else [value]
        count = 0
        for level in levels:
            for label, inner in level.properties:
                count += label != _COMMENT
                if label != _COMMENT:
                    yield from _blocks(name, inner, labels, [*used, label], problems)
        if not count:
            subject = value.source.range(value.first, value.first + 1)
            summary = f'Missing label of block "{name}"'
            detail = "An object is required whose properties are named by the label."
            problems.append(Diagnostic("error", "NJ0203", summary, detail, subject=subject))
        return
    for one in value.items if value.kind == "array" else [value]:
        if one.kind == "object":
            yield JsonBlock(name, used, one, value, JsonBody(one.source, one.first, one.last, [one]))
        elif one.content is not None:
            summary = f'Block "{name}" is no object'
            detail = "A block is an object, or a list of objects."
            problems.append(Diagnostic("error", "NJ0204", summary, detail, subject=one.range))
