"""What Markdown is put together from: code spans, tables, blocks to unfold; and how all of it fits a comment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from jobspec.patterns import pattern
from jobspec.render.outline import Line

LIMIT = 65_000
"""Characters that a comment may have, a little below what GitHub takes."""

_RESERVE = 200
"""What a block to unfold needs besides its rows."""

_LONGEST_LINE = 240
_LONGEST_NAME = 80
_DIFF_MARKERS = {"~": "!"}
_SPECIAL = pattern(r"([\\`*_{}\[\]<>()#+!|~&@-])")


class Fold(NamedTuple):
    """A block to unfold: its title, what stands above its rows, the rows. The rows are cut where room is short."""

    title: str
    head: str
    rows: Sequence[str]
    is_diff: bool = False


def fitted(parts: Sequence[str | Fold]) -> str:
    """The parts, an empty line between; folds share the room that the texts leave. Never longer than a comment."""
    texts: list[str] = []
    room = LIMIT - sum(len(part) + 2 for part in parts if isinstance(part, str))
    folds = sum(1 for part in parts if isinstance(part, Fold))
    for part in parts:
        if isinstance(part, Fold):
            text = _unfolding(part, room // folds - _RESERVE)
            room -= len(text) + 2
            folds -= 1
            texts.append(text)
        else:
            texts.append(part)
    whole = "\n\n".join(text for text in texts if text) + "\n"
    return whole if len(whole) <= LIMIT else whole[: LIMIT - 20] + "\n\n… (cut)\n"


def _unfolding(fold: Fold, room: int) -> str:
    kept: list[str] = []
    used = len(fold.title) + len(fold.head)
    for row in fold.rows:
        used += len(row) + 1
        if used > room:
            break
        kept.append(row)
    if not kept:
        return ""
    left = len(fold.rows) - len(kept)
    more = f"… and {left} more lines" if left else ""
    body = "\n".join(kept)
    if fold.is_diff:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", body)), default=0))
        body = f"{fence}diff\n{body}\n{fence}"
    inside = "\n".join(text for text in (fold.head, body) if text)
    return "\n\n".join(
        text for text in (f"<details>\n<summary>{fold.title}</summary>", inside, more, "</details>") if text
    )


def diff_row(line: Line) -> str:
    """A line of a `diff` block: the marker in front, since that is what gets a colour."""
    text = f"{_DIFF_MARKERS.get(line.marker, line.marker)} {'  ' * (line.depth - 1)}{line.text}".rstrip()
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}… ({len(text) - _LONGEST_LINE} more)"


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], *, most: int = 100) -> str:
    """A table; what is more than `most` rows is counted only. Columns whose title is in small letters hold numbers."""
    shown = [table_row(row) for row in rows[:most]]
    if len(rows) > most:
        shown.append(table_row([f"… {len(rows) - most} more", *[""] * (len(titles) - 1)]))
    return "\n".join([table_head(titles), *shown])


def table_head(titles: Sequence[str]) -> str:
    """The first two lines of a table."""
    alignments = ("---:" if title.islower() else "---" for title in titles)
    return f"{table_row(titles)}\n|{'|'.join(alignments)}|"


def table_row(cells: Sequence[str]) -> str:
    """One line of a table, of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |"


def code(text: str) -> str:
    """A text in a code span that also keeps in one cell of a table."""
    flat = " ".join(text.split())
    if len(flat) > _LONGEST_NAME:
        flat = f"{flat[:_LONGEST_NAME]}…"
    if "`" in flat or "|" in flat:
        return _SPECIAL.sub(r"\\\1", flat)
    return f"`{flat}`" if flat else "` `"
