"""Reads the values of arguments as the types of the field table: texts, numbers, bools, durations, lists and maps.

Literals, which most values are, are read from their nodes without being evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from jobspec.decode import mistakes
from jobspec.decode.decoding import Decoding
from jobspec.diagnostics import Diagnostic
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.durations import DurationError, parse_duration
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.nodes import Expression, Literal, Template, Tuple
from jobspec.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, Type, describe, list_of, map_of
from jobspec.hcl.values import Value
from jobspec.model.complete import RANGES
from jobspec.model.table import Field

ABSENT = object()
"""Stands for an argument that has no value: null where that is the same as nothing, or what was wrong."""


def read_argument(run: Decoding, field: Field, expression: Expression, scope: Scope) -> Any:
    """The value of an argument, or ABSENT."""
    quick = literal(field.type, expression)
    if quick is not ABSENT:
        return quick
    before = len(run.problems)
    value = _evaluated(run, field, expression, scope)
    run.problems[before:] = [_naming(problem, field.hcl or field.name) for problem in run.problems[before:]]
    return value


_NAMELESS = {
    mistake.title
    for mistake in (mistakes.WRONG_TYPE, mistakes.NULL_VALUE, mistakes.OUT_OF_RANGE, mistakes.BAD_DURATION)
}


def _naming(problem: Diagnostic, name: str) -> Diagnostic:
    """The readers know a value only; here it is known which argument it is for."""
    if problem.summary not in _NAMELESS:
        return problem
    return problem.replace(summary=f'{problem.summary} for argument "{name}"')


def _evaluated(run: Decoding, field: Field, expression: Expression, scope: Scope) -> Any:
    if field.type == "duration":
        return _duration(run, expression, scope)
    value = run.value(expression, scope)
    if value is None:
        return ABSENT
    if value.raw is None:
        typed = value.term != DYNAMIC
        if typed and _converted(run, value, _WANTED[field.type], expression) is ABSENT:
            return ABSENT
        if not field.nullable:
            run.report(mistakes.NULL_VALUE, expression.subject_range, context=expression.range)
        return ABSENT
    return _READERS[field.type](run, field.type, value, expression)


def literal(type_name: str, expression: Expression) -> Any:
    """The value of a literal of the very type wanted; ABSENT for anything else."""
    kind = expression.__class__
    if kind is Template:
        parts = expression.parts  # type: ignore[attr-defined]
        if len(parts) == 1 and parts[0].__class__ is str:
            content: str = parts[0]
            if type_name == "string" and content.isascii():
                return content
            if type_name == "duration":
                return _quick_duration(content)
    elif kind is Literal:
        written = expression.value  # type: ignore[attr-defined]
        if type_name == "bool" and written.__class__ is bool:
            return written
        if type_name == "int" and written.__class__ is str and len(written) < 16 and written.isdigit():
            return int(written)
    elif kind is Tuple and type_name == "strings":
        items = [literal("string", item) for item in expression.items]  # type: ignore[attr-defined]
        if ABSENT not in items:
            return items
    return ABSENT


def _quick_duration(content: str) -> Any:
    try:
        return parse_duration(content)
    except DurationError:
        return ABSENT


def _duration(run: Decoding, expression: Expression, scope: Scope) -> Any:
    value = run.value(expression, scope)
    if value is None:
        return ABSENT
    subject, context = expression.subject_range, expression.range
    if value.raw is None:
        run.report(mistakes.BAD_DURATION, subject, "A duration cannot be null; leave it out instead.", context=context)
        return ABSENT
    if value.term == STRING:
        try:
            return parse_duration(value.raw)
        except DurationError as error:
            detail = f"{str(error)[:1].upper()}{str(error)[1:]}; write it as 30s, 1h30m or 500ms."
            run.report(mistakes.BAD_DURATION, subject, detail, context=context)
            return ABSENT
    if value.term != NUMBER:
        detail = f"A duration is a text or a number of nanoseconds, not {describe(value.term)}."
        run.report(mistakes.BAD_DURATION, subject, detail, context=context)
        return ABSENT
    return _whole(run, "duration", value, expression)


def _converted(run: Decoding, value: Value, wanted: Type, expression: Expression) -> Any:
    try:
        return convert(value, wanted).raw
    except ConversionError as error:
        detail = f"{str(error)[:1].upper()}{str(error)[1:]}.{_cure(value, wanted, expression)}"
        run.report(mistakes.WRONG_TYPE, expression.subject_range, detail, context=expression.range)
        return ABSENT


_LONGEST = 60


def _cure(value: Value, wanted: Type, expression: Expression) -> str:
    """What would be right, where that is easily said."""
    written = expression.source.text_between(expression.first, expression.last)
    if "\n" in written or len(written) > _LONGEST:
        return ""
    if wanted == NUMBER and (digits := re.match(r"[0-9.]*[0-9]", str(value.raw))):
        return f" Write the number alone: {digits[0]}."
    if wanted[0] == "list" and isinstance(value.term, str):
        return f" Write it in brackets: [{written}]."
    if isinstance(wanted, str) and isinstance(expression, Tuple) and len(expression.items) == 1:
        return f" Write it without brackets: {written[1:-1].strip()}."
    return ""


def _text(run: Decoding, _: str, value: Value, expression: Expression) -> Any:
    return _converted(run, value, STRING, expression)


def _bool(run: Decoding, _: str, value: Value, expression: Expression) -> Any:
    return _converted(run, value, BOOL, expression)


def _whole(run: Decoding, type_name: str, value: Value, expression: Expression) -> Any:
    number = _converted(run, value, NUMBER, expression)
    if number is ABSENT:
        return ABSENT
    low, high = RANGES[type_name]
    if not number.is_whole or not low <= int(number) <= high:
        extent = f" from {low} to {high}" if number.is_whole else ""
        detail = f"A whole number{extent} is required, not {number}."
        run.report(mistakes.OUT_OF_RANGE, expression.subject_range, detail, context=expression.range)
        return ABSENT
    return int(number)


def _texts(run: Decoding, _: str, value: Value, expression: Expression) -> Any:
    items = _converted(run, value, list_of(STRING), expression)
    if items is ABSENT or _has_null(run, items, expression):
        return ABSENT
    return [item.raw for item in items]


def _numbers(run: Decoding, type_name: str, value: Value, expression: Expression) -> Any:
    items = _converted(run, value, list_of(NUMBER), expression)
    if items is ABSENT or _has_null(run, items, expression):
        return ABSENT
    read = [_whole(run, type_name.removesuffix("s"), item, expression) for item in items]
    return ABSENT if ABSENT in read else read


def _text_map(run: Decoding, _: str, value: Value, expression: Expression) -> Any:
    members = _converted(run, value, map_of(STRING), expression)
    if members is ABSENT or _has_null(run, members.values(), expression):
        return ABSENT
    return {name: item.raw for name, item in members.items()}


def _texts_map(run: Decoding, _: str, value: Value, expression: Expression) -> Any:
    members = _converted(run, value, map_of(list_of(STRING)), expression)
    if members is ABSENT or _has_null(run, members.values(), expression):
        return ABSENT
    return {name: [item.raw for item in items.raw] for name, items in members.items()}


def _has_null(run: Decoding, items: Any, expression: Expression) -> bool:
    if not any(item.raw is None for item in items):
        return False
    detail = "An element is null, which it cannot be."
    run.report(mistakes.NULL_VALUE, expression.subject_range, detail, context=expression.range)
    return True


_Reader = Callable[[Decoding, str, Value, Expression], Any]
_READERS: dict[str, _Reader] = {
    "string": _text,
    "bool": _bool,
    **dict.fromkeys(RANGES, _whole),
    "strings": _texts,
    "uint16s": _numbers,
    "string_map": _text_map,
    "strings_map": _texts_map,
}


_WANTED: dict[str, Type] = {
    "string": STRING,
    "bool": BOOL,
    "strings": list_of(STRING),
    "uint16s": list_of(NUMBER),
    **dict.fromkeys(RANGES, NUMBER),
    "string_map": map_of(STRING),
    "strings_map": map_of(list_of(STRING)),
}
"""What the values of each kind of argument convert to: a null of another type does not."""


def read_text_map(run: Decoding, expression: Expression, scope: Scope) -> dict[str, str] | None:
    """The map of an argument such as `env = {…}`; None if it has none."""
    value = run.value(expression, scope)
    if value is None:
        return None
    if value.raw is None:
        return None
    members = _text_map(run, "string_map", value, expression)
    return None if members is ABSENT else members
