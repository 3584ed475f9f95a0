"""Puts items of a legacy text in lines, objects and lists as HCL2 wants them, with all comments between them.

Knows tokens and gaps, nothing of what items mean; what changes is noted with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from jobspec.diagnostics import Range
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.hcl.nodes import Expression, Tuple
from jobspec.hcl.source import Source
from jobspec.render.hcl_values import IDENTIFIER, literal
from jobspec.render.legacy.gaps import as_comment, comments, ends_line, with_line_end


class Change(NamedTuple):
    """What was changed where, and why."""

    place: Range
    what: str
    why: str


class CannotSay(Exception):
    """A text cannot be rewritten piece by piece."""


class Piece(NamedTuple):
    """An item as HCL2: nothing if it stands elsewhere now; `alone` if it may share a line with its block's braces."""

    text: str
    alone: bool = False
    is_comment: bool = False


Emit = Callable[[LegacyItem], Piece]
NOTHING = Piece("")


class Layout:
    """One text that is rewritten."""

    __slots__ = ("changes", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.changes: dict[tuple[int, str], Change] = {}

    def note(self, first: int, last: int, what: str, why: str) -> None:
        """Note a change of the tokens from `first` up to `last`; of equal ones in a line, the first."""
        change = Change(self.source.range(first, last), what, why)
        key = (change.place.start.line, what)
        self.changes[key] = min(change, self.changes.get(key, change))

    def token(self, number: int) -> str:
        """A token as it was written."""
        return self.source.text_between(number, number + 1)

    def gap(self, number: int) -> str:
        """What stands before a token."""
        start = self.source.spans[number - 1][1] if number else 0
        # A lone CR is a blank in HCL1, and nothing in HCL2.
        return self.source.text[start : self.source.spans[number][0]].replace("\r", " ")

    def lead(self, first: int, until: int, *, lines: bool) -> str:
        """What stands before token `until`, commas from token `first` on left out; in `lines` that is a change."""
        for number in range(first, until):
            if self.token(number) != ",":
                raise CannotSay
            if lines:
                self.note(number, number + 1, "comma left out", "line ends part arguments and blocks")
        return "".join(self.gap(number) for number in range(first, until + 1))

    def lines(self, nodes: Sequence[LegacyObject], emit: Emit, *, braces: bool = True) -> str:
        """The items of objects, each on a line of its own; with braces, one argument may stay on their line."""
        inside = self._pieces(nodes, emit, lines=True, braces=braces)
        if braces and _fits_one_line(inside):
            return "{" + "".join(lead + piece.text for lead, piece, _ in inside) + "}"
        text = ""
        for lead, piece, at in inside:
            if not ends_line(lead) and (text or braces):
                if piece.text or braces:
                    self.note(at, at + 1, "line break added", "each argument, block and closing brace has its own line")
                lead = with_line_end(lead)
            if piece.text or at == inside[-1][2] or comments(lead):
                text += lead + piece.text
        return "{" + text + "}" if braces else text

    def constructor(self, nodes: Sequence[LegacyObject], emit: Emit) -> str:
        """The items of objects as one object: a comma parts those on one line."""
        text = ""
        before = NOTHING
        for lead, piece, _ in self._pieces(nodes, emit, lines=False, braces=True):
            if before.is_comment:
                lead = with_line_end(lead)
            elif piece.text and before.text and not ends_line(lead):
                text += ","
            text += lead + piece.text
            before = piece if piece.text else before
        return "{" + text + "}"

    def _pieces(
        self, nodes: Sequence[LegacyObject], emit: Emit, *, lines: bool, braces: bool
    ) -> list[tuple[str, Piece, int]]:
        """Each item with what stands before it and its token; last what stands before the closing brace."""
        found: list[tuple[str, Piece, int]] = []
        for node in nodes:
            at = node.first + braces
            for item in node.items:
                found.append((self.lead(at, item.first, lines=lines), emit(item), item.first))
                at = item.last
            close = node.last - braces
            found.append((self.lead(at, close, lines=lines), NOTHING, close))
        return found

    def sequence(self, node: Tuple, element: Callable[[Expression], str]) -> str:
        """A list; of several commas in a row one stays."""
        text, at = "[", node.first + 1
        for item in node.items:
            lead = self.lead(at, item.first, lines=False)
            text += (comma_after(text) if at > node.first + 1 else "") + lead + element(item)
            at = item.last
        return text + self.lead(at, node.last - 1, lines=False) + "]"

    def header(self, item: LegacyItem, name: str, labels: int) -> tuple[str, str]:
        """The name of a block and its labels on one line; comments that cannot stand there go before it."""
        hoisted: list[str] = []
        text = name
        for number in range(item.first + 1, item.value.first):
            gap = self._on_one_line(number, hoisted)
            index = number - item.first
            if self.token(number) == "=":
                self.note(number, number + 1, f'"=" after "{name}" left out', "it is a block")
            elif index > labels:
                self.note(number, number + 1, f'label of "{name}" left out', "HCL1 ignored it")
            else:
                text += (gap or " ") + self.label(number, item.keys[index])
        text += self._on_one_line(item.value.first, hoisted) or " "
        return "".join(f"{comment}\n" for comment in hoisted), text

    def assignment(self, item: LegacyItem, key: str) -> tuple[str, str]:
        """A key and its equals sign on one line; comments that cannot stand there go before it."""
        hoisted: list[str] = []
        text = key
        if item.assigned:
            text += f"{self._on_one_line(item.first + 1, hoisted)}="
        else:
            self.note(item.first, item.first + 1, f'"=" added after "{item.keys[0]}"', "its value is an object")
            text += " = "
        for number in range(item.first + 1 + item.assigned, item.value.first):
            self._on_one_line(number, hoisted)
        text += self._on_one_line(item.value.first, hoisted)
        return "".join(f"{comment}\n" for comment in hoisted), text

    def _on_one_line(self, number: int, hoisted: list[str]) -> str:
        gap = self.gap(number)
        if not ends_line(gap):
            return gap
        hoisted += comments(gap)
        self.note(number, number + 1, "line break left out", "what belongs to an argument or header stands on one line")
        return " "

    def label(self, number: int, name: str) -> str:
        """A label of a block."""
        written = self.token(number)
        if written == f'"{name}"' and "{" not in name and name.isascii():
            return written
        if written == name and IDENTIFIER.match(name):
            return written
        self.note(number, number + 1, f"label {written} written anew", "labels are names, or texts in quotes")
        return literal(name)

    def name(self, item: LegacyItem) -> str:
        """The name of an argument or block, which has no quotes in HCL2."""
        name = item.keys[0]
        if not IDENTIFIER.match(name):
            raise CannotSay
        if self.token(item.first) != name:
            self.note(
                item.first, item.first + 1, f'quotes of "{name}" left out', "names of arguments and blocks have none"
            )
        return name

    def key(self, item: LegacyItem) -> str:
        """The key of an object's member."""
        name, written = item.keys[0], self.token(item.first)
        if written == name and IDENTIFIER.match(name) and name != "for":
            return written
        if written == f'"{name}"' and name.isprintable() and "{" not in name and "\\" not in name:
            return written
        self.note(item.first, item.first + 1, f'key "{name}" written anew', "keys are names, or texts in quotes")
        return literal(name)

    def commented(self, item: LegacyItem, why: str) -> Piece:
        """An item that means nothing, as a comment."""
        self.note(item.first, item.last, f'"{item.keys[0]}" made a comment', why)
        return Piece(as_comment(self.source.text_between(item.first, item.last)), is_comment=True)


def comma_after(text: str) -> str:
    """A comma; nothing may follow the end of a heredoc in its line."""
    last = text[text.rfind("\n") + 1 :].strip()
    return "\n," if IDENTIFIER.match(last) else ","


def _fits_one_line(inside: Iterable[tuple[str, Piece, int]]) -> bool:
    written = [(lead, piece) for lead, piece, _ in inside]
    items = [piece for _, piece in written if piece.text]
    if any("\n" in lead for lead, _ in written):
        return False
    return not items or (len(items) == 1 and items[0].alone and "\n" not in items[0].text)
