"""How a file's lines are laid out: cells, indentation and columns. Only blanks before tokens change.

A line has three cells: what leads up to an `=`, the `=` and its value, and a comment. It knows tokens, not grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jobspec.hcl.blanks import blank_between
from jobspec.hcl.graphemes import count_clusters
from jobspec.hcl.tokens import CLOSING, OPENING, Token

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


def lay_out(tokens: Sequence[Token], text: str) -> str:
    """The text with the formatter's blanks."""
    lines = list(_lines(tokens, text))
    _indent(lines)
    _align(lines, lambda line: bool(line.assign), _set_assignments)
    _align(lines, lambda line: bool(line.comment), _set_comments)
    return "".join([line.text() for line in lines]) + _tail(tokens, text)


def _tail(tokens: Sequence[Token], text: str) -> str:
    """Blanks on a last line that has nothing else: the reference keeps their number, counted in bytes."""
    end = tokens[-1].end if tokens else 0
    return " " * (len(text) - end) if not end or text[end - 1] == "\n" else ""


def _lines(tokens: Sequence[Token], text: str) -> list[Line]:
    lines: list[Line] = []
    first = 0
    last = len(tokens) - 1
    for at, token in enumerate(tokens):
        kind = token.kind
        if kind == "NL" or kind == "COMMENT" or at == last:
            lines.append(_line(tokens[first : at + 1], text, at == last))
            first = at + 1
    return lines


def _line(tokens: Sequence[Token], text: str, ends_file: bool) -> Line:
    comment = ""
    if len(tokens) > 1:
        kind, start, end = tokens[-1]
        if kind == "COMMENT" or (kind == "BLOCK_COMMENT" and ends_file):
            comment = text[start:end]
            tokens = tokens[:-1]
    lead = tokens
    assign: Sequence[Token] = ()
    for at, token in enumerate(tokens):
        if token.kind == "ASSIGN" and at:
            if not _net(tokens[at:]):
                lead, assign = tokens[:at], tokens[at:]
            break
    return Line(_joined(lead, text), _joined(assign, text), comment, _net(_before_heredoc(lead)) + _net(assign))


def _net(tokens: Sequence[Token]) -> int:
    """How many more brackets open than close."""
    net = 0
    for token in tokens:
        kind = token.kind
        if kind in OPENING:
            net += 1
        elif kind in CLOSING:
            net -= 1
    return net


def _before_heredoc(tokens: Sequence[Token]) -> Sequence[Token]:
    for at, token in enumerate(tokens):
        if token.kind == "OHEREDOC":
            return tokens[:at]
    return tokens


_BLANKS: dict[tuple[str, str], bool] = {}


def _joined(tokens: Sequence[Token], text: str) -> str:
    """The tokens of a cell with the blanks between them."""
    if not tokens:
        return ""
    left, start, end = tokens[0]
    spelling = text[start:end]
    if len(tokens) == 1:
        return spelling
    parts = [spelling]
    before = ""
    for right, start, end in tokens[1:]:
        after_in = spelling == "in" and left == "NAME"
        if after_in or left == "MINUS":
            blank = blank_between(left, right, before, after_in)
        else:
            pair = (left, right)
            found = _BLANKS.get(pair)
            if found is None:
                found = _BLANKS[pair] = blank_between(left, right, "", False)
            blank = found
        spelling = text[start:end]
        if blank:
            parts.append(" ")
        parts.append(spelling)
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
