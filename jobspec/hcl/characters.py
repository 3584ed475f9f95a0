"""What is wrong with single characters, wherever they stand: told before any mistake of grammar.

Knows tokens, not their order. Some mistakes come in swarms; of those only the first are told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from jobspec.diagnostics import Diagnostic
from jobspec.hcl.messages import CATALOGUE
from jobspec.hcl.source import Source
from jobspec.hcl.tokens import INVALID, Token

_IDS = {
    "BADENC": "NJ0002",
    "BITWISE": "NJ0003",
    "INVALID": "NJ0001",
    "QNEWLINE": "NJ0006",
    "QUOTE": "NJ0004",
    "SEMICOLON": "NJ0005",
}
_MOST: Mapping[str, int] = {"BADENC": 1, "BITWISE": 4, "QNEWLINE": 1, "SEMICOLON": 1}
_TOLD_QUOTES = (1, 3)

_BIT_HINTS = {
    "&": ' For truth values write "&&".',
    "|": ' For truth values write "||".',
    "^": " For a power use pow().",
}
_TYPOGRAPHIC = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"


def character_diagnostics(tokens: Iterable[Token], source: Source) -> Iterator[Diagnostic]:
    """The mistakes in single characters, in the order of the text."""
    counts: dict[str, int] = {}
    for token in tokens:
        kind = token.kind
        if kind not in INVALID:
            continue
        spelling = source.text[token.start : token.end]
        name = spelling if kind == "QUOTE" else kind
        count = counts[name] = counts.get(name, 0) + 1
        told = count in _TOLD_QUOTES if kind == "QUOTE" else count <= _MOST.get(kind, count)
        if told:
            message = CATALOGUE[_IDS[kind]]
            names = _names(kind, spelling)
            subject = source.range_at(token.start, token.end)
            summary, detail = message.summary.format(**names), message.detail.format(**names)
            yield Diagnostic("error", _IDS[kind], summary, detail, subject=subject)


def _names(kind: str, spelling: str) -> dict[str, str]:
    if kind == "BITWISE":
        return {"operator": spelling, "hint": _BIT_HINTS.get(spelling, "")}
    if kind == "QUOTE":
        return {"quote": "A single quote" if spelling == "'" else "A back quote"}
    if kind == "INVALID":
        return {"character": _character(spelling), "hint": _hint(spelling)}
    return {}


def _hint(char: str) -> str:
    """What to type instead."""
    if char in _TYPOGRAPHIC:
        return ' Texts take straight double quotes: ".'
    if char == "$":
        return " The value of a name is written without it: var.name; within a text as ${var.name}."
    category = unicodedata.category(char)
    if category == "Pd":
        return ' Type an ordinary "-" instead.'
    if category == "Zs":
        return " Type an ordinary blank instead."
    if category == "Cf":
        return " It cannot be seen: delete it, or type the line anew."
    return ""


def _character(char: str) -> str:
    name = unicodedata.name(char, "")
    shown = f'"{char}"' if char.isprintable() and not char.isspace() else "The character"
    return f"{shown} (U+{ord(char):04X}{' ' + name if name else ''})"
