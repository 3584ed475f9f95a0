"""The builder's part for quoted texts, heredocs and templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from jobspec.hcl.build_templates import BadEscape, flushed, heredoc_value, undouble, unescape
from jobspec.hcl.nodes import Expression, Interpolation, Template, TemplateFor, TemplateIf, TemplatePart
from jobspec.hcl.problems import Problem
from jobspec.hcl.source import Source
from jobspec.hcl.tokens import WHITE_SPACE


class TextBuilder:
    """Makes the nodes of texts. `pieces` holds the values of a `<<-` heredoc's pieces, made when it is opened."""

    __slots__ = ("kinds", "pieces", "problems", "source", "texts")

    def __init__(self, source: Source, kinds: list[str], texts: list[str]) -> None:
        self.source = source
        self.kinds = kinds
        self.texts = texts
        self.problems: list[Problem] = []
        self.pieces: dict[int, str] = {}

    def string(self, parts: list[Any]) -> Template:
        at = parts[0]
        text = self.texts[at][1:-1]
        if "\\" in text or "{" in text:
            text = self.quoted_text(at, unescape)
        return Template(self.source, at, at + 1, "quoted", [text] if text else [])

    def quoted_text(self, at: int, decode: Callable[[str, list[BadEscape]], str]) -> str:
        """The value of a quoted text or piece; escapes that mean nothing are problems."""
        text, before = self.texts[at], 0
        if self.kinds[at] == "STRING":
            text, before = text[1:-1], 1
        bad: list[BadEscape] = []
        value = decode(text, bad)
        for escape in bad:
            spelling, end = escape.text, escape.end + before
            if spelling == "\\":
                # A backslash before an interpolation does not protect it.
                spelling, end = spelling + self.texts[at + 1][:1], end + 1
            within = (escape.start + before, end)
            self.problems.append(Problem("NJ0032", at, at + 1, {"escape": spelling}, within))
        return value

    def heredoc_text(self, parts: list[Any]) -> Template:
        at = parts[0]
        text = heredoc_value(self.texts[at])
        return Template(self.source, at, at + 1, "heredoc", [text] if text else [])

    def quoted(self, parts: list[Any]) -> Template:
        return Template(self.source, parts[0], parts[2] + 1, "quoted", parts[1])

    def heredoc(self, parts: list[Any]) -> Template:
        return Template(self.source, parts[0], parts[2] + 1, "heredoc", parts[1])

    def template(self, parts: list[Any]) -> Template:
        return Template(self.source, 0, len(self.kinds) - 1, "bare", parts[0])

    # Pieces of text

    def append_quoted(self, parts: list[Any]) -> list[str | TemplatePart]:
        gathered: list[str | TemplatePart] = parts[0]
        gathered.append(self._trimmed(parts[1], self.quoted_text(parts[1], unescape)))
        return gathered

    def append_raw(self, parts: list[Any]) -> list[str | TemplatePart]:
        gathered, at = parts
        value = self.pieces.get(at)
        gathered.append(self._raw(at) if value is None else value)
        return gathered  # type: ignore[no-any-return]

    def _raw(self, at: int) -> str:
        return self._trimmed(at, undouble(self.texts[at]))

    def _trimmed(self, at: int, text: str) -> str:
        """A piece without the white space that a `~` beside it takes away."""
        texts, kinds = self.texts, self.kinds
        if at and kinds[at - 1] == "TEND" and texts[at - 1] == "~}":
            text = text.lstrip(WHITE_SPACE)
        if kinds[at + 1] in ("INTERP", "CONTROL") and texts[at + 1][-1] == "~":
            text = text.rstrip(WHITE_SPACE)
        return text

    def heredoc_open(self, parts: list[Any]) -> int:
        """Take the indentation from a `<<-` heredoc, which takes a look at all its lines."""
        at: int = parts[0]
        if not self.texts[at].startswith("<<-"):
            return at
        numbers: list[int] = []
        pieces: list[str | None] = []
        depth, kinds = 0, self.kinds
        for number in range(at + 1, len(kinds)):
            kind = kinds[number]
            if kind in ("INTERP", "CONTROL"):
                if not depth:
                    pieces.append(None)
                depth += 1
            elif kind == "TEND":
                depth -= 1
            elif not depth:
                if kind != "HLIT":
                    break
                numbers.append(number)
                pieces.append(self._raw(number))
        self.pieces.update(zip(numbers, flushed(pieces)))
        return at

    # Interpolations and directives

    def append_interpolation(self, parts: list[Any]) -> list[str | TemplatePart]:
        gathered: list[str | TemplatePart] = parts[0]
        gathered.append(Interpolation(self.source, parts[1], parts[3] + 1, parts[2]))
        return gathered

    def condition(self, parts: list[Any]) -> tuple[int, Expression, int]:
        return parts[0], parts[2], parts[3] + 1

    def repetition(self, parts: list[Any]) -> tuple[int, Any, int]:
        return parts[0], parts[1], parts[2] + 1

    def append_if(self, parts: list[Any]) -> list[str | TemplatePart]:
        gathered, (first, condition, inside), then, end = parts
        branch = self._branch(inside, end[0], then)
        gathered.append(TemplateIf(self.source, first, end[2] + 1, condition, branch, None))
        return gathered  # type: ignore[no-any-return]

    def append_if_else(self, parts: list[Any]) -> list[str | TemplatePart]:
        gathered, (first, condition, inside), then, middle, otherwise, end = parts
        yes = self._branch(inside, middle[0], then)
        no = self._branch(middle[2] + 1, end[0], otherwise)
        gathered.append(TemplateIf(self.source, first, end[2] + 1, condition, yes, no))
        return gathered  # type: ignore[no-any-return]

    def append_for(self, parts: list[Any]) -> list[str | TemplatePart]:
        gathered, (first, loop, inside), body, end = parts
        _, key, value, collection = loop
        branch = self._branch(inside, end[0], body)
        gathered.append(TemplateFor(self.source, first, end[2] + 1, key, value, collection, branch))
        return gathered  # type: ignore[no-any-return]

    def _branch(self, first: int, last: int, parts: list[str | TemplatePart]) -> Template:
        kind: Literal["branch"] = "branch"
        return Template(self.source, first, last, kind, parts)
