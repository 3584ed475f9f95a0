"""Evaluates literals, texts with interpolations and directives, lists, objects and `for`."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.diagnostics import Range
from jobspec.hcl import mistakes
from jobspec.hcl.collections import ForObject, ForTuple, Object, ObjectItem, Tuple
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.evaluate_operations import check_condition
from jobspec.hcl.evaluate_references import kept_interpolation
from jobspec.hcl.evaluation import Evaluation, Scope, evaluates
from jobspec.hcl.node import Expression
from jobspec.hcl.numbers import parse
from jobspec.hcl.references import Step, Variable
from jobspec.hcl.templates import Interpolation, Literal, Template, TemplateFor, TemplateIf, TemplatePart
from jobspec.hcl.types import DYNAMIC, NUMBER, PRIMITIVES, STRING, describe
from jobspec.hcl.values import (
    DYNAMIC_UNKNOWN,
    NULL,
    UNKNOWN,
    Value,
    object_value,
    text,
    truth,
    tuple_value,
    unknown,
)

ROUND_COST = 128
"""What a round of a `for` counts for, so that loops within loops come to an end."""


@evaluates(Literal)
def literal(run: Evaluation, node: Literal, scope: Scope) -> Value:
    """A number, a truth value or null."""
    if node.kind == "number":
        number = parse(str(node.value))
        if number is None:
            run.report(mistakes.BAD_NUMBER, node.range)
            return unknown(NUMBER)
        return Value(NUMBER, number)
    return truth(bool(node.value)) if node.kind == "bool" else NULL


@evaluates(Template)
def template(run: Evaluation, node: Template, scope: Scope) -> Value:
    """A text; but a single interpolation keeps the type of its value."""
    plain = node.plain
    if plain is not None:
        return text(plain)
    wrapped = node.wrapped
    if wrapped is not None:
        return kept_interpolation(wrapped, scope) or run.value(wrapped, scope)
    return _joined(run, node, scope)


def _joined(run: Evaluation, node: Template, scope: Scope) -> Value:
    pieces: list[str] = []
    known = True
    for part in node.parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        value = _part(run, part, node, scope)
        if value is None:
            known = False
        else:
            pieces.append(value)
    run.spend(sum(map(len, pieces)))
    return text("".join(pieces)) if known else unknown(STRING)


def _part(run: Evaluation, part: TemplatePart, whole: Template, scope: Scope) -> str | None:
    """The text of an interpolation or directive; None if it is unknown or wrong."""
    if isinstance(part, TemplateIf):
        return _if(run, part, scope)
    if isinstance(part, TemplateFor):
        return _for(run, part, scope)
    assert isinstance(part, Interpolation)
    value = kept_interpolation(part.expression, scope) or run.value(part.expression, scope)
    if value.raw is None:
        subject = part.expression.range
        run.report(mistakes.BAD_INTERPOLATION, subject, "A null cannot stand in a text.", context=whole.range)
        return None
    if value.raw is UNKNOWN:
        return None
    try:
        return str(convert(value, STRING).raw)
    except ConversionError:
        detail = f"A value of type {describe(value.term)} cannot stand in a text."
        run.report(mistakes.BAD_INTERPOLATION, part.expression.range, detail, context=whole.range)
        return None


def _if(run: Evaluation, part: TemplateIf, scope: Scope) -> str | None:
    given = run.value(part.condition, scope)
    condition = check_condition(run, given, part.condition, part)
    if condition is None:
        return None
    branch = part.then if condition else part.otherwise
    return "" if branch is None else _text_of(_joined(run, branch, scope))


def _for(run: Evaluation, part: TemplateFor, scope: Scope) -> str | None:
    collection = run.value(part.collection, scope)
    if not _is_iterable(run, collection, part.collection):
        return None
    pieces = []
    for inner in _rounds(run, collection, part.key_name, part.value_name, scope):
        piece = _text_of(_joined(run, part.body, inner))
        if piece is None:
            return None
        pieces.append(piece)
    return "".join(pieces)


def _text_of(value: Value) -> str | None:
    return None if value.raw is UNKNOWN else str(value.raw)


@evaluates(Tuple)
def tuple_(run: Evaluation, node: Tuple, scope: Scope) -> Value:
    """A list written out."""
    return tuple_value([run.value(item, scope) for item in node.items])


@evaluates(Object)
def object_(run: Evaluation, node: Object, scope: Scope) -> Value:
    """An object written out; of equal keys the later one counts."""
    members: dict[str, Value] = {}
    known = True
    for item in node.items:
        key = _item_key(run, item, scope)
        value = run.value(item.value, scope)
        if key is None:
            known = False
        else:
            members[key] = value
    return object_value(members) if known else DYNAMIC_UNKNOWN


def _item_key(run: Evaluation, item: ObjectItem, scope: Scope) -> str | None:
    written = item.literal_key
    if written is not None:
        return str(text(written).raw)
    key = item.key
    if isinstance(key, Literal) and key.kind != "number":
        return "null" if key.value is None else str(key.value).lower()
    if isinstance(key, Step) and _starts_with_name(key):
        run.report(mistakes.AMBIGUOUS_KEY, key.range)
        return None
    before = len(run.problems)
    value = run.value(key, scope)
    return None if len(run.problems) > before else _as_key(run, value, key, item.range)


def _starts_with_name(key: Expression) -> bool:
    while isinstance(key, Step):
        key = key.value
    return isinstance(key, Variable)


def _as_key(run: Evaluation, value: Value, node: Expression, context: Range) -> str | None:
    if value.raw is None:
        run.report(mistakes.BAD_KEY, node.range, "A null cannot be a key.", context=context)
        return None
    try:
        converted = convert(value, STRING)
    except ConversionError as error:
        run.report(mistakes.BAD_KEY, node.range, f"The key does not fit: {error}.", context=context)
        return None
    return _text_of(converted)


def _is_iterable(run: Evaluation, collection: Value, node: Expression) -> bool:
    """Whether there are elements to go through; a value that has none is reported, an unknown one is not."""
    if collection.raw is None:
        run.report(mistakes.NOT_ITERABLE, node.range, "A null has no elements to go through.")
        return False
    if collection.term == DYNAMIC:
        return False
    if collection.term in PRIMITIVES:
        detail = f"A value of type {describe(collection.term)} has no elements to go through."
        run.report(mistakes.NOT_ITERABLE, node.range, detail)
        return False
    return collection.raw is not UNKNOWN


def _rounds(run: Evaluation, collection: Value, key_name: str | None, value_name: str, scope: Scope) -> Iterator[Scope]:
    """A scope for each element."""
    for key, value in collection.items():
        run.spend(ROUND_COST)
        yield scope.inner({value_name: value} if key_name is None else {key_name: key, value_name: value})


def _is_wanted(run: Evaluation, node: ForTuple | ForObject, inner: Scope) -> bool | None:
    """Whether the condition of a `for` keeps a round; None if that is unknown or wrong."""
    if node.condition is None:
        return True
    before = len(run.problems)
    value = run.value(node.condition, inner)
    if len(run.problems) > before:
        return None
    return check_condition(run, value, node.condition, node, strict=isinstance(node, ForObject))


def _can_start(run: Evaluation, node: ForTuple | ForObject, scope: Scope) -> bool:
    """Whether a condition makes sense at all, so that it is blamed once and not in every round."""
    if node.condition is None:
        return True
    names: dict[object, Value] = {node.value_name: DYNAMIC_UNKNOWN}
    if node.key_name is not None:
        names[node.key_name] = DYNAMIC_UNKNOWN
    before = len(run.problems)
    value = run.value(node.condition, scope.inner(names))
    if len(run.problems) == before:
        check_condition(run, value, node.condition, node, strict=True)
    return len(run.problems) == before


@evaluates(ForTuple)
def for_tuple(run: Evaluation, node: ForTuple, scope: Scope) -> Value:
    """A tuple made of another collection's elements."""
    collection = run.value(node.collection, scope)
    if not _is_iterable(run, collection, node.collection) or not _can_start(run, node, scope):
        return DYNAMIC_UNKNOWN
    found = []
    known = True
    for inner in _rounds(run, collection, node.key_name, node.value_name, scope):
        wanted = _is_wanted(run, node, inner)
        if wanted is None:
            known = False
        elif wanted:
            found.append(run.value(node.result, inner))
    return tuple_value(found) if known else DYNAMIC_UNKNOWN


