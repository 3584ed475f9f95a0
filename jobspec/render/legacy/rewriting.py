"""Rewrites a legacy text as HCL2, block by block, by what the field table says of each name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jobspec.decode import legacy_tables as tables
from jobspec.decode.legacy import known_names
from jobspec.decode.legacy_values import LegacyProblem, as_bool
from jobspec.decode.plan import EXTRA_BLOCKS, StructPlan, plan
from jobspec.diagnostics import ParseError
from jobspec.hcl import format as format_hcl
from jobspec.hcl.legacy import parse_legacy
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.model.table import Field
from jobspec.render.hcl_values import IDENTIFIER
from jobspec.render.legacy.layout import NOTHING, CannotSay, Change, Layout, Piece
from jobspec.render.legacy.values import argument, free_body, grouped, text_map


class Rewritten(NamedTuple):
    """A text as HCL2, and what was changed, in the order of the old text."""

    text: str
    changes: list[Change]


def rewritten(text: str | bytes, filename: str) -> Rewritten | None:
    """A legacy text that can be read, as HCL2; None if it cannot be rewritten piece by piece.

    >>> made = rewritten('job "web" { type = "batch" }', "web.nomad")
    >>> print(made.text, end="")
    job "web" { type = "batch" }
    """
    body, problems = parse_legacy(text, filename)
    if problems:
        return None
    out = Layout(body.source)
    try:
        formatted = format_hcl(out.lines([body], lambda item: _struct(out, item, "Job", 1), braces=False))
    except (CannotSay, LegacyProblem, ParseError):
        return None
    changes = sorted(out.changes.values(), key=lambda change: (change.place.start.byte, change.what))
    return Rewritten(formatted if isinstance(formatted, str) else formatted.decode(), changes)


def _struct(out: Layout, item: LegacyItem, struct: str, labels: int) -> Piece:
    before, header = out.header(item, out.name(item), labels)
    node = item.value
    if not isinstance(node, LegacyObject):
        raise CannotSay
    shape, groups = plan(struct), grouped([node])
    body = out.lines([node], lambda one: _item(out, shape, one, groups[one.keys[0]]))
    return Piece(before + header + body)


_EXTRA_STRUCTS = {"vault": "Vault", "task": "Task"}
_GONE = {("Job", "vault_token"), ("Job", "consul_token"), ("Task", "action")}


def _item(out: Layout, shape: StructPlan, item: LegacyItem, same: Sequence[LegacyItem]) -> Piece:
    struct, name = shape.struct, item.keys[0]
    if (struct, name) in _GONE:
        return out.commented(item, "servers of today have none" if struct == "Job" else "HCL1 ignored it")
    if name not in known_names(shape):
        if struct not in tables.UNCHECKED:
            raise CannotSay
        return out.commented(item, "HCL1 ignored it")
    if name in shape.arguments:
        field = shape.arguments[name]
        return argument(out, item, same, field.type)
    if name in EXTRA_BLOCKS.get(struct, {}):
        return _block(out, item, same, _EXTRA_STRUCTS[name], EXTRA_BLOCKS[struct][name])
    if name not in shape.blocks:
        return argument(out, item, same, "bool" if name == "distinct_hosts" else "string")
    field = shape.blocks[name]
    if field.struct:
        return _block(out, item, same, field.struct, shape.labels[name])
    return _map(out, shape, field, item, same)


def _block(out: Layout, item: LegacyItem, same: Sequence[LegacyItem], struct: str, wanted: int) -> Piece:
    given = len(item.keys) - 1
    if given < wanted and struct in tables.VANISH_WITHOUT_LABEL:
        return out.commented(item, "HCL1 ignored it, since it has no label")
    if given > wanted and struct in tables.LABEL_HIDES:
        return out.commented(item, "HCL1 ignored it, since it has a label")
    if struct == "Constraint" and _says_nothing(item):
        return out.commented(item, "HCL1 took distinct_hosts = false for no constraint")
    if given < wanted or (given > wanted and struct in tables.LABEL_EMPTIES):
        raise CannotSay
    return _struct(out, item, struct, wanted)


def _says_nothing(item: LegacyItem) -> bool:
    groups = grouped([item.value]) if isinstance(item.value, LegacyObject) else {}
    return "distinct_hosts" in groups and not as_bool(groups["distinct_hosts"][-1].value)


def _map(out: Layout, shape: StructPlan, field: Field, item: LegacyItem, same: Sequence[LegacyItem]) -> Piece:
    """A block with free keys: one for all of its name, and an argument where a key is no name."""
    if len(item.keys) > 1:
        return out.commented(item, "HCL1 ignored it, since it has a label")
    if item is not same[0]:
        out.note(
            item.first, item.last, f'content of "{field.hcl}" moved to the first of its name', "HCL2 takes one only"
        )
        return NOTHING
    nodes = [one.value for one in same if isinstance(one.value, LegacyObject) and len(one.keys) == 1]
    name = out.name(item)
    if field.type == "any_map":
        before, header = out.header(item, name, 0)
        return Piece(before + header + free_body(out, nodes))
    kind = "strings" if field.type == "strings_map" else "string"
    all_names = all(IDENTIFIER.match(one.keys[0]) for node in nodes for one in node.items)
    if name in shape.maps and (item.assigned or not all_names):
        before, start = out.assignment(item, name)
        return Piece(before + start + text_map(out, nodes, kind, as_object=True), alone=not before)
    before, header = out.header(item, name, 0)
    return Piece(before + header + text_map(out, nodes, kind, as_object=False))
