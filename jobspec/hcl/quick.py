"""The fast lexer: one regular expression that tiles what most files consist of, or gives up.

It gives the same tokens as `scan` does, or for the parser as `sift` does, without their places. What it does not know
(foreign letters in names, deep nesting in texts, whatever is broken) it leaves to them: None means that they are to be
asked.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jobspec.hcl.lines import HEAD, LINE, Pieces
from jobspec.hcl.scan import Scanner
from jobspec.hcl.sift import sift
from jobspec.hcl.tokens import FIXED, KEYWORDS
from jobspec.patterns import pattern

_PLAIN = r'(?:[^"\\\r\n$%]|\\[^\r\n$%]|[$%](?![{$%]))'
_CODE = rf'(?:[^"{{}}\r\n\#/~<]|/(?![/*])|"{_PLAIN}*+"|\{{[^"{{}}\r\n\#/~<]*+\}})'
_QUOTED = rf'"(?:{_PLAIN}|[$%]\{{~?{_CODE}*+~?\}})*+"'

_NAME = r"[A-Za-z_][A-Za-z0-9_\-]*+"
_ONE = rf"""
    {_NAME}(?![^\x00-\x7f])
    | \r?\n
    | {_QUOTED}
    | [0-9](?:\.*(?:[0-9]|[eE][+-]?[0-9]))*
    | (?:\#|//)[^\n]*\n?
    | /\*[\s\S]*?\*/
    | &&|\|\||==|!=|>=|<=|=>|::|\.\.\.|[={{}}\[\](),.:?+\-*/%!<>]
    | [^ \t]
"""
_TOKEN = pattern(rf"[ \t]*+({_ONE})", re.VERBOSE)
_PIECE = pattern(
    rf"""[ \t]*+(?:
    ({_NAME})[ \t]*+(?:
        = [ \t]*+ ("{_PLAIN}*+"|[0-9]++|true|false) [ \t]*+\n
        | ("{_PLAIN}*+")? [ \t]*+\{{[ \t]*+\n
    )
    | ({_ONE})
    )""",
    re.VERBOSE,
)
_OPENER = pattern(r"<<-?([A-Za-z_][A-Za-z0-9_\-]*)\r?\n")
_BLANKS = pattern(r"[ \t]*\Z")
_SURROGATE = pattern("[\ud800-\udfff]")

_ALL_KINDS = {**FIXED, "\n": "NL", "\r\n": "NL"}
_KINDS = {**_ALL_KINDS, **KEYWORDS}
_FIRST = {
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", "NAME"),
    **dict.fromkeys("0123456789", "NUMBER"),
}

Tokens = tuple[list[str], list[str]]
"""Kinds and spellings."""


class _GiveUp(Exception):
    """The text has something that this lexer does not know."""


def quick_lines(text: str) -> Pieces | None:
    """What the parser reads, plain lines in one piece each; None if the other lexer must be asked."""
    inner: list[str] = []
    found = _taken(text, _KINDS, inner)
    return Pieces(*found, inner) if found else None


def quick_whole(text: str) -> Tokens | None:
    """All tokens, with comments, and names without meaning: what the formatter works on."""
    return _taken(text, _ALL_KINDS)


def _taken(text: str, known: dict[str, str], inner: list[str] | None = None) -> Tokens | None:
    if not text.isascii() and _SURROGATE.search(text):
        return None
    kinds: list[str] = []
    texts: list[str] = []
    try:
        if "<<" not in text:
            _tile(text, kinds, texts, known, inner)
        elif "/*" in text:
            # An opener within a comment is none, and telling takes the other lexer.
            return None
        else:
            _with_heredocs(text, kinds, texts, known, inner)
    except _GiveUp:
        return None
    return kinds, texts


def _with_heredocs(
    text: str, kinds: list[str], texts: list[str], known: dict[str, str], inner: list[str] | None
) -> None:
    at = 0
    for opener in _OPENER.finditer(text):
        start = opener.start()
        if start < at:
            continue
        line = text[max(text.rfind("\n", 0, start) + 1, at) : start]
        if ("#" in line or "//" in line) and _in_comment(line):
            continue
        _tile(text[at:start], kinds, texts, known, inner)
        at, piece = _heredoc(text, start, opener[1], opener.end(), known is _ALL_KINDS)
        kinds.extend(piece[0])
        texts.extend(piece[1])
    _tile(text[at:], kinds, texts, known, inner)


def _in_comment(line: str) -> bool:
    """Whether a line, up to a heredoc's opener, ends within a comment."""
    pieces = _TOKEN.findall(line)
    return bool(pieces) and pieces[-1].startswith(("#", "//"))


def _heredoc(text: str, start: int, marker: str, content: int, whole: bool) -> tuple[int, Tokens]:
    """Take the heredoc at `start`; gives where the text goes on, at the newline behind it."""
    found = _end_line(marker).search(text, content - 1)
    if not found:
        raise _GiveUp
    end = found.end(1)
    body = text[start:end]
    if "${" in body or "%{" in body:
        return _nested_heredoc(text, start, whole)
    return end, (["HEREDOC"], [body])


@lru_cache(maxsize=64)
def _end_line(marker: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\n)(\s*?{re.escape(marker)}\s*?)(?=\r?\n)".replace(r"\s", r"[^\S\n]"))


def _nested_heredoc(text: str, start: int, whole: bool) -> tuple[int, Tokens]:
    scanner = Scanner(text, False)
    scanner.at = start
    scanner.step()
    while len(scanner.modes) > 1 and scanner.at < len(text):
        scanner.step()
    if len(scanner.modes) > 1 or scanner.tokens[-1].kind != "NL":
        raise _GiveUp
    newline = scanner.tokens.pop()
    return newline.start, _pieces(scanner, whole)


def _pieces(scanner: Scanner, whole: bool) -> Tokens:
    text = scanner.text
    if whole:
        return [token.kind for token in scanner.tokens], [text[token.start : token.end] for token in scanner.tokens]
    piece = sift(scanner.tokens, text)
    return piece.kinds, piece.texts


def _tile(text: str, kinds: list[str], texts: list[str], known: dict[str, str], inner: list[str] | None) -> None:
    """Take a stretch of text without heredocs; with a list for what is inside them, plain lines in one piece."""
    if inner is None:
        for token in _TOKEN.findall(text):
            _take(token, kinds, texts, known)
        return
    find, first = known.get, _FIRST.get
    add_kind, add_text, add_inner = kinds.append, texts.append, inner.append
    for name, value, label, token in _PIECE.findall(text):
        if name:
            add_kind(LINE if value else HEAD)
            add_text(name)
            add_inner(value or label)
        elif kind := find(token) or first(token[0]):
            add_kind(kind)
            add_text(token)
        else:
            _take(token, kinds, texts, known)


def _take(token: str, kinds: list[str], texts: list[str], known: dict[str, str]) -> None:
    """Take one token."""
    kind = known.get(token) or _FIRST.get(token[0])
    if kind is None:
        if token[0] == '"':
            if len(token) == 1:
                raise _GiveUp
            if "${" in token or "%{" in token:
                inner = _template(token, known is _ALL_KINDS)
                kinds.extend(inner[0])
                texts.extend(inner[1])
                return
            kind = "STRING"
        else:
            kind = _comment(token)
            if known is not _ALL_KINDS:
                if kind == "BLOCK_COMMENT":
                    return
                kind = "NL"
    kinds.append(kind)
    texts.append(token)


def _comment(token: str) -> str:
    if token[0] == "#" or token.startswith("//"):
        return "COMMENT"
    if token.startswith("/*"):
        return "BLOCK_COMMENT"
    raise _GiveUp


@lru_cache(maxsize=2048)
def _template(text: str, whole: bool) -> Tokens:
    """The tokens of a quoted text with interpolations. Many are met again and again."""
    scanner = Scanner(text, False)
    while scanner.at < len(text):
        scanner.step()
    if len(scanner.modes) > 1 or scanner.tokens[-1].kind != "CQUOTE":
        raise _GiveUp
    return _pieces(scanner, whole)
