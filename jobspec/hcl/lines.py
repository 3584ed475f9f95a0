"""What the parser reads of a text, plain lines in one step each, from the pieces that the fast lexer takes.

Most lines of a file are `name = "value"`, `type "label" {` or `}`. In a body each is one step for the parser (LINE,
HEAD, FOOT); anywhere else it is taken apart. Knows brackets, as `sift` does, and not the grammar.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from jobspec.hcl.quick import FIRST, PIECE, GiveUp, comment_kind, is_template, nested_text, stretches
from jobspec.hcl.sift import BRACKETS, END, MAX_DEPTH
from jobspec.hcl.tokens import FIXED, KEYWORDS

LINE, HEAD, FOOT = "LINE", "HEAD", "FOOT"
_LINE_ENDS = frozenset({"NL", LINE, HEAD, FOOT})
_ENDS = frozenset({"NL", FOOT})
_LINE_KINDS = ("NAME", "ASSIGN", "STRING", "NL")
_LABELLED = ("NAME", "STRING", "LBRACE", "NL")
_BARE = ("NAME", "LBRACE", "NL")
_FOOT_KINDS = ("RBRACE", "NL")
_FOOT_TEXTS = ("}", "\n")

_FOR = "FOR"
_KINDS = {**FIXED, **KEYWORDS, "\n": "NL", "\r\n": "NL", "}\n": FOOT, "for": _FOR}
_SPECIAL = BRACKETS | {FOOT, _FOR}
_CLOSERS = frozenset({"RBRACE", "RSQB", "RPAR", "TEND"})

Piece = tuple[str, str, str, str]
"""The name, value and label of a plain line, or any other token."""


class Lined(NamedTuple):
    """What the parser runs over, and all tokens by number."""

    steps: list[str]
    numbers: list[int]
    """The number of each step's first token."""
    kinds: list[str]
    """Rough within a LINE: a name counts as no keyword, and any value as a text."""
    texts: list[str]
    gaps: list[tuple[int, str]]
    """Spellings that were left out, with the number of the token behind them."""


def lined(text: str, start: str) -> Lined | None:
    """The steps of a text; None where only the slow road knows what is meant, or what is wrong.

    Newlines count and brackets open as `sift.settle` says. A newline after a newline is no step.
    """
    lining = _Lining("body" if start == "file" else "flat")
    try:
        for part in stretches(text, whole=False):
            if isinstance(part, str):
                lining.take(PIECE.findall(part))
            else:
                lining.take_tokens(*part)
    except GiveUp:
        return None
    lining.end(start)
    return lining.found


