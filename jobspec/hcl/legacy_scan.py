"""The lexer of legacy HCL1. Values are worked out here, since the reference refuses bad ones while it reads.

What cannot be read becomes a token of kind `ILLEGAL`, with a problem; the parser stops there at the latest.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jobspec.hcl.legacy_values import BadText, heredoc_end, heredoc_text, number_text, quoted_text
from jobspec.hcl.source import Span
from jobspec.patterns import pattern

END = "$END"
ILLEGAL = "ILLEGAL"
_PUNCTUATION = {"{": "LBRACE", "}": "RBRACE", "[": "LSQB", "]": "RSQB", "=": "ASSIGN", ",": "COMMA"}
_LETTER = r"(?:[^\W\d]|_)"

_TOKEN = pattern(
    rf"""[ \t\n\r]*+(?:
    (?P<NAME>{_LETTER}(?:[\w.\-])*)
    | (?P<PUNCT>[{{}}\[\]=,])
    | (?P<STRING>")
    | (?P<NUMBER>-?(?:\.[0-9]|[0-9])[0-9a-zA-Z.]*(?:(?<=[eE])[+-][0-9]+)?)
    | (?P<COMMENT>(?:\#|//)[^\n]*)
    | (?P<BLOCK>/\*.*?\*/)
    | (?P<OPEN>/\*)
    | (?P<HEREDOC><<-?[\w]+\n)
    | (?P<OTHER>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER = pattern(r"-?(?:0[xX][0-9a-fA-F]*|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]*)?)")
_FORBIDDEN = pattern("[\x00\ue123\ud800-\udfff]")


class Mishap(NamedTuple):
    """What a text cannot be read for: an ID, where it is told, and the names to tell."""

    id: str
    at: int
    names: dict[str, object]


class LegacyTokens(NamedTuple):
    """Kinds, values and places, the end mark last; and the first mishap, if any."""

    kinds: list[str]
    values: list[str]
    spans: list[Span]
    mishaps: list[Mishap]

    def put(self, kind: str, value: str, start: int, end: int) -> int:
        """Add a token; gives where the text goes on."""
        self.kinds.append(kind)
        self.values.append(value)
        self.spans.append((start, end))
        return end

    def fail(self, id: str, at: int, start: int, end: int, **names: object) -> int:
        """Add a token that cannot be read; nothing after it is."""
        self.mishaps.append(Mishap(id, at, names))
        self.put(ILLEGAL, "", start, end)
        return -1


def legacy_scan(text: str) -> LegacyTokens:
    """The tokens of a legacy text, whose line ends are LF."""
    tokens = LegacyTokens([], [], [], [])
    at, size = 0, len(text)
    forbidden = _FORBIDDEN.search(text)
    while 0 <= at < size:
        found = _TOKEN.match(text, at)
        if not found:
            break
        kind = found.lastgroup or ""
        start, end = found.span(kind)
        if forbidden and forbidden.start() < end:
            tokens.fail("NJ0050", forbidden.start(), forbidden.start(), forbidden.end(), character=shown(forbidden[0]))
            break
        at = _token(tokens, text, kind, start, end)
    tokens.put(END, "", size, size)
    return tokens


def _token(tokens: LegacyTokens, text: str, kind: str, start: int, end: int) -> int:
    spelling = text[start:end]
    if kind == "NAME":
        return tokens.put("BOOL" if spelling in ("true", "false") else "NAME", spelling, start, end)
    if kind == "PUNCT":
        return tokens.put(_PUNCTUATION[spelling], spelling, start, end)
    if kind in ("COMMENT", "BLOCK"):
        return end
    if kind == "OPEN":
        return tokens.fail("NJ0053", len(text), start, end)
    if kind == "NUMBER":
        return _number(tokens, text, start)
    if kind == "OTHER":
        return tokens.fail("NJ0050", start, start, end, character=shown(spelling))
    try:
        if kind == "STRING":
            value, end = quoted_text(text, start)
        else:
            end = heredoc_end(text, end, spelling)
            value = heredoc_text(text[start:end])
    except BadText as bad:
        return tokens.fail(bad.id, bad.at, start, start + 1, **bad.names)
    return tokens.put(kind, value, start, end)


def _number(tokens: LegacyTokens, text: str, start: int) -> int:
    found = _NUMBER.match(text, start)
    assert found
    value = number_text(found[0])
    if value is None:
        return tokens.fail("NJ0055", start, start, found.end(), text=found[0])
    return tokens.put("NUMBER", value, start, found.end())


def shown(char: str) -> str:
    """A character, named so that one can see it."""
    return f'"{char}"' if char.isprintable() and not char.isspace() else f"The character U+{ord(char):04X}"
