"""Findings as Markdown: a table, the errors first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jobspec.diagnostics import Diagnostic
from jobspec.render.markdown_parts import Fold, code, fitted, table_head, table_row

_ORDER = ("error", "warning", "info")


def findings_markdown(findings: Iterable[Diagnostic]) -> str:
    """A count of the findings, and a row for each with its place and its page."""
    found = sorted(findings, key=lambda finding: (_ORDER.index(finding.severity), finding))
    if not found:
        return "No findings.\n"
    counts = Counter(str(finding.severity) for finding in found)
    told = ", ".join(f"{counts[kind]} {kind}{'s' if counts[kind] > 1 else ''}" for kind in _ORDER if counts[kind])
    return fitted([f"**{told}**", Fold("Findings", table_head(("Severity", "Place", "Rule", "Finding")), _rows(found))])


def _rows(findings: Iterable[Diagnostic]) -> list[str]:
    return [
        table_row(
            (
                finding.severity,
                code(str(finding.subject)) if finding.subject else "",
                f"[{finding.id}]({finding.url})",
                _plain(finding.summary),
            )
        )
        for finding in findings
    ]


def _plain(text: str) -> str:
    """A sentence in a cell: nothing in it may end the cell or start markup."""
    return "".join(f"\\{each}" if each in "|`*_<>[]\\" else each for each in " ".join(text.split()))
