"""What stands between two tokens of a text: blanks, line ends and comments, all of which a rewritten text keeps."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(?P<line>(?:#|//)[^\n]*)|(?P<block>/\*.*?\*/)|(?P<end>\n)|[ \t\r]+", re.DOTALL)


def ends_line(gap: str) -> bool:
    """Whether a line ends here; a line break within a block comment is none.

    >>> ends_line(" # why" + chr(10)), ends_line(" /* why */ ")
    (True, False)
    """
    return any(part.lastgroup == "end" for part in _PARTS.finditer(gap))


def comments(gap: str) -> list[str]:
    """The comments, in order."""
    return [part[0] for part in _PARTS.finditer(gap) if part.lastgroup in ("line", "block")]


def with_line_end(gap: str) -> str:
    """The same with a line end behind it, unless a line ends there."""
    return gap if ends_line(gap) else gap.rstrip(" \t") + "\n"


def as_comment(text: str) -> str:
    """Source lines turned into comments.

    >>> as_comment("a = 1")
    '# a = 1'
    """
    return "\n".join(f"# {line.strip()}".rstrip() for line in text.split("\n"))
