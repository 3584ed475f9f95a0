"""How each struct is decoded, worked out once from the field table: its arguments, blocks and labels by HCL name.

The few places where a body holds more than the table says are listed here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from jobspec.model.table import STRUCTS, Field

MAPS_AS_ARGUMENTS: Mapping[str, tuple[str, ...]] = {"Job": ("meta",), "TaskGroup": ("meta",), "Task": ("env", "meta")}
"""Blocks of texts that may also be written as an argument, which allows any key."""

EXTRA_BLOCKS: Mapping[str, Mapping[str, int]] = {
    "Job": {"vault": 0, "secret": 1, "task": 1},
    "TaskGroup": {"vault": 0, "secret": 1},
}
"""Blocks that stand for something further inside, with the labels they have."""

LABELS: Mapping[tuple[str, str], int] = {("Task", "scaling"): 1}
"""Blocks that need labels in one place only."""


class StructPlan(NamedTuple):
    """What a struct's body may hold."""

    struct: str
    arguments: dict[str, Field]
    required: tuple[str, ...]
    blocks: dict[str, Field]
    labels: dict[str, int]
    """How many labels each kind of block needs, extra ones included."""
    label_keys: tuple[str, ...]
    maps: tuple[str, ...]
    names: frozenset[str]
    """The arguments, and the maps that may be written as one."""
    unset: dict[str, Any]


@cache
def plan(struct: str) -> StructPlan:
    """The plan of a struct, by its name in the table."""
    fields = STRUCTS[struct]
    arguments = {field.hcl: field for field in fields if field.kind == "attr" and field.hcl is not None}
    blocks = {field.hcl: field for field in fields if field.kind == "block" and field.hcl is not None}
    labels = {name: LABELS.get((struct, name), _label_count(field)) for name, field in blocks.items()}
    maps = MAPS_AS_ARGUMENTS.get(struct, ())
    return StructPlan(
        struct,
        arguments,
        tuple(name for name, field in arguments.items() if field.required),
        blocks,
        {**labels, **EXTRA_BLOCKS.get(struct, {})},
        tuple(field.json for field in fields if field.kind == "label"),
        maps,
        frozenset(arguments) | frozenset(maps),
        {field.json: field.unset for field in fields},
    )


def _label_count(field: Field) -> int:
    return sum(inner.kind == "label" for inner in STRUCTS[field.struct]) if field.struct else 0
