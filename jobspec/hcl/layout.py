"""How a file's lines are laid out: cells, indentation and columns. Only blanks before tokens change.

A line has three cells: what leads up to an `=`, the `=` and its value, and a comment. It knows tokens, not grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jobspec.hcl.blanks import blank_between
from jobspec.hcl.graphemes import count_clusters
from jobspec.hcl.tokens import CLOSING, OPENING

INDENT = "  "


class Line:
    """One line: its cells as text, without the blanks that set them apart, and its indentation in steps."""

    __slots__ = ("assign", "comment", "indent", "lead", "lead_blanks", "net", "value_blanks")

    def __init__(self, lead: str, assign: str, comment: str, net: int) -> None:
        self.lead = lead
        self.assign = assign
        self.comment = comment
        self.net = net
        self.indent = ""
        self.lead_blanks = ""
        self.value_blanks = ""

    def text(self) -> str:
        """The line as it is written."""
        return f"{self.indent}{self.lead}{self.lead_blanks}{self.assign}{self.value_blanks}{self.comment}"


def lay_out(kinds: Sequence[str], texts: Sequence[str]) -> str:
    """The text with the formatter's blanks, from its tokens' kinds and spellings."""
    lines = _lines(kinds, texts)
    _indent(lines)
    _align(lines, lambda line: bool(line.assign), _set_assignments)
    _align(lines, lambda line: bool(line.comment), _set_comments)
    return "".join([line.text() for line in lines])


def _lines(kinds: Sequence[str], texts: Sequence[str]) -> list[Line]:
    lines: list[Line] = []
    first = 0
    last = len(kinds) - 1
    for at, kind in enumerate(kinds):
        if kind == "NL" or kind == "COMMENT" or at == last:
            lines.append(_line(kinds[first : at + 1], texts[first : at + 1], at == last))
            first = at + 1
    return lines


def _line(kinds: Sequence[str], texts: Sequence[str], ends_file: bool) -> Line:
    comment = ""
    if len(kinds) == 1:
        return Line(texts[0], "", "", _net(kinds))
    if kinds[-1] == "COMMENT" or (kinds[-1] == "BLOCK_COMMENT" and ends_file):
        comment = texts[-1]
        kinds, texts = kinds[:-1], texts[:-1]
    net = _net(kinds)
    cut = len(kinds)
    if "ASSIGN" in kinds[1:]:
        at = kinds.index("ASSIGN", 1)
        if not _net(kinds[at:]):
            cut = at
    lead, assign = kinds[:cut], kinds[cut:]
    if net and ("OHEREDOC" in lead or "HEREDOC" in lead):
        net = _net(_before_heredoc(lead)) + _net(assign)
    return Line(_joined(lead, texts[:cut]), _joined(assign, texts[cut:]), comment, net)


_NET = {**dict.fromkeys(OPENING, 1), **dict.fromkeys(CLOSING, -1)}


def _net(kinds: Sequence[str]) -> int:
    """How many more brackets open than close."""
    return sum([_NET[kind] for kind in kinds if kind in _NET])


def _before_heredoc(kinds: Sequence[str]) -> Sequence[str]:
    for at, kind in enumerate(kinds):
        if kind in ("OHEREDOC", "HEREDOC"):
            return kinds[:at]
    return kinds


_BLANKS: dict[tuple[str, str], bool] = {}


def _joined(kinds: Sequence[str], texts: Sequence[str]) -> str:
    """The tokens of a cell with the blanks between them."""
    if not kinds:
        return ""
    left, spelling, before = kinds[0], texts[0], ""
    parts = [spelling]
    known = _BLANKS.get
    for at in range(1, len(kinds)):
        right = kinds[at]
        if left == "MINUS" or (spelling == "in" and left == "NAME"):
            blank: bool | None = blank_between(left, right, before, left == "NAME")
        else:
            blank = known((left, right))
            if blank is None:
                blank = _BLANKS[left, right] = blank_between(left, right, "", False)
        spelling = texts[at]
        parts.append(" " + spelling if blank else spelling)
        before, left = left, right
    return "".join(parts)


def _indent(lines: Sequence[Line]) -> None:
    """Each line that opens brackets indents those that follow by one step, however many it opens."""
    opened: list[int] = []
    for line in lines:
        net = line.net
        if net > 0:
            line.indent = INDENT * len(opened)
            opened.append(net)
            continue
        closing = -net
        while closing and opened:
            if closing < opened[-1]:
                opened[-1] -= closing
                break
            closing -= opened.pop()
        if line.lead.strip("\r\n") or line.comment:
            line.indent = INDENT * len(opened)


def _align(lines: Sequence[Line], belongs: Callable[[Line], bool], set_run: Callable[[list[Line]], None]) -> None:
    """Set what stands below each other in consecutive lines that have it."""
    run: list[Line] = []
    for line in lines:
        if belongs(line):
            run.append(line)
        elif run:
            set_run(run)
            run = []
    if run:
        set_run(run)


def _set_assignments(run: list[Line]) -> None:
    widths = [_width(line.indent + line.lead) for line in run]
    widest = max(widths)
    for line, width in zip(run, widths):
        line.lead_blanks = " " * (widest - width + 1)


def _set_comments(run: list[Line]) -> None:
    widths = [_width(line.indent + line.lead + line.lead_blanks + line.assign) for line in run]
    widest = max(widths)
    for line, width in zip(run, widths):
        line.value_blanks = " " * (widest - width + 1)


def _width(text: str) -> int:
    return len(text) if text.isascii() and "\r" not in text else count_clusters(text)
