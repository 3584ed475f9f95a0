"""Colour marks: `[red]`, `[bold]`, `[reset]` in a text, and the escape sequences of a terminal.

Marks are looked for in the finished text, as the reference does it: one inside a job's own value is taken for one, too.
"""

from __future__ import annotations

import re

from jobspec.patterns import pattern

_DARK = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "light_gray")
_LIGHT = ("dark_gray", "light_red", "light_green", "light_yellow", "light_blue", "light_magenta", "light_cyan", "white")
_FOREGROUND = {name: base + code for base, names in ((30, _DARK), (90, _LIGHT)) for code, name in enumerate(names)}
_BACKGROUND_OFFSET = 10

CODES = {
    **_FOREGROUND,
    **{f"_{name}_": code + _BACKGROUND_OFFSET for name, code in _FOREGROUND.items()},
    "default": 39,
    "_default_": 49,
    "reset": 0,
    "bold": 1,
    "dim": 2,
    "underline": 4,
    "blink_slow": 5,
    "blink_fast": 6,
    "invert": 7,
    "hidden": 8,
    "reset_bold": 21,
}
"""Every known mark and its ANSI code."""

_MARK = pattern(r"\[([a-z_]+)\]")
_RESET = "\x1b[0m"


def colorize(text: str, *, color: bool) -> str:
    """The text with its marks turned into escape sequences, or taken out; unknown brackets stay.

    >>> colorize("[green]+[reset] a[0]", color=False)
    '+ a[0]'
    """
    found = False

    def replace(match: re.Match[str]) -> str:
        nonlocal found
        code = CODES.get(match[1])
        if code is None:
            return match[0]
        found = True
        return f"\x1b[{code}m" if color else ""

    replaced = _MARK.sub(replace, text)
    return replaced + _RESET if color and found else replaced
