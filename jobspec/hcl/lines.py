"""The parser's tokens of a text whose plain lines the fast lexer has taken in one piece.

Most lines of a file are `name = "value"` or `type "label" {`. In a body each is one step for the parser (LINE, HEAD);
anywhere else it is taken apart again. Knows brackets, as `sift` does, and not the grammar.
"""

from __future__ import annotations

from typing import NamedTuple

from jobspec.hcl.sift import BRACKETS, END, MAX_DEPTH, opened
from jobspec.hcl.tokens import KEYWORDS

LINE, HEAD = "LINE", "HEAD"
_SPECIAL = BRACKETS | {LINE, HEAD}
_CLOSERS = frozenset({"RBRACE", "RSQB", "RPAR", "TEND"})
_LABELLED = ("NAME", "STRING", "LBRACE", "NL")
_BARE = ("NAME", "LBRACE", "NL")


class Pieces(NamedTuple):
    """What the lexer took: the spelling of a LINE or HEAD is its name; its value or label is the next of `inner`."""

    kinds: list[str]
    texts: list[str]
    inner: list[str]


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


def settle_lines(pieces: Pieces, start: str) -> Lined | None:
    """The steps of a text; None where only the slow road knows what is meant, or what is wrong.

    Newlines count and brackets open as `sift.settle` says. A newline after a newline is no step.
    """
    found = Lined([], [], [], [], [])
    steps, numbers, kinds, texts, gaps = found
    top = "body" if start == "file" else "flat"
    stack, inner = [top], iter(pieces.inner)
    for at, (kind, text) in enumerate(zip(pieces.kinds, pieces.texts)):
        if kind in _SPECIAL:
            if kind == LINE:
                if top != "body":
                    if text == "for":
                        return None
                    top = _apart(found, text, next(inner), top)
                    stack[-1] = top
                    continue
                steps.append(LINE)
                numbers.append(len(kinds))
                kinds += ("NAME", "ASSIGN", "STRING", "NL")
                texts += (text, "=", next(inner), "\n")
                continue
            if kind == HEAD:
                if top != "body" or len(stack) >= MAX_DEPTH:
                    return None
                label = next(inner)
                stack.append("body")
                steps.append(HEAD)
                numbers.append(len(kinds))
                kinds += _LABELLED if label else _BARE
                texts += (text, label, "{", "\n") if label else (text, "{", "\n")
                continue
            if kind == "NL":
                if top == "flat":
                    gaps.append((len(kinds), text))
                    continue
                if top == "value":
                    top = stack[-1] = "body"
                if steps and steps[-1] in ("NL", LINE, HEAD) and top == "body":
                    kinds.append(kind)
                    texts.append(text)
                    continue
            elif kind == "ASSIGN":
                if top == "body":
                    top = stack[-1] = "value"
            elif kind in _CLOSERS:
                if len(stack) > 1:
                    stack.pop()
                    top = stack[-1]
            else:
                top = opened(pieces.kinds, pieces.texts, at, kind, top)
                if len(stack) >= MAX_DEPTH:
                    return None
                stack.append(top)
        steps.append(kind)
        numbers.append(len(kinds))
        kinds.append(kind)
        texts.append(text)
    _end(found, start)
    return found


def _apart(found: Lined, name: str, value: str, top: str) -> str:
    """Take a line apart that stands in no body; gives what is around what follows."""
    first = len(found.kinds)
    kind = "STRING" if value[0] == '"' else "NUMBER" if value[0].isdigit() else "NAME"
    kinds = [KEYWORDS.get(name, "NAME"), "ASSIGN", kind]
    texts = [name, "=", value]
    if top == "flat":
        found.gaps.append((first + 3, "\n"))
    else:
        kinds.append("NL")
        texts.append("\n")
    found.steps.extend(kinds)
    found.numbers.extend(range(first, first + len(kinds)))
    found.kinds.extend(kinds)
    found.texts.extend(texts)
    return "body" if top == "value" else top


def _end(found: Lined, start: str) -> None:
    """End a file with a newline, and any text with the mark of the end."""
    steps, numbers, kinds, texts, _ = found
    if start == "file" and steps and kinds[-1] != "NL":
        steps.append("NL")
        numbers.append(len(kinds))
        kinds.append("NL")
        texts.append("")
    steps.append(END)
    numbers.append(len(kinds))
    kinds.append(END)
    texts.append("")
