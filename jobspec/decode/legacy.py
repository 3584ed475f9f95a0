"""Decodes HCL1: the items of a legacy text to the tree of a job, as the last server that read them did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jobspec.decode import legacy_tables as tables
from jobspec.decode import mistakes
from jobspec.decode.decoding import Decoding
from jobspec.decode.legacy_values import LegacyProblem, check_kind, free_map, read_items, text_map
from jobspec.decode.plan import StructPlan, plan
from jobspec.diagnostics import did_you_mean
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.model.table import Field

Tree = dict[str, Any]
Groups = dict[str, list[LegacyItem]]


def decode_legacy(run: Decoding, body: LegacyObject) -> Tree | None:
    """The job of a legacy text; None, and a diagnostic, if it has none."""
    try:
        return _job(run, body)
    except LegacyProblem as problem:
        run.report(mistakes.WRONG_TYPE, problem.node.range, problem.detail)
        return None


def _job(run: Decoding, body: LegacyObject) -> Tree | None:
    groups = grouped(body)
    unknown = [name for name in groups if name != "job"]
    for name in unknown:
        summary = f'Unknown block "{name}"'
        run.report(mistakes.UNKNOWN_BLOCK, groups[name][0].name_range, "A file holds a job.", summary=summary)
    jobs = groups.get("job", [])
    if not jobs:
        run.report(mistakes.MISSING_JOB, None)
    elif len(jobs) > 1:
        run.report(mistakes.DUPLICATE_BLOCK, jobs[1].header_range, summary='Duplicate block "job"')
    elif len(jobs[0].keys) < 2:
        run.report(mistakes.MISSING_LABEL, jobs[0].header_range, summary='Missing label of block "job"')
    if run.problems:
        return None
    tree = decode_struct(run, "Job", jobs[0])
    return None if run.problems else tree


def grouped(node: LegacyObject) -> Groups:
    """The items by name, in the order of their first appearance."""
    found: Groups = {}
    for item in node.items:
        found.setdefault(item.keys[0], []).append(item)
    return found


def object_of(item: LegacyItem) -> LegacyObject:
    """The object of a block."""
    if not isinstance(item.value, LegacyObject):
        raise LegacyProblem(item.value, f'"{item.keys[0]}" must be a block.')
    return item.value


def decode_struct(run: Decoding, struct: str, item: LegacyItem) -> Tree:
    """The tree that a block means."""
    shape = plan(struct)
    tree = shape.unset.copy()
    run.came_from(tree, item, struct)
    for key, label in zip(shape.label_keys, item.keys[1:]):
        tree[key] = label
    node = object_of(item)
    groups = grouped(node)
    check_names(run, shape, groups)
    special = SPECIAL.get(struct)
    if special is not None:
        special(run, shape, groups, item, tree)
    else:
        fill(run, shape, groups, tree)
    return tree


def check_names(run: Decoding, shape: StructPlan, groups: Groups) -> None:
    """Report the names that the struct did not have then."""
    if shape.struct in tables.UNCHECKED:
        return
    known = known_names(shape)
    for name, items in groups.items():
        if name not in known:
            hint = did_you_mean(name, known)
            detail = f'Did you mean "{hint}"?' if hint else "HCL1 has no such name here."
            summary = f'Unknown name "{name}"'
            run.report(mistakes.UNKNOWN_ARGUMENT, items[0].name_range, detail, summary=summary)


def known_names(shape: StructPlan) -> frozenset[str]:
    """The names that a struct's body could have."""
    now = frozenset(shape.arguments) | frozenset(shape.blocks) | frozenset(tables.EXTRA.get(shape.struct, ()))
    return now - tables.UNKNOWN.get(shape.struct, frozenset())


def fill(run: Decoding, shape: StructPlan, groups: Groups, tree: Tree) -> None:
    """Put the values of arguments and blocks into a tree."""
    for name, items in groups.items():
        if name in tables.UNKNOWN.get(shape.struct, ()):
            continue
        if name in shape.arguments:
            field = shape.arguments[name]
            if field.type == "string_map":
                tree[field.json] = _maps(items)
            else:
                if shape.struct in tables.STRICT and name in (tables.STRICT[shape.struct] or shape.arguments):
                    check_kind(field.type, items[-1].value)
                tree[field.json] = read_items(field.type, items)
        elif name in shape.blocks:
            _fill_blocks(run, shape.struct, shape.blocks[name], items, tree)


