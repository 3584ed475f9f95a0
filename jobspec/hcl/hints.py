"""What people mostly meant where a token stands in the wrong place, said besides what is wrong. Knows tokens only."""

from __future__ import annotations

from jobspec.hcl.tokens import KEYWORDS

NAMES = frozenset({"NAME", "FOR", *KEYWORDS.values()})
"""The kinds of tokens that can be names."""

_CONFLICT = "If these are the marks of a merge conflict, settle it first. "

LINE_BEGINS = {
    "MINUS": 'Comments begin with "#" or "//", lists have their items in brackets: [a, b]. ',
    "LSQB": "A list is the value of an argument: name = [a, b]. ",
    **dict.fromkeys(("LT", "GT", "EQ", "OHEREDOC"), _CONFLICT),
}
"""By what a line begins with that can be neither argument nor block."""


def after_name(name: str, kind: str, text: str) -> str:
    """What to write where a name is followed by a token that makes it neither argument nor block."""
    if kind == "COLON":
        return f" Write {name} = … instead of {name}: …; this is no YAML or JSON."
    if kind == "NUMBER":
        return f" Either an equals sign is missing ({name} = {text}), or the label's quotes are."
    if kind == "DOT":
        return ' A key with dots takes quotes, and stands in an object: meta = { "a.b" = "c" }.'
    if kind == "NL":
        return " If it belongs to the line above, the quotes or brackets there are not complete."
    return ""


def behind_value(before: str, number: str, kind: str, text: str) -> str:
    """What to write where a value goes on though it should end; `before` and `kind` are the tokens around its end."""
    if before in ("STRING", "CQUOTE") and kind in NAMES:
        return 'A quote within a text needs a backslash: \\". Each argument has its own line.'
    if before == "NUMBER" and kind in NAMES:
        return f'No unit follows a number: leave it out or, where a text is wanted, write "{number}{text}".'
    return (
        "Each argument has its own line. Texts take quotes; within an expression an operator or a bracket is missing."
    )
