"""A diff as GitHub-flavoured Markdown for a pull request: a table of groups, then the changes to unfold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jobspec.render.outline import Line, Outline
from jobspec.render.secrets import masked
from jobspec.render.text_of_diff import HasApi

LIMIT = 65_000
"""Characters that a comment may have, a little below what GitHub takes."""

_LONGEST_LINE = 240
_LONGEST_NAME = 80
_WORDS = {"Added": "added", "Deleted": "deleted", "Edited": "changed", "None": "unchanged"}
_DIFF_MARKERS = {"~": "!"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@-])")


def markdown(diff: HasApi | Mapping[str, Any], *, context: int = 3, mask_secrets: bool = True) -> str:
    """The diff as Markdown, with a newline at its end, never longer than a comment may be.

    >>> print(markdown({"Type": "None", "ID": "web", "Fields": None, "Objects": None, "TaskGroups": None}), end="")
    ### Job `web`: unchanged
    """
    shown = diff if isinstance(diff, Mapping) else diff.to_api()
    shown = masked(shown) if mask_secrets else shown
    head = "\n\n".join(_head(shown))
    lines = Outline(shown, context=context).lines[1:]
    if not lines:
        return head[:LIMIT] + "\n"
    room = LIMIT - len(head) - 400
    return f"{head}\n\n{folded('Changes', lines, room)}\n"


def _head(diff: Mapping[str, Any]) -> Iterator[str]:
    yield f"### Job {code(diff['ID'])}: {_WORDS[diff['Type']]}"
    if diff["TaskGroups"]:
        yield group_table(diff["TaskGroups"])


def group_table(groups: Sequence[Mapping[str, Any]], *, most: int = 200) -> str:
    """A row for each group: what happened to it, how many allocations are created, updated and so on."""
    rows = [f"| {code(group['Name'])} | {_WORDS[group['Type']]} | {_updates(group)} |" for group in groups[:most]]
    if len(groups) > most:
        rows.append(f"| … {len(groups) - most} more | | |")
    return "\n".join(["| Group | | Updates |", "|---|---|---|", *rows])


def _updates(group: Mapping[str, Any]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted((group["Updates"] or {}).items()))


def folded(title: str, lines: Sequence[Line], room: int) -> str:
    """Lines in a block to unfold, cut where they would need more characters than there is room for."""
    shown, used = [], 0
    for number, line in enumerate(lines):
        text = _diff_line(line)
        used += len(text) + 1
        if used > room:
            shown.append(f"  … {len(lines) - number} more lines")
            break
        shown.append(text)
    body = "\n".join(shown)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", body)), default=0))
    return f"<details>\n<summary>{title}</summary>\n\n{fence}diff\n{body}\n{fence}\n\n</details>"


def _diff_line(line: Line) -> str:
    """A line of a `diff` block: the marker in front, since that is what gets a colour."""
    text = f"{_DIFF_MARKERS.get(line.marker, line.marker)} {'  ' * (line.depth - 1)}{line.text}".rstrip()
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}… ({len(text) - _LONGEST_LINE} more)"


def code(text: str) -> str:
    """A text in a code span that also keeps in one cell of a table."""
    flat = " ".join(text.split())
    if len(flat) > _LONGEST_NAME:
        flat = f"{flat[:_LONGEST_NAME]}…"
    if "`" in flat or "|" in flat:
        return _SPECIAL.sub(r"\\\1", flat)
    return f"`{flat}`" if flat else "` `"
