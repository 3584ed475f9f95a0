"""Writes the values of a legacy text as HCL2: arguments by their type, and the free content of `config` and the like.

HCL1 converts whatever it meets; HCL2 wants values that suit, so some are written anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from jobspec.decode.legacy_values import READERS, as_text
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.hcl.nodes import Expression, Literal, Template, Tuple
from jobspec.render.hcl_values import IDENTIFIER, quoted
from jobspec.render.legacy.layout import NOTHING, CannotSay, Layout, Piece, comma_after
from jobspec.render.legacy.texts import number_spelling, text_spelling

SET_AGAIN = "it is set again further down, which counts"
_BOOL_TEXTS = ("true", "false", "1", "0")


def value_of(out: Layout, node: Expression, kind: str) -> str:
    """A value for an argument of a type of the field table, or for free content (`any`)."""
    if isinstance(node, LegacyObject):
        return members_of(out, [node])
    element = kind.removesuffix("s")
    if isinstance(node, Tuple):
        return out.sequence(node, lambda item: value_of(out, item, element))
    if kind in ("strings", "uint16s"):
        out.note(node.first, node.last, "brackets added", "a list is wanted")
        return f"[{value_of(out, node, element)}]"
    return _scalar(out, node, kind)


def _scalar(out: Layout, node: Expression, kind: str) -> str:
    written = out.token(node.first)
    if not _suits(node, kind):
        spelled = _anew(node, kind)
        out.note(node.first, node.last, f"{written} written as {spelled}", "HCL2 wants a value of the argument's type")
        return spelled
    spelled, why = written, ""
    if isinstance(node, Template):
        spelled, why = text_spelling(written, node.plain or "")
    elif isinstance(node, Literal) and node.kind == "number":
        spelled, why = number_spelling(written, str(node.value))
    if why:
        what = "text written anew" if isinstance(node, Template) else f"{written} written as {spelled}"
        out.note(node.first, node.last, what, why)
    return spelled


def _suits(node: Expression, kind: str) -> bool:
    """Whether HCL2 converts a value to a type as HCL1 does."""
    if kind == "any":
        return True
    if isinstance(node, Template):
        plain = node.plain or ""
        if kind == "bool":
            return plain in _BOOL_TEXTS
        return kind in ("string", "duration") or plain == str(READERS[kind](node))
    assert isinstance(node, Literal)
    if node.kind == "bool":
        return kind == "bool"
    return kind == "string" or (kind != "bool" and str(node.value) == str(READERS[kind](node)))


def _anew(node: Expression, kind: str) -> str:
    if kind == "string":
        return quoted(as_text(node))
    value = READERS[kind](node)
    return str(value).lower() if isinstance(value, bool) else str(value)


def argument(out: Layout, item: LegacyItem, same: Sequence[LegacyItem], kind: str) -> Piece:
    """An argument; of several by one name the last one counts, and lists are joined in the first one's place."""
    if isinstance(same[0].value, Tuple) and len(same) > 1:
        return _joined(out, item, same, out.name(item), kind) if item is same[0] else _moved(out, item)
    if item is not same[-1]:
        return out.commented(item, SET_AGAIN)
    return _assigned(out, item, out.name(item), value_of(out, item.value, kind))


def _assigned(out: Layout, item: LegacyItem, key: str, value: str) -> Piece:
    before, start = out.assignment(item, key)
    return Piece(f"{before}{start}{value}", alone=not before)


def _moved(out: Layout, item: LegacyItem) -> Piece:
    out.note(item.first, item.last, f'"{item.keys[0]}" moved to the first of its name', "HCL2 takes one only")
    return NOTHING


def _joined(out: Layout, item: LegacyItem, same: Sequence[LegacyItem], key: str, kind: str) -> Piece:
    """Lists and objects of one name as one list."""
    parts = []
    for one in same:
        if isinstance(one.value, Tuple):
            parts += [value_of(out, member, kind.removesuffix("s")) for member in one.value.items]
        else:
            parts.append(_labelled(out, one))
    before, start = out.assignment(item, key)
    inside = ""
    for part in parts:
        inside += f"{comma_after(inside)} {part}" if inside else part
    return Piece(f"{before}{start}[{inside}]")


