"""A source text and where its tokens stand: turns token numbers into ranges with lines, columns and bytes.

Knows nothing of the grammar. Nodes only keep token numbers; the places are worked out when somebody asks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from jobspec.diagnostics import Position, Range
from jobspec.hcl.graphemes import count_clusters

Span = tuple[int, int]
"""The first character of a token and the one behind it, as indexes into the text."""


class Source:
    """A text with its file name; `spans` gives the place of each token, or is called for them when first needed."""

    __slots__ = ("_lines", "_locate", "_spans", "bytes_before", "filename", "text")

    def __init__(
        self,
        filename: str,
        text: str,
        spans: Sequence[Span] | Callable[[str], Sequence[Span]] = (),
        bytes_before: int = 0,
    ) -> None:
        self.filename = filename
        self.text = text
        self.bytes_before = bytes_before
        self._locate = spans if callable(spans) else None
        self._spans: Sequence[Span] | None = None if callable(spans) else spans
        self._lines: list[int] | None = None

    @property
    def spans(self) -> Sequence[Span]:
        """The place of each token."""
        if self._spans is None:
            self._spans = self._locate(self.text) if self._locate else ()
        return self._spans

    def range(self, first: int, last: int) -> Range:
        """From token `first` up to, not including, token `last`; empty before `first` if both are the same."""
        start, end = self.extent(first, last)
        return self.range_at(start, end)

    def extent(self, first: int, last: int) -> Span:
        """The same stretch as indexes into the text."""
        spans = self.spans
        if first >= len(spans):
            return len(self.text), len(self.text)
        start = spans[first][0]
        return start, (spans[last - 1][1] if last > first else start)

    def text_between(self, first: int, last: int) -> str:
        """The text from token `first` up to, not including, token `last`."""
        start, end = self.extent(first, last)
        return self.text[start:end]

    def range_at(self, start: int, end: int) -> Range:
        """The range between two indexes into the text."""
        return Range(self.filename, self.position(start), self.position(end))

    def position(self, offset: int) -> Position:
        """Line, column and byte of an index into the text."""
        lines = self._line_starts()
        line = bisect_right(lines, offset) - 1
        before = self.text[lines[line] : offset]
        column = len(before) if before.isascii() else self._clusters(lines[line], offset)
        return Position(line + 1, column + 1, self._byte(offset))

    def _byte(self, offset: int) -> int:
        text = self.text
        length = offset if text.isascii() else len(text[:offset].encode("utf-8", "surrogatepass"))
        return length + self.bytes_before

    def _line_starts(self) -> list[int]:
        if self._lines is None:
            starts = [0]
            find, at = self.text.find, 0
            while at := find("\n", at) + 1:
                starts.append(at)
            self._lines = starts
        return self._lines

    def _clusters(self, start: int, end: int) -> int:
        """Grapheme clusters between two indexes; a cluster never reaches from one token into the next."""
        spans, text, total = self.spans, self.text, 0
        number = max(bisect_right(spans, (start, len(text))) - 1, 0)
        at = start
        while number < len(spans) and at < end:
            for border in spans[number]:
                if at < border:
                    total += count_clusters(text[at : min(border, end)])
                    at = min(border, end)
            number += 1
        return total + count_clusters(text[at:end])
