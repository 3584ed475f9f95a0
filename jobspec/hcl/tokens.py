"""The kinds of tokens, by the names that the grammar declares, and the spellings of those that have only one.

Knows no grammar. Two views exist: all tokens of a text (`scan`), and those the parser reads (`sift`, `quick`).
"""

from __future__ import annotations

from typing import NamedTuple


class Token(NamedTuple):
    """One token of the whole view: its kind and where it stands in the text."""

    kind: str
    start: int
    end: int


FIXED = {
    "{": "LBRACE",
    "}": "RBRACE",
    "[": "LSQB",
    "]": "RSQB",
    "(": "LPAR",
    ")": "RPAR",
    "=": "ASSIGN",
    ",": "COMMA",
    ".": "DOT",
    ":": "COLON",
    "?": "QUESTION",
    "=>": "ARROW",
    "...": "ELLIPSIS",
    "::": "DCOLON",
    "||": "OR",
    "&&": "AND",
    "==": "EQ",
    "!=": "NE",
    "<": "LT",
    ">": "GT",
    "<=": "LE",
    ">=": "GE",
    "+": "PLUS",
    "-": "MINUS",
    "*": "STAR",
    "/": "SLASH",
    "%": "PERCENT",
    "!": "BANG",
}
"""Punctuation that the language uses."""

FOREIGN = {"&": "BITWISE", "|": "BITWISE", "^": "BITWISE", "~": "BITWISE", ";": "SEMICOLON", "'": "QUOTE", "`": "QUOTE"}
"""Punctuation that it does not, but other languages do."""

KEYWORDS = {"in": "IN", "if": "IF", "else": "ELSE", "endif": "ENDIF", "endfor": "ENDFOR"}
"""Names with a meaning in some places; the grammar lets them be names everywhere else. `for` is a `FOR` only where it
can begin such an expression."""

OPENING = frozenset({"LBRACE", "LSQB", "LPAR", "INTERP", "CONTROL"})
CLOSING = frozenset({"RBRACE", "RSQB", "RPAR", "TEND"})

INVALID = frozenset({"BITWISE", "SEMICOLON", "QUOTE", "INVALID", "BADENC", "QNEWLINE"})
"""Tokens that make a text unreadable wherever they stand."""

WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What counts as white space when text is trimmed: the reference's set, which is not Python's."""