@evaluates(ForObject)
def for_object(run: Evaluation, node: ForObject, scope: Scope) -> Value:
    """An object made of another collection's elements, by key; with `...` a tuple for each key."""
    collection = run.value(node.collection, scope)
    if not _is_iterable(run, collection, node.collection) or not _can_start(run, node, scope):
        return DYNAMIC_UNKNOWN
    grouped: dict[str, list[Value]] = {}
    known = True
    for inner in _rounds(run, collection, node.key_name, node.value_name, scope):
        wanted = _is_wanted(run, node, inner)
        key = _round_key(run, node, inner) if wanted else None
        if wanted and key is not None:
            known = _put(run, node, grouped, key, run.value(node.result, inner)) and known
        else:
            known = known and wanted is False
    if not known:
        return DYNAMIC_UNKNOWN
    if node.grouping:
        return object_value({key: tuple_value(items) for key, items in grouped.items()})
    return object_value({key: items[0] for key, items in grouped.items()})


def _round_key(run: Evaluation, node: ForObject, inner: Scope) -> str | None:
    before = len(run.problems)
    value = run.value(node.result_key, inner)
    return (
        None if len(run.problems) > before or value.raw is UNKNOWN else _as_key(run, value, node.result_key, node.range)
    )


def _put(run: Evaluation, node: ForObject, grouped: dict[str, list[Value]], key: str, value: Value) -> bool:
    if key in grouped and not node.grouping:
        detail = f'Two elements give the key "{key}". With `...` behind the value they are gathered in a tuple.'
        run.report(mistakes.DUPLICATE_KEY, node.result_key.range, detail, context=node.range)
        return False
    grouped.setdefault(key, []).append(value)
    return True
