"""Legacy HCL1: from a text to its items.

Knows the old syntax and its oddities; what the items mean for a job is said elsewhere.
"""

from __future__ import annotations

from typing import Any

from jobspec.diagnostics import Diagnostic
from jobspec.hcl import _hcl1_tables
from jobspec.hcl.decoding import BYTE_ORDER_MARK
from jobspec.hcl.drive import Stuck, drive, thaw
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.hcl.legacy_scan import END, ILLEGAL, LegacyTokens, legacy_scan
from jobspec.hcl.messages import diagnose_at
from jobspec.hcl.nodes import Expression, Literal, Template, Tuple
from jobspec.hcl.source import Source

_TABLES = thaw(_hcl1_tables.ROWS, _hcl1_tables.RULES, _hcl1_tables.STARTS)
_ITEMS = frozenset(row["items"] for row in _TABLES.rows if "items" in row)
MAX_DEPTH = 150


def parse_legacy(text: str | bytes, filename: str = "<string>") -> tuple[LegacyObject, list[Diagnostic]]:
    """The items of an HCL1 text, or the first thing that is wrong with it; then there are no items.

    >>> body, wrong = parse_legacy('job "x" { type = "batch" }')
    >>> body.items[0].keys
    ['job', 'x']
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    text = text.replace("\r\n", "\n")
    tokens = legacy_scan(text)
    source = Source(filename, text, tokens.spans)
    nothing = LegacyObject(source, 0, 0, [])
    if text.startswith(BYTE_ORDER_MARK):
        return nothing, [diagnose_at("NJ0050", source.range_at(0, 1), character="The byte order mark")]
    builder = LegacyBuilder(source, tokens.values)
    try:
        made: LegacyObject = _drive(tokens, builder)
    except Stuck as stuck:
        return nothing, [_diagnostic(stuck, tokens, source)]
    return made, []


def _drive(tokens: LegacyTokens, builder: LegacyBuilder) -> LegacyObject:
    """Run the tables.

    The reference swallows a mistake at a closing brace: item and brace are lost, and another brace must follow.
    """
    states, at = [_TABLES.starts["legacy"]], 0
    values: list[Any] = []
    depth = 0
    for number, kind in enumerate(tokens.kinds):
        depth += (kind in ("LBRACE", "LSQB")) - (kind in ("RBRACE", "RSQB"))
        if depth > MAX_DEPTH:
            raise Stuck(number, states, values)
    swallowed: Stuck | None = None
    while True:
        try:
            made: LegacyObject = drive(_TABLES, tokens.kinds, _ACTIONS, builder, states, values, at)
        except Stuck as stuck:
            if tokens.kinds[stuck.at] != "RBRACE" or _outermost(stuck):
                raise swallowed or stuck from None
            if _has_only_keys(stuck):
                swallowed = swallowed or stuck
            if tokens.kinds[stuck.at + 1] != "RBRACE":
                raise swallowed or Stuck(stuck.at + 1, stuck.states, stuck.values) from None
            _drop_item(stuck)
            states, values, at = stuck.states, stuck.values, stuck.at + 1
        else:
            return made


def _has_only_keys(stuck: Stuck) -> bool:
    """Whether an item has its keys and nothing else; the reference tells that mistake even if it swallowed it."""
    top = stuck.values[-1]
    return isinstance(top, int) or (isinstance(top, list) and bool(top) and isinstance(top[0], int))


def _items_depth(stuck: Stuck) -> int:
    depth = len(stuck.states) - 1
    while depth and stuck.states[depth] not in _ITEMS:
        depth -= 1
    return depth


def _outermost(stuck: Stuck) -> bool:
    return _items_depth(stuck) < 2


def _drop_item(stuck: Stuck) -> None:
    """Take the beginnings of an item off the stack."""
    depth = _items_depth(stuck)
    del stuck.states[depth + 1 :]
    del stuck.values[depth:]


def _diagnostic(stuck: Stuck, tokens: LegacyTokens, source: Source) -> Diagnostic:
    kind = tokens.kinds[stuck.at]
    if kind == ILLEGAL and tokens.mishaps:
        mishap = tokens.mishaps[0]
        place = source.range_at(mishap.at, min(mishap.at + 1, len(source.text)))
        return diagnose_at(mishap.id, place, **mishap.names)
    found = "the end of the text" if kind == END else f'"{source.text_between(stuck.at, stuck.at + 1)[:40]}"'
    return diagnose_at("NJ0056", source.range(stuck.at, stuck.at + 1), found=found)


class LegacyBuilder:
    """Makes the nodes of one text: a method for each name in the grammar."""

    __slots__ = ("source", "texts")

    def __init__(self, source: Source, texts: list[str]) -> None:
        self.source = source
        self.texts = texts

    def none(self, parts: list[Any]) -> list[Any]:
        return []

    def one(self, parts: list[Any]) -> list[Any]:
        return parts

    def unchanged(self, parts: list[Any]) -> Any:
        return parts[0]

    def append(self, parts: list[Any]) -> list[Any]:
        gathered: list[Any] = parts[0]
        gathered.append(parts[1])
        return gathered

    def append_last(self, parts: list[Any]) -> list[Any]:
        gathered: list[Any] = parts[0]
        gathered.append(parts[3])
        return gathered

    def legacy(self, parts: list[Any]) -> LegacyObject:
        return LegacyObject(self.source, 0, len(self.texts) - 1, parts[0])

    def section(self, parts: list[Any]) -> LegacyItem:
        keys, value = parts
        names = [self.texts[key] for key in keys]
        return LegacyItem(self.source, keys[0], value.last, names, value, False)

    def assignment(self, parts: list[Any]) -> LegacyItem:
        key, _, value = parts
        return LegacyItem(self.source, key, value.last, [self.texts[key]], value, True)

    def object(self, parts: list[Any]) -> LegacyObject:
        return LegacyObject(self.source, parts[0], parts[2] + 1, parts[1])

    def empty_sequence(self, parts: list[Any]) -> Tuple:
        return Tuple(self.source, parts[0], parts[2] + 1, [])

    def sequence(self, parts: list[Any]) -> Tuple:
        return Tuple(self.source, parts[0], parts[-1] + 1, parts[2])

    def number(self, parts: list[Any]) -> Expression:
        at = parts[0]
        return Literal(self.source, at, at + 1, "number", self.texts[at])

    def truth(self, parts: list[Any]) -> Expression:
        at = parts[0]
        return Literal(self.source, at, at + 1, "bool", self.texts[at] == "true")

    def string(self, parts: list[Any]) -> Expression:
        at = parts[0]
        text = self.texts[at]
        return Template(self.source, at, at + 1, "quoted", [text] if text else [])


_ACTIONS = _TABLES.actions(LegacyBuilder)
