"""The generic decoder: a block to the tree of a struct, driven by the field table.

What is irregular stands in `quirks`, which puts its decoders into the table here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jobspec.decode import mistakes
from jobspec.decode.contents import Contents, Found, check_names, contents_of
from jobspec.decode.decoding import Decoding
from jobspec.decode.maps import read_free_block, read_map_block
from jobspec.decode.plan import StructPlan, plan
from jobspec.decode.scalars import ABSENT, read_argument, read_text_map
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.nodes import Attribute, Block, Body
from jobspec.model.table import Field

Tree = dict[str, Any]
Special = Callable[[Decoding, Block, Scope, Tree], None]

SPECIAL: dict[str, Special] = {}
"""Decoders of irregular structs, which fill the tree that they are given."""


def decodes(struct: str) -> Callable[[Special], Special]:
    """Declare the decoder of an irregular struct."""

    def declare(special: Special) -> Special:
        SPECIAL[struct] = special
        return special

    return declare


def decode_struct(run: Decoding, struct: str, block: Block, scope: Scope) -> Tree:
    """The tree that a block means."""
    shape = plan(struct)
    tree = shape.unset.copy()
    run.came_from(tree, block, struct)
    for key, label in zip(shape.label_keys, block.labels):
        tree[key] = label
    special = SPECIAL.get(struct)
    if special is not None:
        special(run, block, scope, tree)
    else:
        fill(run, shape, block_contents(run, shape, block, scope), scope, tree)
    return tree


def block_contents(run: Decoding, shape: StructPlan, block: Block, scope: Scope) -> Contents:
    """The arguments and blocks that a struct has, after what does not belong there was reported."""
    body = block.body
    if body.__class__ is Body and _is_regular(shape, body):
        return Contents(body.attributes, [(inner, scope) for inner in body.blocks])
    contents = contents_of(run, body, scope, shape.names, shape.labels)
    return check_names(run, contents, shape.names, shape.labels, shape.required, block)


def _is_regular(shape: StructPlan, body: Body) -> bool:
    """Whether a body holds only what it may, which is looked at quickly since most do."""
    labels, names = shape.labels, shape.names
    for name in body.attributes:
        if name not in names:
            return False
    for block in body.blocks:
        if labels.get(block.type) != len(block.labels):
            return False
    return not shape.required or all(name in body.attributes for name in shape.required)


def fill(run: Decoding, shape: StructPlan, contents: Contents, scope: Scope, tree: Tree) -> None:
    """Put the values of arguments and blocks into a tree."""
    written = contents.arguments
    for name in shape.maps:
        if name in written:
            _fill_map(run, shape.blocks[name], written[name], contents, scope, tree)
    fields = shape.arguments
    for name, attribute in written.items():
        field = fields.get(name)
        if field is not None:
            value = read_argument(run, field, attribute.expression, scope)
            if value is not ABSENT:
                tree[field.json] = value
    for found in _without_doubles(run, shape, contents.blocks):
        block_field = shape.blocks.get(found[0].type)
        if block_field is not None:
            _fill_block(run, block_field, found, tree)


_MANY = ("structs", "struct_map")


def _without_doubles(run: Decoding, shape: StructPlan, blocks: list[Found]) -> list[Found]:
    """The blocks but those of which there can be one and are several: of them only that is told."""
    seen: dict[str, list[Block]] = {}
    for block, _ in blocks:
        field = shape.blocks.get(block.type)
        if field is not None and field.type not in _MANY:
            seen.setdefault(block.type, []).append(block)
    doubled = {name: found for name, found in seen.items() if len(found) > 1}
    for first, second, *_ in doubled.values():
        report_duplicate(run, second, first)
    return [found for found in blocks if found[0].type not in doubled] if doubled else blocks


def _fill_map(run: Decoding, field: Field, attribute: Attribute, contents: Contents, scope: Scope, tree: Tree) -> None:
    """A map of texts written as an argument."""
    for block, _ in contents.blocks:
        if block.type == attribute.name:
            detail = f'"{attribute.name}" is also set at {attribute.range}.'
            summary = f'Duplicate block "{attribute.name}"'
            run.report(mistakes.DUPLICATE_BLOCK, block.header_range, detail, summary=summary)
            return
    members = read_text_map(run, attribute.expression, scope)
    if members is not None:
        tree[field.json] = members
        run.came_from(members, attribute)


def _fill_block(run: Decoding, field: Field, found: Found, tree: Tree) -> None:
    block, scope = found
    if field.type == "structs":
        items = tree[field.json]
        if items is None:
            items = tree[field.json] = []
        items.append(decode_struct(run, field.struct, block, scope))
        return
    if field.type == "struct_map":
        members = dict(tree[field.json] or {})
        members[block.labels[0]] = decode_struct(run, field.struct, block, scope)
        tree[field.json] = members
        return
    if field.type == "struct":
        tree[field.json] = decode_struct(run, field.struct, block, scope)
    elif field.type == "any_map":
        tree[field.json] = read_free_block(run, block, scope)
    else:
        tree[field.json] = read_map_block(run, field, block, scope)


def report_duplicate(run: Decoding, block: Block, first: Block) -> None:
    """Note that a block of which there can be one stands there again."""
    detail = f"There can be one; the first stands at {first.header_range}."
    run.report(mistakes.DUPLICATE_BLOCK, block.header_range, detail, summary=f'Duplicate block "{block.type}"')
