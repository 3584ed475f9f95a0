"""The nodes of calls and operators."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.diagnostics import Range
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.source import Source


class Call(Expression):
    """`name(arguments)`; `expand_final` is `...` behind the last one. `open_at` is the number of the `(`."""

    __slots__ = ("arguments", "expand_final", "name", "open_at")

    def __init__(
        self,
        source: Source,
        first: int,
        last: int,
        name: str,
        arguments: list[Expression],
        expand_final: bool,
        open_at: int,
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.name = name
        self.arguments = arguments
        self.expand_final = expand_final
        self.open_at = open_at

    @property
    def subject_range(self) -> Range:
        return self.source.range(self.first, self.open_at + 1)

    @property
    def name_range(self) -> Range:
        """The function's name."""
        return self.source.range(self.first, self.open_at)

    @property
    def close_range(self) -> Range:
        """The closing parenthesis."""
        return self.source.range(self.last - 1, self.last)

    def children(self) -> Iterator[Node]:
        return iter(self.arguments)


class Binary(Expression):
    """`left operator right`."""

    __slots__ = ("left", "operator", "right")

    def __init__(
        self, source: Source, first: int, last: int, left: Expression, operator: str, right: Expression
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.left = left
        self.operator = operator
        self.right = right

    @property
    def subject_range(self) -> Range:
        return self.left.subject_range

    @property
    def operator_range(self) -> Range:
        """The operator."""
        return self.source.range(self.left.last, self.left.last + 1)

    def children(self) -> Iterator[Node]:
        yield self.left
        yield self.right


class Unary(Expression):
    """`-operand` or `!operand`."""

    __slots__ = ("operand", "operator")

    def __init__(self, source: Source, first: int, last: int, operator: str, operand: Expression) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.operator = operator
        self.operand = operand

    @property
    def subject_range(self) -> Range:
        return self.operator_range

    @property
    def operator_range(self) -> Range:
        """The operator."""
        return self.source.range(self.first, self.first + 1)

    def children(self) -> Iterator[Node]:
        yield self.operand


class Conditional(Expression):
    """`condition ? then : otherwise`."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(
        self,
        source: Source,
        first: int,
        last: int,
        condition: Expression,
        then: Expression,
        otherwise: Expression,
    ) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.condition = condition
        self.then = then
        self.otherwise = otherwise

    @property
    def subject_range(self) -> Range:
        return self.condition.subject_range

    @property
    def results_range(self) -> Range:
        """Both results, from the first to the second."""
        return self.source.range(self.then.first, self.otherwise.last)

    def children(self) -> Iterator[Node]:
        yield self.condition
        yield self.then
        yield self.otherwise


class Parenthesized(Expression):
    """`(expression)`."""

    __slots__ = ("expression",)

    def __init__(self, source: Source, first: int, last: int, expression: Expression) -> None:
        self.source = source
        self.first = first
        self.last = last
        self.expression = expression

    def children(self) -> Iterator[Node]:
        yield self.expression
