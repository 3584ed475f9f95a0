"""A diff for a person at a terminal: what changed and nothing else, long texts line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec.render.outline import Line, Outline
from jobspec.render.secrets import masked
from jobspec.render.text_of_diff import HasApi

_COLORS = {"+": "\x1b[32m", "-": "\x1b[31m", "~": "\x1b[33m"}
_BOLD, _RESET = "\x1b[1m", "\x1b[0m"


def readable(
    diff: HasApi | Mapping[str, Any],
    *,
    context: int = 3,
    verbose: bool = False,
    color: bool = False,
    mask_secrets: bool = False,
) -> str:
    """The diff in words, without a newline at its end. Best made of a contextual diff.

    `context` is how many unchanged lines stand around a changed one; `verbose` tells unchanged fields and what only
    moved, too.

    >>> print(readable({"Type": "None", "ID": "web", "Fields": None, "Objects": None, "TaskGroups": None}))
      Job "web" unchanged
    """
    shown = diff if isinstance(diff, Mapping) else diff.to_api()
    outline = Outline(masked(shown) if mask_secrets else shown, context=context, verbose=verbose)
    lines = [_line(line, color) for line in outline.lines]
    if outline.moved:
        lines.append(f"  ({outline.moved} in another order only; -verbose shows it)")
    return "\n".join(lines)


def _line(line: Line, color: bool) -> str:
    text = f"{'  ' * line.depth}{line.marker} {line.text}".rstrip()
    if not color:
        return text
    weight = _BOLD if line.depth == 0 else ""
    return f"{weight}{_COLORS.get(line.marker, '')}{text}{_RESET}" if weight or line.marker in _COLORS else text
