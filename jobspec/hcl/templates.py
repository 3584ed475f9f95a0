"""The nodes of literal values and of texts with interpolations and directives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal as Choice

from jobspec.diagnostics import Range
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.source import Source


class Literal(Expression):
    """A number, a truth value or null; a number as it was written, in `value`."""

    __slots__ = ("kind", "value")

    def __init__(
        self, source: Source, first: int, last: int, kind: Choice["number", "bool", "null"], value: str | bool | None
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.kind = kind
        self.value = value


class Template(Expression):
    """A text with or without interpolations. Its parts are texts, escapes resolved, and nodes.

    `kind` is "quoted", "heredoc", "bare" (a text that is a template as a whole) or "branch" (within a directive).
    """

    __slots__ = ("kind", "parts")

    def __init__(
        self,
        source: Source,
        first: int,
        last: int,
        kind: Choice["quoted", "heredoc", "bare", "branch"],
        parts: list[str | TemplatePart],
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.kind = kind
        self.parts = parts

    @property
    def plain(self) -> str | None:
        """The text, if nothing is to be interpolated."""
        parts = self.parts
        if len(parts) == 1:
            return parts[0] if isinstance(parts[0], str) else None
        return "".join(map(str, parts)) if all(isinstance(part, str) for part in parts) else None

    @property
    def wrapped(self) -> Expression | None:
        """The expression inside, if the template is one interpolation and nothing else: its value keeps its type."""
        if len(self.parts) == 1 and self.kind in ("quoted", "bare") and isinstance(self.parts[0], Interpolation):
            return self.parts[0].expression
        return None

    @property
    def subject_range(self) -> Range:
        if self.wrapped is not None:
            return self.range
        if self.kind == "bare" or not (self.parts or self.kind == "quoted"):
            return self.source.range(self.first, self.first + 1)
        if self.last - self.first == 1:
            start, end = self.source.extent(self.first, self.last)
            if self.kind == "heredoc":
                # The first line of the text, which begins behind the line of the opener.
                start = self.source.text.index("\n", start) + 1
                return self.source.range_at(start, self.source.text.index("\n", start) + 1)
            return self.source.range_at(start + 1, end - 1)
        part = self.parts[0]
        if isinstance(part, str):
            return self.source.range(self.first + 1, self.first + 2)
        return part.subject_range

    def children(self) -> Iterator[Node]:
        return (part for part in self.parts if not isinstance(part, str))


class TemplatePart(Expression):
    """What a template holds besides text."""

    __slots__ = ()


class Interpolation(TemplatePart):
    """`${expression}`."""

    __slots__ = ("expression",)

    def __init__(self, source: Source, first: int, last: int, expression: Expression) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.expression = expression

    @property
    def subject_range(self) -> Range:
        return self.expression.subject_range

    def children(self) -> Iterator[Node]:
        yield self.expression


class TemplateIf(TemplatePart):
    """`%{ if condition }then%{ else }otherwise%{ endif }`."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(
        self,
        source: Source,
        first: int,
        last: int,
        condition: Expression,
        then: Template,
        otherwise: Template | None,
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.condition = condition
        self.then = then
        self.otherwise = otherwise

    def children(self) -> Iterator[Node]:
        yield self.condition
        yield self.then
        if self.otherwise is not None:
            yield self.otherwise


class TemplateFor(TemplatePart):
    """`%{ for key, value in collection }body%{ endfor }`."""

    __slots__ = ("body", "collection", "key_name", "value_name")

    def __init__(
        self,
        source: Source,
        first: int,
        last: int,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        body: Template,
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.key_name = key_name
        self.value_name = value_name
        self.collection = collection
        self.body = body

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.body
