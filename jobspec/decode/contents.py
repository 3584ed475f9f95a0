"""What a body holds, whatever it was written in: its arguments, and its blocks with dynamic ones expanded.

The body of HCL's JSON syntax only becomes arguments and blocks once it is known which names are which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from jobspec.decode import mistakes
from jobspec.decode.decoding import Decoding
from jobspec.decode.dynamic import expand
from jobspec.diagnostics import did_you_mean
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.json_nodes import JsonBody
from jobspec.hcl.nodes import Attribute, Block, Body
from jobspec.model.table import STRUCTS

Found = tuple[Block, Scope]
"""A block with the scope of its content."""


class Contents(NamedTuple):
    """The arguments and blocks of a body."""

    arguments: Mapping[str, Attribute]
    blocks: list[Found]


def contents_of(
    run: Decoding,
    body: Body,
    scope: Scope,
    arguments: Collection[str],
    blocks: Mapping[str, int],
    *,
    dynamic: bool = True,
) -> Contents:
    """What a body holds; dynamic blocks of the kinds in `blocks` are expanded."""
    if isinstance(body, JsonBody):
        body = body.resolved(arguments, {**blocks, "dynamic": 1} if dynamic else blocks, run.problems)
    found: list[Found] = []
    for block in body.blocks:
        if dynamic and block.type == "dynamic":
            found.extend(expand(run, block, scope, blocks))
        else:
            found.append((block, scope))
    return Contents(body.attributes, found)


def check_names(
    run: Decoding,
    contents: Contents,
    arguments: Collection[str],
    blocks: Mapping[str, int],
    required: Iterable[str] = (),
    owner: Block | None = None,
) -> Contents:
    """Report what is missing, unknown or wrongly labelled, in the reference's order; gives what is left."""
    for name in required:
        if name not in contents.arguments:
            summary = f'Missing argument "{name}"'
            detail = f'An argument "{name}" is required here.'
            place = None if owner is None else owner.missing_range
            run.report(mistakes.MISSING_ARGUMENT, place, detail, summary=summary)
    usable = [found for found in contents.blocks if found[0].type in blocks and _labels_fit(run, found[0], blocks)]
    for name, attribute in contents.arguments.items():
        if name not in arguments:
            _report_argument(run, attribute, arguments, blocks, contents.arguments, owner)
    for block, _ in contents.blocks:
        if block.type not in blocks:
            _report_block(run, block, arguments, blocks, owner)
    return Contents({name: item for name, item in contents.arguments.items() if name in arguments}, usable)


def _labels_fit(run: Decoding, block: Block, blocks: Mapping[str, int]) -> bool:
    wanted, given = blocks[block.type], len(block.labels)
    if given == wanted:
        return True
    header = block.header_range
    if given > wanted:
        surplus = block.labels[wanted]
        detail = f'It has {wanted or "no"} label{"s"[: wanted != 1]}: remove "{surplus}".'
        summary = f'Extra label of block "{block.type}"'
        run.report(mistakes.EXTRA_LABEL, block.label_ranges[wanted], detail, summary=summary, context=header)
    else:
        detail = f'Write it as {block.type} "name" {{ … }}.'
        summary = f'Missing label of block "{block.type}"'
        run.report(mistakes.MISSING_LABEL, block.open_range, detail, summary=summary, context=header)
    return False


def _report_argument(
    run: Decoding,
    attribute: Attribute,
    arguments: Collection[str],
    blocks: Mapping[str, int],
    present: Mapping[str, Attribute],
    owner: Block | None,
) -> None:
    name = attribute.name
    hint = did_you_mean(name, (candidate for candidate in arguments if candidate not in present))
    detail = f'Did you mean "{hint}"?' if hint else _elsewhere("argument", name, arguments, owner)
    if hint is None and name in blocks:
        detail = f'"{name}" is a block: write it as {name} {{ … }}, without an equals sign.'
    run.report(mistakes.UNKNOWN_ARGUMENT, attribute.name_range, detail, summary=f'Unknown argument "{name}"')


def _report_block(
    run: Decoding, block: Block, arguments: Collection[str], blocks: Mapping[str, int], owner: Block | None
) -> None:
    name = block.type
    hint = did_you_mean(name, blocks)
    detail = f'Did you mean "{hint}"?' if hint else _elsewhere("block", name, blocks, owner)
    if hint is None and name in arguments:
        detail = f'"{name}" is an argument: write it as {name} = …, with an equals sign.'
    run.report(mistakes.UNKNOWN_BLOCK, block.type_range, detail, summary=f'Unknown block "{name}"')


_MOST_NAMES = 8


def _elsewhere(what: str, name: str, known: Collection[str], owner: Block | None) -> str:
    """Where a name that is unknown here belongs; or, if it belongs nowhere, what stands here instead."""
    here = f"the block {owner.type}" if owner else "the file itself, outside of its blocks"
    homes = _homes(what, name)
    if homes:
        return f"It belongs in {' or '.join(homes)}, not in {here}."
    names = sorted(known)
    listed = f" Known here: {', '.join(names)}." if 0 < len(names) <= _MOST_NAMES else ""
    return f"No {what} of this name belongs in {here}: remove it, or correct its name.{listed}"


def _homes(what: str, name: str) -> list[str]:
    """The blocks of a job that have an argument or block of this name, the outermost first; none if there are many."""
    kind = "attr" if what == "argument" else "block"
    structs = {
        struct
        for struct, fields in STRUCTS.items()
        if any(field.hcl == name and field.kind == kind for field in fields)
    }
    blocks = ["job"] if "Job" in structs else []
    for fields in STRUCTS.values():
        blocks += [field.hcl for field in fields if field.hcl and field.struct in structs and field.hcl not in blocks]
    return blocks if len(blocks) <= _MOST_HOMES else []


_MOST_HOMES = 3
