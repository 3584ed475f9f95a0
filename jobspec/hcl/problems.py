"""What goes wrong while nodes are built, before it has its words: an ID, a place in tokens, and the names to tell."""

from __future__ import annotations

from typing import NamedTuple

from jobspec.diagnostics import Range
from jobspec.hcl.source import Source, Span


class Problem(NamedTuple):
    """One mistake. `first` to `last` are token numbers; `within` narrows it to characters of the first token."""

    id: str
    first: int
    last: int
    names: dict[str, object]
    within: Span | None = None
    context: Span | None = None

    def subject(self, source: Source) -> Range:
        """Where the mistake stands."""
        if self.within is None:
            return source.range(self.first, self.last)
        start, _ = source.extent(self.first, self.last)
        return source.range_at(start + self.within[0], start + self.within[1])
