"""Diagnostics as people read them: a headline each, the source with a caret below, then why and what would be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from jobspec.diagnostics import Diagnostic, Range

_COLORS = {"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}
_BOLD, _RESET = "\x1b[1m", "\x1b[0m"
_MARGIN = 100


def findings_text(findings: Iterable[Diagnostic], texts: Mapping[str, str], *, color: bool = False) -> str:
    """Findings one after the other, parted by an empty line where they have more than a headline.

    `texts` holds the sources by file name; a finding in a file that is not there goes without its snippet.
    """
    pieces = ["\n".join(_finding(item, texts, color)) for item in findings]
    return "\n\n".join(pieces)


def _finding(item: Diagnostic, texts: Mapping[str, str], color: bool) -> Iterator[str]:
    yield _headline(item, color)
    if item.subject and item.subject.filename in texts and not _is_whole(item.subject):
        yield from _snippet(item.subject, texts[item.subject.filename], _COLORS[item.severity] if color else "")
    for line in filter(None, item.detail.split("\n")):
        yield from _wrapped(line)
    if item.fix:
        yield f"  Fix: {item.fix.title}"


def _is_whole(subject: Range) -> bool:
    """Whether nothing but a file is meant: no line of it would tell more."""
    return subject.start == subject.end and subject.start.byte == 0


def _headline(item: Diagnostic, color: bool) -> str:
    place = f"{item.subject}: " if item.subject else ""
    if not color:
        return f"{place}{item.severity}: {item.id} {item.summary}"
    return f"{_BOLD}{place}{_COLORS[item.severity]}{item.severity}:{_RESET} {_BOLD}{item.id} {item.summary}{_RESET}"


def _snippet(subject: Range, text: str, color: str) -> Iterator[str]:
    """The first line of the range and a caret line; tabs stay tabs, so that both lines agree in any editor."""
    lines = text.split("\n")
    if not 1 <= subject.start.line <= len(lines):
        return
    line = lines[subject.start.line - 1].rstrip("\r")
    before, marked = _parts(subject, text, line)
    number = str(subject.start.line)
    blank = "".join(char if char == "\t" else " " * _width(char) for char in before)
    carets = "^" * max(1, sum(map(_width, marked)))
    yield f"  {number} | {_printable(line)}"
    yield f"  {' ' * len(number)} | {blank}{color}{carets}{_RESET if color else ''}"


def _parts(subject: Range, text: str, line: str) -> tuple[str, str]:
    """What stands before the range on its first line, and what of the range stands there."""
    raw = line.encode("utf-8", "replace")
    start_of_line = len("\n".join(text.split("\n")[: subject.start.line - 1]).encode("utf-8", "replace"))
    start_of_line += 1 if subject.start.line > 1 else 0
    begin = min(max(subject.start.byte - start_of_line, 0), len(raw))
    same_line = subject.end.line == subject.start.line
    end = min(max(subject.end.byte - start_of_line, begin), len(raw)) if same_line else len(raw)
    return raw[:begin].decode("utf-8", "replace"), raw[begin:end].decode("utf-8", "replace")


def _printable(line: str) -> str:
    """A line without characters that would move the cursor or colour the terminal."""
    shown = "".join(char if char == "\t" or char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return shown if len(shown) <= 4 * _MARGIN else shown[: 4 * _MARGIN] + " …"


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _wrapped(line: str) -> Iterator[str]:
    """A paragraph of the detail, broken between words; blanks at its start are kept."""
    indent = "  " + line[: len(line) - len(line.lstrip())]
    row = indent
    for word in line.split():
        if len(row) + len(word) + 1 > _MARGIN and row != indent:
            yield row
            row = indent
        row += word if row == indent else f" {word}"
    yield row
