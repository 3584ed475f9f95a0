"""Where a parse got stuck: what lies on the parser's stack, and the token that fits nowhere, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from jobspec.hcl.tokens import FIXED

_OPENERS = frozenset({"LPAR", "LSQB", "LBRACE", "INTERP", "CONTROL", "OQUOTE", "OHEREDOC"})
SPELLINGS = {kind: spelling for spelling, kind in FIXED.items()}


class Stack(NamedTuple):
    """Where the parse stands: the tokens, what has been made of them so far, and the token that fits nowhere."""

    kinds: Sequence[str]
    texts: Sequence[str]
    values: Sequence[Any]
    at: int
    start: str = "file"

    @property
    def kind(self) -> str:
        """The kind of the token that fits nowhere."""
        return self.kinds[self.at]

    @property
    def ended(self) -> bool:
        """Whether the text is at its end."""
        return self.at >= len(self.kinds) - 1 or (self.at == len(self.kinds) - 2 and self.texts[self.at] == "")

    def token(self, depth: int) -> str:
        """The kind of the token so deep in the stack, or "" if there is something made."""
        if depth > len(self.values):
            return ""
        value = self.values[-depth]
        return self.kinds[value] if type(value) is int else ""

    def made(self, depth: int) -> Any:
        """What was made so deep in the stack, or None if there is a token."""
        if depth > len(self.values):
            return None
        value = self.values[-depth]
        return None if type(value) is int else value

    def opener(self) -> int:
        """How deep in the stack the innermost open bracket, brace or quote is; 0 if there is none."""
        for depth in range(1, len(self.values) + 1):
            if self.token(depth) in _OPENERS:
                return depth
        return 0

    def openers(self, above: int) -> list[str]:
        """The kinds of the open brackets in the value of an argument, the innermost first, in the block of a token."""
        found: list[str] = []
        for depth in range(1, len(self.values) + 1):
            if self.values[-depth] == above:
                break
            if (kind := self.token(depth)) in _OPENERS:
                found.append(kind)
        return found[:-1]

    def found(self) -> str:
        """The token that fits nowhere, in words."""
        if self.ended:
            return "the end of the file"
        kind, text = self.kind, self.texts[self.at]
        if kind == "NL":
            return "the end of the line" if not text.lstrip().startswith(("#", "//")) else "a comment"
        if kind in ("STRING", "OQUOTE"):
            return "a quoted text"
        if kind in ("HEREDOC", "OHEREDOC"):
            return "a heredoc"
        if kind in ("CQUOTE", "CHEREDOC"):
            return "the end of the text"
        if kind == "BADENC":
            return "a byte that is not UTF-8"
        return f'"{SPELLINGS.get(kind, text)}"'
