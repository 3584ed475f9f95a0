"""From all tokens to those the parser reads: which newlines count, where `for` begins, and texts without templates as
one token.

Knows brackets, not grammar.
"""

from __future__ import annotations

from typing import NamedTuple

from jobspec.hcl.source import Span
from jobspec.hcl.tokens import KEYWORDS, Token

MAX_DEPTH = 150
"""Brackets within brackets; deeper texts are refused, so that no later step runs out of stack."""

END = "$END"
BRACKETS = frozenset({"LBRACE", "RBRACE", "LSQB", "RSQB", "LPAR", "RPAR", "INTERP", "CONTROL", "TEND", "NL", "ASSIGN"})


class TooDeep(Exception):
    """Brackets nest deeper than `MAX_DEPTH`; `at` is the token that goes too far."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Sifted(NamedTuple):
    """The parser's view of a text: kinds, spellings and places, each with the end mark last."""

    kinds: list[str]
    texts: list[str]
    spans: list[Span]


def sift(tokens: list[Token], text: str) -> Sifted:
    """The parser's tokens of a scanned text, all newlines still there."""
    sifted = Sifted([], [], [])
    at, count = 0, len(tokens)
    while at < count:
        kind, first, last = tokens[at]
        at += 1
        if kind == "BLOCK_COMMENT":
            continue
        if kind in ("OQUOTE", "OHEREDOC") and (closing := _plain(tokens, at, kind)):
            kind = "STRING" if kind == "OQUOTE" else "HEREDOC"
            last = tokens[closing].end
            at = closing + 1
        elif kind == "COMMENT":
            kind = "NL"
        spelling = text[first:last]
        sifted.kinds.append(KEYWORDS.get(spelling, kind) if kind == "NAME" else kind)
        sifted.texts.append(spelling)
        sifted.spans.append((first, last))
    return sifted


def view(sifted: Sifted, kept: list[int], start: str, end: int) -> Sifted:
    """The tokens that stay, ended as the parser wants them."""
    kinds, texts, spans = sifted
    seen = Sifted([kinds[at] for at in kept], [texts[at] for at in kept], [spans[at] for at in kept])
    finish(seen, start, end)
    return seen


def finish(sifted: Sifted, start: str, size: int) -> None:
    """End the tokens of a text of this size, places and all."""
    end(sifted.kinds, sifted.texts, start)
    sifted.spans.extend([(size, size)] * (len(sifted.kinds) - len(sifted.spans)))


def end(kinds: list[str], texts: list[str], start: str) -> None:
    """End a file with a newline, and any text with the end mark."""
    if start == "file" and kinds and kinds[-1] != "NL":
        kinds.append("NL")
        texts.append("")
    kinds.append(END)
    texts.append("")


def _plain(tokens: list[Token], at: int, kind: str) -> int:
    """The number of the token that closes a text, if nothing in it is a template or broken; else 0."""
    piece, close = ("QLIT", "CQUOTE") if kind == "OQUOTE" else ("HLIT", "CHEREDOC")
    count = len(tokens)
    while at < count and tokens[at].kind == piece:
        at += 1
    return at if at < count and tokens[at].kind == close else 0


def settle(kinds: list[str], texts: list[str], start: str) -> list[int]:
    """The numbers of the tokens that stay when newlines without meaning go; marks `for` where it is a keyword.

    A newline counts in a body and in the braces of an object. A brace opens a body if no `=` stands before it on the
    line of a body; everywhere else it opens an object, or a `for` expression, in which newlines do not count.
    """
    top = "body" if start == "file" else "flat"
    stack = [top]
    kept: list[int] = []
    keep = kept.append
    for at, kind in enumerate(kinds):
        if kind not in BRACKETS:
            keep(at)
            continue
        if kind == "NL":
            if top == "flat":
                continue
            if top == "value":
                top = stack[-1] = "body"
        elif kind == "ASSIGN":
            if top == "body":
                top = stack[-1] = "value"
        elif kind in ("RBRACE", "RSQB", "RPAR", "TEND"):
            if len(stack) > 1:
                stack.pop()
                top = stack[-1]
        else:
            top = opened(kinds, texts, at, kind, top)
            stack.append(top)
            if len(stack) > MAX_DEPTH:
                raise TooDeep(len(kept))
        keep(at)
    return kept


def opened(kinds: list[str], texts: list[str], at: int, kind: str, around: str) -> str:
    """What a bracket opens: a body, an object, or something in which newlines do not count."""
    if kind == "LBRACE" and around == "body":
        return "body"
    if kind in ("LBRACE", "LSQB", "CONTROL"):
        next = at + 1
        while next < len(kinds) and kinds[next] == "NL":
            next += 1
        if next < len(kinds) and texts[next] == "for" and kinds[next] == "NAME":
            kinds[next] = "FOR"
            return "flat"
        return "object" if kind == "LBRACE" else "flat"
    return "flat"
