"""Reads blocks whose keys are free: maps of texts, and the free-form ones whose content is a driver's own business."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from jobspec.decode import mistakes
from jobspec.decode.decoding import Decoding
from jobspec.decode.scalars import ABSENT, read_argument
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.json_nodes import JsonBody
from jobspec.hcl.nodes import Block, Body, Expression, Literal, Object, Template, Tuple
from jobspec.hcl.numbers import Number, parse
from jobspec.hcl.values import Value
from jobspec.model.table import Field

EXPONENT_FROM = 21
"""The power of ten from which JSON shows a double with its exponent."""


def read_map_block(run: Decoding, field: Field, block: Block, scope: Scope) -> dict[str, Any]:
    """The arguments of a block as a map of texts, or of lists of texts."""
    body = block.body
    if isinstance(body, JsonBody):
        body = body.all_arguments(run.problems)
    kind = "strings" if field.type == "strings_map" else "string"
    members: dict[str, Any] = {}
    for name, attribute in body.attributes.items():
        element = field._replace(type=kind, nullable=False, hcl=f"{field.hcl}.{name}")
        value = read_argument(run, element, attribute.expression, scope)
        if value is not ABSENT:
            members[name] = value
    for nested in body.blocks:
        detail = f'The block holds arguments only, which "{nested.type}" is not.'
        run.report(mistakes.WRONG_TYPE, nested.open_range, detail, summary=f'Unsuitable block "{nested.type}"')
    run.came_from(members, block)
    return members


def read_free_block(run: Decoding, block: Block, scope: Scope) -> dict[str, Any]:
    """The content of a free-form block. It is evaluated last, when everything else is right."""
    members: dict[str, Any] = {}
    run.came_from(members, block)
    body = block.body
    run.later.append(partial(_fill, run, body, scope, members))
    return members


def _fill(run: Decoding, body: Body, scope: Scope, members: dict[str, Any]) -> None:
    if isinstance(body, JsonBody):
        _fill_from_json(run, body, scope, members)
        return
    for name, attribute in body.attributes.items():
        value = _free_value(run, attribute.expression, scope)
        if value is not ABSENT and value is not None:
            members[name] = value
    for name, blocks in _by_type(body.blocks).items():
        members[name] = [_free_map(run, block, scope, 0) for block in blocks]


def _fill_from_json(run: Decoding, body: JsonBody, scope: Scope, members: dict[str, Any]) -> None:
    for name, attribute in body.all_arguments(run.problems).attributes.items():
        value = _evaluated(run, attribute.expression, scope)
        if value is not ABSENT and value is not None:
            members[name] = value


def _by_type(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    grouped: dict[str, list[Block]] = {}
    for block in blocks:
        grouped.setdefault(block.type, []).append(block)
    return grouped


def _free_map(run: Decoding, block: Block, scope: Scope, label: int) -> dict[str, Any]:
    """A nested block as a map; each of its labels is one more level of a list of one map."""
    if label < len(block.labels):
        return {block.labels[label]: [_free_map(run, block, scope, label + 1)]}
    members: dict[str, Any] = {}
    for name, attribute in block.body.attributes.items():
        value = _free_value(run, attribute.expression, scope)
        if value is not ABSENT:
            members[name] = value
    for name, blocks in _by_type(block.body.blocks).items():
        members[name] = [_free_map(run, nested, scope, 0) for nested in blocks]
    return members


def _free_value(run: Decoding, expression: Expression, scope: Scope) -> Any:
    """The value of an argument; an object that stands there literally is a list of one map, as a block is."""
    quick = _literal(expression)
    if quick is not ABSENT:
        return quick
    value = _evaluated(run, expression, scope)
    return [value] if isinstance(expression, Object) and value is not ABSENT else value


def _literal(expression: Expression) -> Any:
    """The value of a literal, without evaluating it; ABSENT for anything else."""
    node = expression.__class__
    if node is Template:
        parts = expression.parts  # type: ignore[attr-defined]
        if len(parts) == 1 and parts[0].__class__ is str and parts[0].isascii():
            return parts[0]
    elif node is Literal:
        if expression.kind == "number":  # type: ignore[attr-defined]
            number = parse(expression.value)  # type: ignore[attr-defined]
            return ABSENT if number is None else plain_number(number)
        return expression.value  # type: ignore[attr-defined]
    elif node is Tuple:
        items = [_literal(item) for item in expression.items]  # type: ignore[attr-defined]
        return ABSENT if ABSENT in items else items
    return ABSENT


def _evaluated(run: Decoding, expression: Expression, scope: Scope) -> Any:
    value = run.value(expression, scope)
    if value is None:
        return ABSENT
    if not value.is_known:
        run.report(mistakes.NOT_KNOWN, expression.subject_range, context=expression.range)
        return ABSENT
    return free_form(value)


def free_form(value: Value) -> Any:
    """A known value as JSON holds it: whole numbers stay whole, others become doubles."""
    raw = value.raw
    if isinstance(raw, Number):
        return plain_number(raw)
    if isinstance(raw, tuple):
        return [free_form(item) for item in raw]
    if isinstance(raw, dict):
        return {name: free_form(item) for name, item in raw.items()}
    return raw


def plain_number(number: Number) -> int | float:
    """A number as the API's JSON holds it."""
    if not number.is_whole:
        return float(number)
    whole = int(number)
    return whole if -(2**63) <= whole < 2**63 else beyond_64_bits(float(whole))


def beyond_64_bits(double: float) -> int | float:
    """A whole double as the API's JSON writes it: its first digits and zeros, from 22 digits on with an exponent."""
    first, _, exponent = repr(double).partition("e+")
    if int(exponent) >= EXPONENT_FROM:
        return double
    head, _, rest = first.partition(".")
    return int(head + rest.ljust(int(exponent), "0"))
