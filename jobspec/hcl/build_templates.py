"""From the tokens of quoted texts and heredocs to their values: escapes, stripped white space, indentation.

Knows the rules of texts, not of expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jobspec.hcl.graphemes import count_clusters
from jobspec.hcl.tokens import WHITE_SPACE
from jobspec.patterns import pattern

_ESCAPE = pattern(r"\\(?:u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|(.?))|(\$)\$\{|(%)%\{", re.DOTALL)
_DOUBLED = pattern(r"\$\$\{|%%\{")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class BadEscape(NamedTuple):
    """An escape that means nothing: where it stands in its piece."""

    start: int
    end: int
    text: str


def unescape(text: str, bad: list[BadEscape]) -> str:
    r"""The value of a quoted piece; escapes that mean nothing go to `bad`.

    >>> unescape(r"a\tb$${c}", [])
    'a\tb${c}'
    """
    if "\\" not in text:
        return text if "{" not in text else undouble(text)

    def replace(found: re.Match[str]) -> str:
        four, eight, letter, dollar, percent = found.groups()
        if dollar or percent:
            return found[0][1:]
        if letter is not None:
            value = _SIMPLE.get(letter)
        else:
            value = _code_point(four, 4) if four is not None else _code_point(eight, 8)
        if value is None:
            bad.append(BadEscape(found.start(), found.end(), found[0]))
            return found[0]
        return value

    return _ESCAPE.sub(replace, text)


def _code_point(digits: str, wanted: int) -> str | None:
    if len(digits) != wanted:
        return None
    code = int(digits, 16)
    return None if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def undouble(text: str) -> str:
    """The value of a heredoc's piece: `$${` and `%%{` stand for what they would otherwise begin."""
    return _DOUBLED.sub(lambda found: found[0][1:], text) if "{" in text else text


def heredoc_value(text: str) -> str:
    r"""The value of a whole heredoc without interpolations.

    >>> heredoc_value("<<-E\n    a\n      b\n  E")
    'a\n  b\n'
    """
    opener, _, rest = text.partition("\n")
    content = rest[: rest.rfind("\n") + 1]
    if not opener.startswith("<<-"):
        return undouble(content)
    lines = content.split("\n")[:-1]
    return undouble("".join(flushed([line + "\n" for line in lines])))


def flushed(pieces: list[str | None]) -> Iterator[str]:
    """The pieces of a `<<-` heredoc without their common indentation; None stands for an interpolation or directive."""
    indents: dict[int, int] = {}
    least: int | None = None
    begins = True
    for at, piece in enumerate(pieces):
        if begins:
            begins = False
            indent = 0 if piece is None else _indent(piece)
            if piece is not None and indent is not None:
                indents[at] = indent
            if indent is not None and (least is None or indent < least):
                least = indent
        if piece is not None and piece.endswith("\n"):
            begins = True
    for at, piece in enumerate(pieces):
        if piece is not None:
            yield _without(piece, least or 0) if at in indents else piece


def _indent(piece: str) -> int | None:
    """How many characters of white space begin a piece; None for a blank line, which does not count."""
    trimmed = piece.lstrip(WHITE_SPACE)
    if not trimmed and piece.endswith("\n"):
        return None
    return count_clusters(piece[: len(piece) - len(trimmed)])


def _without(piece: str, indent: int) -> str:
    at = 0
    while indent and at < len(piece):
        at += 2 if piece.startswith("\r\n", at) else 1
        indent -= 1
    return piece[at:]