def _labelled(out: Layout, item: LegacyItem) -> str:
    """An object behind its labels, each of which is one more level."""
    text = value_of(out, item.value, "any")
    for number in range(len(item.keys) - 1, 0, -1):
        text = f"{{ {out.label(item.first + number, item.keys[number])} = [{text}] }}"
    return text


def members_of(out: Layout, nodes: Sequence[LegacyObject]) -> str:
    """Objects as one object, whose own objects are lists of one, as HCL1 has them."""
    groups = grouped(nodes)

    def emit(item: LegacyItem) -> Piece:
        same = groups[item.keys[0]]
        if isinstance(item.value, LegacyObject) or (isinstance(item.value, Tuple) and len(same) > 1):
            if item is not same[0]:
                return _moved(out, item)
            out.note(item.first, item.last, f'"{item.keys[0]}" put in brackets', "in HCL1 it is a list of objects")
            return _joined(out, item, same, out.key(item), "any")
        return _assigned(out, item, out.key(item), value_of(out, item.value, "any"))

    return out.constructor(nodes, emit)


def free_body(out: Layout, nodes: Sequence[LegacyObject]) -> str:
    """The content of a free-form block; of several, the last one with a key has it."""
    counting = {name: items for node in nodes for name, items in grouped([node]).items()}

    def emit(item: LegacyItem) -> Piece:
        same = counting[item.keys[0]]
        if item not in same:
            return out.commented(item, SET_AGAIN)
        return _free_item(out, item, same)

    return out.lines(nodes, emit)


def _free_item(out: Layout, item: LegacyItem, same: Sequence[LegacyItem]) -> Piece:
    if not any(isinstance(one.value, LegacyObject) for one in same):
        return argument(out, item, same, "any")
    name = out.name(item)
    if len(same) == 1 and item.assigned:
        # An object that stands there literally is a list of one, as in HCL1.
        return _assigned(out, item, name, value_of(out, item.value, "any"))
    if all(_is_block(one) for one in same):
        before, header = out.header(item, name, len(item.keys) - 1)
        assert isinstance(item.value, LegacyObject)
        return Piece(before + header + free_body(out, [item.value]))
    if len(same) == 1 and len(item.keys) == 1:
        return _assigned(out, item, name, value_of(out, item.value, "any"))
    return _joined(out, item, same, name, "any") if item is same[0] else _moved(out, item)


def _is_block(item: LegacyItem) -> bool:
    """Whether HCL2 can write an object as a block: all names in it are names."""
    if not isinstance(item.value, LegacyObject):
        return False
    inside = item.value.items
    return all(
        IDENTIFIER.match(one.keys[0]) and (not isinstance(one.value, LegacyObject) or _is_block(one)) for one in inside
    )


def grouped(nodes: Sequence[LegacyObject]) -> dict[str, list[LegacyItem]]:
    """The items of objects by name."""
    found: dict[str, list[LegacyItem]] = {}
    for node in nodes:
        for item in node.items:
            found.setdefault(item.keys[0], []).append(item)
    return found


def text_map(out: Layout, nodes: Sequence[LegacyObject], kind: str, *, as_object: bool) -> str:
    """Maps of texts, or of lists of them, in one: as a block's content, or as an object, which can have any key."""
    groups = grouped(nodes)

    def emit(item: LegacyItem) -> Piece:
        if len(item.keys) > 1:
            raise CannotSay
        if not as_object:
            return argument(out, item, groups[item.keys[0]], kind)
        if item is not groups[item.keys[0]][-1]:
            return out.commented(item, SET_AGAIN)
        return _assigned(out, item, out.key(item), value_of(out, item.value, kind))

    return out.constructor(nodes, emit) if as_object else out.lines(nodes, emit)