class _Lining:
    """A running reading: what was found, and what is open around the next piece.

    That is "body", "value" on a line of a body behind its `=`, "object" or, where newlines do not count, "flat".
    """

    __slots__ = ("found", "stack")

    def __init__(self, top: str) -> None:
        self.found = Lined([], [], [], [], [])
        self.stack = [top]

    def take(self, pieces: Iterable[Piece]) -> None:
        """Take a stretch without heredocs. Short and plain, because it is where reading spends its time."""
        steps, numbers, kinds, texts, _ = self.found
        stack, find, first = self.stack, _KINDS.get, FIRST.get
        for name, value, label, token in pieces:
            if name:
                if stack[-1] != "body":
                    self._take_apart(name, value)
                elif value:
                    steps.append(LINE)
                    numbers.append(len(kinds))
                    kinds += _LINE_KINDS
                    texts += (name, "=", value, "\n")
                elif len(stack) >= MAX_DEPTH:
                    raise GiveUp
                else:
                    stack.append("body")
                    steps.append(HEAD)
                    numbers.append(len(kinds))
                    kinds += _LABELLED if label else _BARE
                    texts += (name, label, "{", "\n") if label else (name, "{", "\n")
                continue
            kind = find(token) or first(token[0])
            if kind in _SPECIAL:
                if (top := stack[-1]) == "body" and kind in _ENDS and steps and steps[-1] in _LINE_ENDS:
                    if kind == FOOT:
                        if len(stack) > 1:
                            stack.pop()
                        steps.append(FOOT)
                        numbers.append(len(kinds))
                        kinds += _FOOT_KINDS
                        texts += _FOOT_TEXTS
                    else:
                        kinds.append(kind)
                        texts.append(token)
                    continue
                if kind == "NL" and top == "value":
                    stack[-1] = "body"
                elif kind == "ASSIGN" and top == "body":
                    stack[-1] = "value"
                else:
                    self._take_bracket(kind, token)
                    continue
            elif kind is None:
                self._take_text(token)
                continue
            steps.append(kind)
            numbers.append(len(kinds))
            kinds.append(kind)
            texts.append(token)

    def take_tokens(self, kinds: Iterable[str], texts: Iterable[str]) -> None:
        """Take tokens that were found otherwise, as those of a heredoc."""
        for kind, text in zip(kinds, texts):
            if kind in _SPECIAL:
                self._take_bracket(kind, text)
            elif kind == "NAME" and text == "for":
                self._take_bracket(_FOR, text)
            else:
                self._step(kind, text)

    def _step(self, kind: str, text: str) -> None:
        found = self.found
        found.steps.append(kind)
        found.numbers.append(len(found.kinds))
        found.kinds.append(kind)
        found.texts.append(text)

    def _take_text(self, token: str) -> None:
        """A quoted text, a comment, or the end of a body with blanks behind it."""
        if token[0] == '"':
            if is_template(token):
                self.take_tokens(*nested_text(token, whole=False))
            else:
                self._step("STRING", token)
        elif token[0] == "}":
            self._take_bracket(FOOT, token)
        elif comment_kind(token) == "COMMENT":
            self._take_newline(token)

    def _take_bracket(self, kind: str, text: str) -> None:
        """A token that changes what is open, or whose meaning hangs on it."""
        stack = self.stack
        if kind == "NL":
            self._take_newline(text)
            return
        if kind == FOOT:
            self._take_bracket("RBRACE", "}")
            self._take_newline("\n")
            return
        if kind == _FOR:
            kind = self._meant_by_for()
        elif kind == "ASSIGN":
            if stack[-1] == "body":
                stack[-1] = "value"
        elif kind in _CLOSERS:
            if len(stack) > 1:
                stack.pop()
        else:
            around = stack[-1]
            stack.append("flat" if kind != "LBRACE" else "body" if around == "body" else "object")
            if len(stack) > MAX_DEPTH:
                raise GiveUp
        self._step(kind, text)

    def _take_newline(self, text: str) -> None:
        found, stack = self.found, self.stack
        if stack[-1] == "flat":
            found.gaps.append((len(found.kinds), text))
            return
        if stack[-1] == "value":
            stack[-1] = "body"
        if stack[-1] == "body" and found.steps and found.steps[-1] in _LINE_ENDS:
            found.kinds.append("NL")
            found.texts.append(text)
            return
        self._step("NL", text)

    def _meant_by_for(self) -> str:
        """Behind a bracket `for` begins an expression, in whose braces newlines do not count; else it is a name."""
        steps, numbers, kinds, texts, gaps = self.found
        at = len(steps)
        while at and steps[at - 1] == "NL":
            at -= 1
        if not at or steps[at - 1] not in ("LBRACE", "LSQB", "CONTROL") or self.stack[-1] not in ("flat", "object"):
            return "NAME"
        if self.stack[-1] == "object":
            self.stack[-1] = "flat"
            if at < len(steps):
                first = numbers[at]
                gaps += [(first, text) for text in texts[first:]]
                del steps[at:], numbers[at:], kinds[first:], texts[first:]
        return _FOR

    def _take_apart(self, name: str, value: str) -> None:
        """A plain line that stands in no body: only that of an argument can be meant."""
        if not value or name == "for":
            raise GiveUp
        self._step(KEYWORDS.get(name, "NAME"), name)
        self._take_bracket("ASSIGN", "=")
        self._step("STRING" if value[0] == '"' else "NUMBER" if value[0].isdigit() else "NAME", value)
        self._take_newline("\n")

    def end(self, start: str) -> None:
        """End a file with a newline, and any text with the mark of the end."""
        found = self.found
        if start == "file" and found.steps and found.kinds[-1] != "NL":
            self._step("NL", "")
        self._step(END, "")
