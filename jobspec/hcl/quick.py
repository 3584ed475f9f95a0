"""The fast lexer: one regular expression that tiles what most files consist of, or gives up.

It gives the same tokens as `scan` does, without their places; `lines` makes of its pieces what the parser reads. What
it does not know (foreign letters in names, deep nesting in texts, whatever is broken) it leaves to `scan`, by `GiveUp`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jobspec.hcl.scan import Scanner
from jobspec.hcl.sift import sift
from jobspec.hcl.tokens import FIXED
from jobspec.patterns import pattern

_RUN = r'[^"\\\r\n$%]*+'
_RARE = r"\\[^\r\n$%]|[$%](?![{$%])"
# No group is possessive here: before Python 3.11.5 such a group takes what it should not.
_PLAIN = rf'"{_RUN}(?:(?:{_RARE}){_RUN})*"'
_CODE = rf'(?:[^"{{}}\r\n\#/~<]++|/(?![/*])|{_PLAIN}|\{{[^"{{}}\r\n\#/~<]*+\}})'
_QUOTED = rf'"{_RUN}(?:(?:{_RARE}|[$%]\{{~?{_CODE}*~?\}}){_RUN})*"'

_NAME = r"[A-Za-z_][A-Za-z0-9_\-]*+"
# What is not closed takes all that follows: looking for its end once is enough.
_ONE = rf"""
    {_NAME}(?![^\x00-\x7f])
    | \r?\n
    | {_QUOTED}
    | [0-9](?:\.*(?:[0-9]|[eE][+-]?[0-9]))*
    | (?:\#|//)[^\n]*\n?
    | /\*[\s\S]*?\*/
    | (?:"|/\*)[\s\S]*+
    | &&|\|\||==|!=|>=|<=|=>|::|\.\.\.|[={{}}\[\](),.:?+\-*/%!<>]
    | [^ \t]
"""
_TOKEN = pattern(rf"[ \t]*+({_ONE})", re.VERBOSE)
PIECE = pattern(
    rf"""[ \t]*+(?:
    ({_NAME})[ \t]*+(?:
        = [ \t]*+ ({_PLAIN}|[0-9]++|true|false) [ \t]*+\n
        | ({_PLAIN})? [ \t]*+\{{[ \t]*+\n
    )
    | (\}}[ \t]*+\n | {_ONE})
    )""",
    re.VERBOSE,
)
_WHOLE_TEXT = pattern(_QUOTED)
_OPENER = pattern(r"<<-?([A-Za-z_][A-Za-z0-9_\-]*)\r?\n")
_BLANKS = pattern(r"[ \t]*\Z")
_SURROGATE = pattern("[\ud800-\udfff]")

FIRST = {
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", "NAME"),
    **dict.fromkeys("0123456789", "NUMBER"),
}
"""The kind of a token by its first letter."""

_KINDS = {**FIXED, "\n": "NL", "\r\n": "NL"}

Tokens = tuple[list[str], list[str]]
"""Kinds and spellings."""


class GiveUp(Exception):
    """The text has something that this lexer does not know."""


def quick_whole(text: str) -> Tokens | None:
    """All tokens, with comments, and names without meaning: what the formatter works on. None: ask the other lexer."""
    kinds: list[str] = []
    texts: list[str] = []
    try:
        for part in stretches(text, whole=True):
            if isinstance(part, str):
                for token in _TOKEN.findall(part):
                    _take(token, kinds, texts)
            else:
                kinds += part[0]
                texts += part[1]
    except GiveUp:
        return None
    return kinds, texts


def stretches(text: str, *, whole: bool) -> Iterator[str | Tokens]:
    """A text in stretches without heredocs, and the tokens of the heredocs between them. Raises GiveUp.

    `whole` asks for tokens as `scan` gives them; else they are those of `sift`.
    """
    if not text.isascii() and _SURROGATE.search(text):
        raise GiveUp
    if "<<" not in text:
        yield text
        return
    if "/*" in text:
        # An opener within a comment is none, and telling takes the other lexer.
        raise GiveUp
    at = 0
    for opener in _OPENER.finditer(text):
        start = opener.start()
        if start < at:
            continue
        line = text[max(text.rfind("\n", 0, start) + 1, at) : start]
        if ("#" in line or "//" in line) and _in_comment(line):
            continue
        yield text[at:start]
        at, tokens = _heredoc(text, start, opener[1], opener.end(), whole)
        yield tokens
    yield text[at:]


def _in_comment(line: str) -> bool:
    """Whether a line, up to a heredoc's opener, ends within a comment."""
    pieces = _TOKEN.findall(line)
    return bool(pieces) and pieces[-1].startswith(("#", "//"))


def _heredoc(text: str, start: int, marker: str, content: int, whole: bool) -> tuple[int, Tokens]:
    """Take the heredoc at `start`; gives where the text goes on, at the newline behind it."""
    found = _end_line(marker).search(text, content - 1)
    if not found:
        raise GiveUp
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
        raise GiveUp
    newline = scanner.tokens.pop()
    return newline.start, _pieces(scanner, whole)


def _pieces(scanner: Scanner, whole: bool) -> Tokens:
    text = scanner.text
    if whole:
        return [token.kind for token in scanner.tokens], [text[token.start : token.end] for token in scanner.tokens]
    piece = sift(scanner.tokens, text)
    return piece.kinds, piece.texts


def _take(token: str, kinds: list[str], texts: list[str]) -> None:
    """Take one token of those that the formatter sees."""
    kind = _KINDS.get(token) or FIRST.get(token[0])
    if kind is None:
        if token[0] != '"':
            kind = comment_kind(token)
        elif is_template(token):
            inner = nested_text(token, whole=True)
            kinds += inner[0]
            texts += inner[1]
            return
        else:
            kind = "STRING"
    kinds.append(kind)
    texts.append(token)


def is_template(token: str) -> bool:
    """Whether a quoted text has interpolations or directives. Raises GiveUp if it is not closed."""
    if len(token) == 1 or token[-1] != '"' or "\n" in token or "\r" in token:
        raise GiveUp
    rare = "\\" in token or "$" in token or "%" in token
    if rare and not _WHOLE_TEXT.fullmatch(token):
        raise GiveUp
    return rare and ("${" in token or "%{" in token)


def comment_kind(token: str) -> str:
    """Which kind of comment a token is. Raises GiveUp if it is none."""
    if token[0] == "#" or token.startswith("//"):
        return "COMMENT"
    if token.startswith("/*") and token.endswith("*/") and len(token) > 3:
        return "BLOCK_COMMENT"
    raise GiveUp


@lru_cache(maxsize=2048)
def nested_text(text: str, *, whole: bool) -> Tokens:
    """The tokens of a quoted text with interpolations. Many are met again and again."""
    scanner = Scanner(text, False)
    while scanner.at < len(text):
        scanner.step()
    if len(scanner.modes) > 1 or scanner.tokens[-1].kind != "CQUOTE":
        raise GiveUp
    return _pieces(scanner, whole)
