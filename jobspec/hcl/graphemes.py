"""Grapheme clusters: what a reader sees as one character, and so what one column is (Unicode annex 29).

Knows only code points. Breaks are drawn from general categories and a few ranges, not from the full property file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from jobspec.patterns import pattern

_JOINER = "\u200d"
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd")
_PICTOGRAPH = pattern(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3"
    "\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705"
    "\u2708-\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2767"
    "\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f0ff\U0001f10d-\U0001f10f\U0001f12f\U0001f16c-\U0001f171\U0001f17e\U0001f17f\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f1ad-\U0001f1e5\U0001f201-\U0001f20f\U0001f21a\U0001f22f\U0001f232-\U0001f23a"
    "\U0001f23c-\U0001f23f\U0001f249-\U0001f3fa\U0001f400-\U0001f53d\U0001f546-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f774-\U0001f77f\U0001f7d5-\U0001f7ff\U0001f80c-\U0001faff\U0001fc00-\U0001fffd]"
)


def count_clusters(text: str) -> int:
    r"""How many grapheme clusters a text has.

    >>> count_clusters("e\N{COMBINING ACUTE ACCENT}a"), count_clusters("a\r\n")
    (2, 2)
    """
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _starts(text))


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    starts = [*_starts(text), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _starts(text: str) -> Iterator[int]:
    """Where each cluster begins."""
    previous, flags, pictograph = "", 0, False
    for at, char in enumerate(text):
        kind = _kind(char)
        if not previous or not _joins(previous, kind, flags, pictograph):
            yield at
            pictograph = False
        flags = flags + 1 if kind == "flag" and previous == "flag" else int(kind == "flag")
        if kind == "picture":
            pictograph = True
        elif kind not in ("extend", "joiner"):
            pictograph = False
        previous = kind


def _joins(previous: str, kind: str, flags: int, pictograph: bool) -> bool:
    """Whether a character belongs to the cluster before it."""
    if previous in ("cr", "lf", "control") or kind in ("cr", "lf", "control"):
        return previous == "cr" and kind == "lf"
    if kind in ("extend", "joiner", "spacing") or previous == "prepend":
        return True
    if previous == "joiner" and kind == "picture":
        return pictograph
    if previous == "flag" and kind == "flag":
        return flags % 2 == 1
    return kind in _HANGUL_AFTER.get(previous, ())


_HANGUL_AFTER = {
    "L": ("L", "V", "LV", "LVT"),
    "LV": ("V", "T"),
    "V": ("V", "T"),
    "LVT": ("T",),
    "T": ("T",),
}


def _kind(char: str) -> str:
    if " " <= char <= "~":
        return "other"
    if char in "\r\n":
        return "cr" if char == "\r" else "lf"
    if char == _JOINER:
        return "joiner"
    code = ord(char)
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "flag"
    if 0x1100 <= code <= 0x11FF or 0xA960 <= code <= 0xA97C or 0xAC00 <= code <= 0xD7FB:
        return _hangul(code)
    if char in _PREPENDED:
        return "prepend"
    category = unicodedata.category(char)
    if (
        category in ("Mn", "Me")
        or char in "\u200c\uff9e\uff9f"
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    ):
        return "extend"
    if category == "Mc":
        return "spacing"
    if category in ("Cc", "Cf", "Zl", "Zp"):
        return "control"
    return "picture" if _PICTOGRAPH.match(char) else "other"


def _hangul(code: int) -> str:
    if code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    return "LVT" if (code - 0xAC00) % 28 else "LV"
