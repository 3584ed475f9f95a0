"""What all nodes of a parsed text have in common: their place, and what is inside.

A node keeps the numbers of its first token and of the one behind its last; since blanks, comments and ignored newlines
are no tokens, the place of every part (an operator, a closing parenthesis, the dot and name of a step) follows from its
neighbours' numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.diagnostics import Range
from jobspec.hcl.source import Source


class Node:
    """A piece of a text: the tokens from number `first` up to, not including, `last`."""

    __slots__ = ("first", "last", "source")

    source: Source
    first: int
    last: int

    @property
    def range(self) -> Range:
        """Where the node stands."""
        return self.source.range(self.first, self.last)

    @property
    def text(self) -> str:
        """The node as it was written."""
        return self.source.text_between(self.first, self.last)

    def children(self) -> Iterator[Node]:
        """The nodes directly inside, in the order of the text."""
        return iter(())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.text!r}>"


def walk(node: Node) -> Iterator[Node]:
    """The node and all nodes in it, outer before inner, in the order of the text."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(list(current.children())))


class Expression(Node):
    """Anything that has a value."""

    __slots__ = ()

    @property
    def subject_range(self) -> Range:
        """The tight range that stands for the whole expression when its value is wrong."""
        return self.range
