"""A diff as Markdown for a pull request: a table of groups, then the changes to unfold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec.render.markdown_parts import Fold, code, diff_row, fitted, table
from jobspec.render.outline import Outline
from jobspec.render.secrets import masked

_WORDS = {"Added": "added", "Deleted": "deleted", "Edited": "changed", "None": "unchanged"}


def diff_markdown(diff: Mapping[str, Any], *, context: int = 3, mask_secrets: bool = True) -> str:
    """The diff as Markdown, with a newline at its end, never longer than a comment may be."""
    return fitted([f"### Job {code(diff['ID'])}: {_WORDS[diff['Type']]}", *diff_parts(diff, context, mask_secrets)])


def diff_parts(diff: Mapping[str, Any], context: int, mask_secrets: bool) -> list[str | Fold]:
    """The table of groups and the changes, as far as there are any."""
    groups = diff["TaskGroups"] or ()
    rows = [(code(group["Name"]), _WORDS[group["Type"]], _updates(group)) for group in groups]
    lines = Outline(masked(diff) if mask_secrets else diff, context=context).lines[1:]
    parts: list[str | Fold] = [table(("Group", "Change", "Updates"), rows)] if rows else []
    if lines:
        parts.append(Fold("Changes", "", [diff_row(line) for line in lines], is_diff=True))
    return parts


def _updates(group: Mapping[str, Any]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted((group["Updates"] or {}).items()))
