"""Whether a blank stands between two tokens: the formatter's table.

Knows kinds of tokens only. Two tokens need a look at what stands before them: the name `in`, and a minus sign.
"""

from __future__ import annotations

_TEXT = frozenset({"QLIT", "HLIT", "BADENC"})
_OPENING = frozenset({"LPAR", "LSQB", "LBRACE", "INTERP", "CONTROL"})
_CLOSING = frozenset({"RPAR", "RSQB", "RBRACE", "TEND"})
_SEQUENCE = frozenset({"INTERP", "CONTROL"})
_INDEXED = frozenset({"NAME", "NUMBER"}) | _CLOSING
_BEFORE_NEGATION = frozenset(
    {
        *("", "LPAR", "LBRACE", "LSQB", "ASSIGN", "COLON", "COMMA", "QUESTION", "PLUS", "STAR", "SLASH", "PERCENT"),
        *("MINUS", "EQ", "NE", "GT", "GE", "LT", "LE", "AND", "OR", "BANG"),
    }
)
"""After these a minus sign is a negation, as far as the formatter knows."""


def blank_between(left: str, right: str, before: str, after_in: bool) -> bool:
    """Whether a blank stands between two kinds; `before` is the kind left of both, "" if there is none.

    `after_in` tells that the left one is the name `in`.
    """
    decided = _tight_or_text(left, right)
    if decided is not None:
        return decided
    if after_in and before == "NAME":
        return True
    if (right == "LSQB" and left in _INDEXED) or left == "BANG":
        return False
    if left == "MINUS":
        return before not in _BEFORE_NEGATION
    return _around_brackets(left, right)


def _tight_or_text(left: str, right: str) -> bool | None:
    """The rules for newlines, names, dots, commas and text, which come before all others."""
    if right == "NL" or (left == "NAME" and right in ("LPAR", "DCOLON")) or (left == "DCOLON" and right == "NAME"):
        return False
    if "DOT" in (left, right) or right in ("COMMA", "ELLIPSIS"):
        return False
    if left == "COMMA":
        return True
    if left in _TEXT or right in _TEXT or left in ("OQUOTE", "OHEREDOC") or right in ("CQUOTE", "CHEREDOC"):
        return False
    return None


def _around_brackets(left: str, right: str) -> bool:
    if left == "LBRACE" or right == "RBRACE":
        return not (left == "LBRACE" and right == "RBRACE")
    if (left in _SEQUENCE and right == "LBRACE") or (left == "RBRACE" and right == "TEND"):
        return True
    if left == "TEND" and right in _SEQUENCE:
        return False
    return left not in _OPENING and right not in _CLOSING