def _fill_blocks(run: Decoding, struct: str, field: Field, items: Sequence[LegacyItem], tree: Tree) -> None:
    if field.type in ("any_map", "string_map", "strings_map"):
        _fill_map(struct, field, items, tree)
        return
    many = field.type in ("structs", "struct_map") and field.hcl not in tables.ONCE_IN_A_LIST
    if not many and len(items) > 1:
        raise LegacyProblem(items[1], f'There can be one block "{field.hcl}".')
    trees = [made for item in items if (made := _block(run, field, item, items)) is not None]
    if field.type == "struct":
        tree[field.json] = trees[0] if trees else None
    elif field.type == "structs":
        if trees:
            tree[field.json] = trees
    elif trees:
        tree[field.json] = {one["Name"]: one for one in trees}


def _block(run: Decoding, field: Field, item: LegacyItem, items: Sequence[LegacyItem]) -> Tree | None:
    """The tree of one block, after its labels have had their effect."""
    struct, labels = field.struct, len(item.keys) - 1
    wanted = len(plan(struct).label_keys) or int(field.json == "ScalingPolicies")
    if wanted and not labels:
        if struct not in tables.VANISH_WITHOUT_LABEL or any(len(other.keys) > 1 for other in items):
            raise LegacyProblem(item, f'A block "{item.keys[0]}" needs a label.')
        return None
    if labels > wanted and not wanted and struct not in tables.LABEL_IGNORED:
        if struct in tables.LABEL_HIDES:
            return None
        if struct in tables.LABEL_EMPTIES:
            nothing = LegacyObject(item.source, item.first, item.first, [])
            item = LegacyItem(item.source, item.first, item.last, item.keys[:1], nothing, False)
        elif struct in tables.LABEL_REFUSED:
            raise LegacyProblem(item, f'A block "{item.keys[0]}" has no label.')
    return decode_struct(run, struct, item)


def _fill_map(struct: str, field: Field, items: Sequence[LegacyItem], tree: Tree) -> None:
    """A block with free keys. Those of jobs, groups and tasks merge; others can be given once."""
    merging = field.json in ("Meta", "Env", "Config") and struct in ("Job", "TaskGroup", "Task", "SidecarTask")
    if len({len(item.keys) > 1 for item in items}) > 1:
        raise LegacyProblem(items[0], f'"{field.hcl}" has a label in one place, and none in another.')
    nodes = [object_of(item) for item in items if len(item.keys) == 1]
    if not nodes:
        return
    if len(nodes) > 1 and not merging and field.type != "strings_map":
        raise LegacyProblem(items[1], f'There can be one block "{field.hcl}".')
    if field.type == "any_map":
        members: Tree = {}
        for node in nodes:
            members.update(free_map(node))
        tree[field.json] = _flat(members) if struct in ("ConsulProxy", "ConsulGatewayProxy") else members
    elif field.type == "string_map":
        tree[field.json] = text_map(nodes)
    else:
        tree[field.json] = _headers(nodes)


def _maps(items: Sequence[LegacyItem]) -> dict[str, str]:
    return text_map([object_of(item) for item in items])


def _headers(nodes: Sequence[LegacyObject]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in nodes:
        for name, items in grouped(node).items():
            for item in items:
                check_kind("strings", item.value)
            if texts := read_items("strings", items):
                found.setdefault(name, []).extend(texts)
    return found


def _flat(value: Any) -> Any:
    """A proxy's configuration: lists of one map are the map."""
    if isinstance(value, dict):
        return {name: _flat(item) for name, item in value.items()}
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        merged: Tree = {}
        for item in value:
            merged.update(item)
        return _flat(merged)
    return value


Special = Callable[[Decoding, StructPlan, Groups, LegacyItem, Tree], None]
SPECIAL: dict[str, Special] = {}
"""Decoders of irregular structs, which `legacy_quirks` puts in."""


def decodes(struct: str) -> Callable[[Special], Special]:
    """Declare the decoder of an irregular struct."""

    def declare(special: Special) -> Special:
        SPECIAL[struct] = special
        return special

    return declare
