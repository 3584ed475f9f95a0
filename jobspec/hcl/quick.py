"""The fast lexer: one regular expression that tiles what most files consist of, or gives up.

It gives the parser the same tokens as `scan` and `sift` do, without their places. What it does not know (foreign
letters in names, deep nesting in texts, whatever is broken) it leaves to them: None means that they are to be asked.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jobspec.hcl.scan import Scanner
from jobspec.hcl.sift import sift
from jobspec.hcl.tokens import FIXED, KEYWORDS

_PLAIN = r'(?:[^"\\\r\n$%]|\\[^\r\n$%]|[$%](?![{$%]))'
_CODE = rf'(?:[^"{{}}\r\n\#/~<]|/(?![/*])|"{_PLAIN}*+"|\{{[^"{{}}\r\n\#/~<]*+\}})'
_QUOTED = rf'"(?:{_PLAIN}|[$%]\{{~?{_CODE}*+~?\}})*+"'

_TOKEN = re.compile(
    rf"""[ \t]*+(
    [A-Za-z_][A-Za-z0-9_\-]*+(?![\u0080-\U0010ffff])
    | \r?\n
    | {_QUOTED}
    | [0-9](?:\.*(?:[0-9]|[eE][+-]?[0-9]))*
    | (?:\#|//)[^\n]*\n?
    | /\*[\s\S]*?\*/
    | &&|\|\||==|!=|>=|<=|=>|::|\.\.\.|[={{}}\[\](),.:?+\-*/%!<>]
    | [^ \t]
    )""",
    re.VERBOSE,
)
_OPENER = re.compile(r"<<-?([A-Za-z_][A-Za-z0-9_\-]*)\r?\n")
_BLANKS = re.compile(r"[ \t]*\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")

_KINDS = {**FIXED, **KEYWORDS, "\n": "NL", "\r\n": "NL"}
_FIRST = {
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", "NAME"),
    **dict.fromkeys("0123456789", "NUMBER"),
}

Pieces = tuple[list[str], list[str]]
"""Kinds and spellings."""


class _GiveUp(Exception):
    """The text has something that this lexer does not know."""


def quick(text: str) -> Pieces | None:
    """The parser's tokens of a text, all newlines still there; None if the other lexer must be asked."""
    if not text.isascii() and _SURROGATE.search(text):
        return None
    kinds: list[str] = []
    texts: list[str] = []
    try:
        if "<<" not in text:
            _tile(text, kinds, texts)
        elif "/*" in text:
            # An opener within a comment is none, and telling takes the other lexer.
            return None
        else:
            _with_heredocs(text, kinds, texts)
    except _GiveUp:
        return None
    return kinds, texts


def _with_heredocs(text: str, kinds: list[str], texts: list[str]) -> None:
    at = 0
    for opener in _OPENER.finditer(text):
        start = opener.start()
        if start < at:
            continue
        line = text[max(text.rfind("\n", 0, start) + 1, at) : start]
        if "#" in line or "//" in line or '"' in line:
            if _in_comment(line):
                continue
        _tile(text[at:start], kinds, texts)
        at = _heredoc(text, start, opener[1], opener.end(), kinds, texts)
    _tile(text[at:], kinds, texts)


def _in_comment(line: str) -> bool:
    """Whether a line, up to a heredoc's opener, ends within a comment."""
    pieces = _TOKEN.findall(line)
    return bool(pieces) and pieces[-1].startswith(("#", "//"))


def _heredoc(text: str, start: int, marker: str, content: int, kinds: list[str], texts: list[str]) -> int:
    """Take the heredoc at `start`; gives where the text goes on, at the newline behind it."""
    end_line = _end_line(marker)
    found = end_line.search(text, content - 1)
    if not found:
        raise _GiveUp
    end = found.end(1)
    body = text[start:end]
    if "${" in body or "%{" in body:
        return _nested_heredoc(text, start, kinds, texts)
    kinds.append("HEREDOC")
    texts.append(body)
    return end


@lru_cache(maxsize=64)
def _end_line(marker: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\n)(\s*?{re.escape(marker)}\s*?)(?=\r?\n)".replace(r"\s", r"[^\S\n]"))


def _nested_heredoc(text: str, start: int, kinds: list[str], texts: list[str]) -> int:
    scanner = Scanner(text, False)
    scanner.at = start
    scanner.step()
    while len(scanner.modes) > 1 and scanner.at < len(text):
        scanner.step()
    if len(scanner.modes) > 1 or scanner.tokens[-1].kind != "NL":
        raise _GiveUp
    newline = scanner.tokens.pop()
    piece = sift(scanner.tokens, text)
    kinds.extend(piece.kinds)
    texts.extend(piece.texts)
    return newline.start


def _tile(text: str, kinds: list[str], texts: list[str]) -> None:
    """Take a stretch of text without heredocs."""
    known, first = _KINDS.get, _FIRST.get
    add_kind, add_text = kinds.append, texts.append
    for token in _TOKEN.findall(text):
        kind = known(token) or first(token[0])
        if kind is None:
            if token[0] == '"':
                if len(token) == 1:
                    raise _GiveUp
                if "${" in token or "%{" in token:
                    inner = _template(token)
                    kinds.extend(inner[0])
                    texts.extend(inner[1])
                    continue
                kind = "STRING"
            elif token[0] == "#" or token.startswith("//"):
                kind = "NL"
            elif token.startswith("/*"):
                continue
            else:
                raise _GiveUp
        add_kind(kind)
        add_text(token)


@lru_cache(maxsize=2048)
def _template(text: str) -> Pieces:
    """The tokens of a quoted text with interpolations. Many are met again and again."""
    scanner = Scanner(text, False)
    while scanner.at < len(text):
        scanner.step()
    if len(scanner.modes) > 1 or scanner.tokens[-1].kind != "CQUOTE":
        raise _GiveUp
    piece = sift(scanner.tokens, text)
    return piece.kinds, piece.texts
