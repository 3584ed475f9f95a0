"""The JSON that HCL1 takes: read leniently, then flattened, since JSON has no labels.

A missing comma, colon or brace ends things silently, and what follows the first object is not read. An object that
holds only objects stands for labels, and a list of objects for items that repeat.
"""

from __future__ import annotations

import re

from jobspec.diagnostics import Diagnostic
from jobspec.hcl.collections import Tuple
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.hcl.legacy_values import last_open_text, number_text
from jobspec.hcl.node import Expression
from jobspec.hcl.source import Source, Span
from jobspec.hcl.templates import Literal, Template
from jobspec.patterns import pattern

_BLANKS = pattern(r"[ \t\r\n]*")
_NUMBER = pattern(r"-?\d+(?:\.\d*)?(?:[eE][+-]?\d*)?", re.A)
_WORD = pattern(r"[A-Za-z_][\w.-]*", re.A)
_ESCAPE = pattern(r'\\(?:(["\\abfnrtv])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))')
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}
_DEEPEST = 150


class _Mistake(Exception):
    def __init__(self, at: int, detail: str) -> None:
        super().__init__(detail)
        self.at = at
        self.detail = detail


class _Reader:
    """Reads one token ahead of nothing: each call of `scan` takes the next one."""

    def __init__(self, text: str, filename: str) -> None:
        self.text = text
        self.spans: list[Span] = []
        self.source = Source(filename, text, self.spans)
        self.at = 0
        self.kind = ""
        self.content = ""

    def scan(self) -> str:
        """Take the next token; its kind is its own character, or `string`, `number`, `word`, or nothing at the end."""
        blanks = _BLANKS.match(self.text, self.at)
        start = blanks.end() if blanks else self.at
        letter = self.text[start : start + 1]
        if letter == '"':
            self.kind, end = "string", self.string(start)
        elif letter and letter in "{}[]:,":
            self.kind, end = letter, start + 1
        elif match := _NUMBER.match(self.text, start):
            self.kind, self.content, end = "number", match[0], match.end()
        elif match := _WORD.match(self.text, start):
            self.kind, self.content, end = "word", match[0], match.end()
        elif letter:
            raise _Mistake(start, f'"{letter}" means nothing here.')
        else:
            self.kind, end = "", start
        self.spans.append((start, end))
        self.at = end
        return self.kind

    def string(self, start: int) -> int:
        pieces: list[str] = []
        at = start + 1
        while True:
            letter = self.text[at : at + 1]
            if letter == '"':
                self.content = "".join(pieces)
                return at + 1
            if letter in ("", "\n"):
                raise _Mistake(self.last_open(at), "A text ends on its own line.")
            if letter == "\\":
                match = _ESCAPE.match(self.text, at)
                if match is None:
                    raise _Mistake(at, f'"{self.text[at : at + 2]}" is no escape.')
                pieces.append(self.unescaped(match))
                at = match.end()
            else:
                pieces.append(letter)
                at += 1

    def last_open(self, at: int) -> int:
        """Where the last text that does not end with its line is told: at the line's end, or at that of the file."""
        place = last_open_text(self.text, at)
        opening = self.text.find('"', place)
        rest = self.text[opening + 1 :] if opening >= 0 else '"'
        return place if '"' in rest or "\n" in rest else len(self.text)

    def unescaped(self, match: re.Match[str]) -> str:
        if match[1]:
            return _SIMPLE[match[1]]
        code = int(match[5], 8) if match[5] else int(match[2] or match[3] or match[4], 16)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise _Mistake(match.start(), "The escape stands for no character.")
        return chr(code)

    @property
    def number(self) -> int:
        """The number of the current token."""
        return len(self.spans) - 1

    def wrong(self) -> _Mistake:
        return _Mistake(self.spans[-1][0], "The JSON does not go on like this.")

    def object(self, depth: int) -> LegacyObject:
        """The object whose brace is the current token."""
        if depth > _DEEPEST:
            raise _Mistake(self.spans[-1][0], "The JSON is nested too deeply.")
        first, items = self.number, []
        while True:
            kind = self.scan()
            if kind in ("", "}"):
                break
            if kind != "string":
                raise self.wrong()
            key, at = self.content, self.number
            if self.scan() != ":":
                raise self.wrong()
            self.scan()
            value = self.value(depth)
            items.append(LegacyItem(self.source, at, value.last, [key], value, True))
            if self.scan() != ",":
                break
        return LegacyObject(self.source, first, self.number + 1, items)

    def value(self, depth: int) -> Expression:
        """The value that begins with the current token."""
        if self.kind == "{":
            return self.object(depth + 1)
        if self.kind == "[":
            return self.list(depth + 1)
        found = self.scalar()
        if found is None:
            raise self.wrong()
        return found

    def scalar(self) -> Expression | None:
        at = self.number
        if self.kind == "string":
            return Template(self.source, at, at + 1, "quoted", [self.content] if self.content else [])
        if self.kind == "number":
            written = number_text(self.content)
            return None if written is None else Literal(self.source, at, at + 1, "number", written)
        if self.kind == "word" and self.content in ("true", "false"):
            return Literal(self.source, at, at + 1, "bool", self.content == "true")
        if self.kind == "word" and self.content == "null":
            return Template(self.source, at, at + 1, "quoted", [])
        return None

    def list(self, depth: int) -> Tuple:
        first = self.number
        items: list[Expression] = []
        while True:
            kind = self.scan()
            if kind == "]":
                return Tuple(self.source, first, self.number + 1, items)
            if kind == "{":
                items.append(self.object(depth))
            elif kind in ("string", "number"):
                items.append(self.value(depth))
            elif kind not in (",", "[", "word"):
                raise self.wrong()


def flattened(node: LegacyObject) -> LegacyObject:
    """The object with labels and repeated items in place of objects of objects and lists of objects, at every depth."""
    waiting = list(node.items)
    items: list[LegacyItem] = []
    while waiting:
        item = waiting.pop(0)
        value = item.value
        inner: list[LegacyItem] = []
        if isinstance(value, Tuple) and value.items and all(isinstance(one, LegacyObject) for one in value.items):
            inner = [LegacyItem(item.source, item.first, one.last, item.keys, one, True) for one in value.items]
        elif isinstance(value, LegacyObject) and all(isinstance(one.value, LegacyObject) for one in value.items):
            inner = [
                LegacyItem(item.source, item.first, one.last, [*item.keys, *one.keys], one.value, True)
                for one in value.items
            ]
        if inner:
            waiting.extend(inner)
        else:
            items.append(item)
    for item in items:
        if isinstance(item.value, LegacyObject):
            item.value = flattened(item.value)
    return LegacyObject(node.source, node.first, node.last, items)


def parse_legacy_json(text: str, filename: str) -> tuple[LegacyObject, list[Diagnostic]]:
    """The items of a JSON text, or what is wrong with it; then there are no items."""
    reader = _Reader(text, filename)
    try:
        if reader.scan() != "{":
            raise reader.wrong()
        return flattened(reader.object(0)), []
    except _Mistake as mistake:
        place = reader.source.range_at(min(mistake.at, len(text)), min(mistake.at + 1, len(text)))
        nothing = LegacyObject(reader.source, 0, 0, [])
        return nothing, [Diagnostic("error", "NJ0201", "Unreadable JSON", mistake.detail, subject=place)]
