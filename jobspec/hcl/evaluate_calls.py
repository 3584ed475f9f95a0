"""Evaluates calls of functions, and the three that take expressions instead of values: can, convert, try."""

from __future__ import annotations

from collections.abc import Sequence

from jobspec.diagnostics import Range
from jobspec.hcl import mistakes
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.elsewhere import no_function
from jobspec.hcl.evaluation import Evaluation, Scope, evaluates
from jobspec.hcl.functions import Function, FunctionError
from jobspec.hcl.node import Expression
from jobspec.hcl.operations import Call
from jobspec.hcl.type_expressions import TypeProblem, read_type
from jobspec.hcl.types import BOOL, DYNAMIC, describe, kind
from jobspec.hcl.values import DYNAMIC_UNKNOWN, FALSE, TRUE, UNKNOWN, Value, unknown


@evaluates(Call)
def call(run: Evaluation, node: Call, scope: Scope) -> Value:
    """The result of a function."""
    function = scope.functions.get(node.name)
    if function is None:
        detail = no_function(node.name, scope.functions)
        summary = f'Unknown function "{node.name}"'
        run.report(mistakes.UNKNOWN_FUNCTION, node.name_range, detail, summary=summary, context=node.range)
        return DYNAMIC_UNKNOWN
    if function.lazy:
        return _call_lazily(run, node, function, scope)
    before = len(run.problems)
    given = _arguments(run, node, scope)
    if given is None or not _has_right_count(run, node, function, len(given)):
        return DYNAMIC_UNKNOWN
    arguments = [_converted(run, function, index, value, at, node) for index, (value, at) in enumerate(given)]
    if len(run.problems) > before:
        return DYNAMIC_UNKNOWN
    try:
        result = function.call(arguments, scope.context)
    except FunctionError as error:
        _report_failure(run, node, function, error, [at for _, at in given])
        return DYNAMIC_UNKNOWN
    except ConversionError as error:
        _report_failure(run, node, function, FunctionError(str(error)), [at for _, at in given])
        return DYNAMIC_UNKNOWN
    run.spend(len(result.raw) if isinstance(result.raw, (str, tuple)) else 1)
    return result


def _arguments(run: Evaluation, node: Call, scope: Scope) -> list[tuple[Value, Expression]] | None:
    """The arguments with where they stand, the last one expanded if it says so; None if their number is unknown."""
    if not node.expand_final or not node.arguments:
        return [(run.value(argument, scope), argument) for argument in node.arguments]
    *plain, final = node.arguments
    expanded = _expanded(run, node, final, scope)
    if expanded is None:
        return None
    given = [(run.value(argument, scope), argument) for argument in plain]
    return given + [(item, final) for item in expanded]


def _expanded(run: Evaluation, node: Call, final: Expression, scope: Scope) -> Sequence[Value] | None:
    """The values of an argument followed by `...`; None if they are unknown, or there are none."""
    value = run.value(final, scope)
    if value.raw is None or kind(value.term) not in ("list", "set", "tuple"):
        if value.raw is not UNKNOWN or value.term != DYNAMIC:
            what = "null" if value.raw is None else f"of type {describe(value.term)}"
            detail = f"Only a list, a tuple or a set can be expanded; this value is {what}."
            run.report(mistakes.BAD_EXPANSION, final.range, detail, context=node.range)
        return None
    items: tuple[Value, ...] | None = None if value.raw is UNKNOWN else value.raw
    return items


def _has_right_count(run: Evaluation, node: Call, function: Function, count: int) -> bool:
    least = len(function.parameters)
    if count < least:
        missing = function.parameters[count].name
        exact = "" if function.variadic is None else "at least "
        detail = f'It takes {exact}{least} argument{"s"[: least != 1]}; there is none for "{missing}".'
        summary = f'Function "{node.name}" has too few arguments'
        run.report(mistakes.ARGUMENT_COUNT, node.close_range, detail, summary=summary, context=node.range)
        return False
    if count > least and function.variadic is None:
        subject = node.arguments[min(least, len(node.arguments) - 1)].subject_range
        detail = f"It takes {least or 'no'} argument{'s'[: least != 1]}."
        summary = f'Function "{node.name}" has too many arguments'
        run.report(mistakes.ARGUMENT_COUNT, subject, detail, summary=summary, context=node.range)
        return False
    return True


def _converted(run: Evaluation, function: Function, index: int, value: Value, at: Expression, node: Call) -> Value:
    parameter = function.parameter(index)
    assert parameter is not None
    try:
        return convert(value, parameter.type)
    except ConversionError as error:
        _report_argument(run, node, parameter.name, str(error), at.subject_range)
        return value


def _report_argument(run: Evaluation, node: Call, name: str, reason: str, subject: Range) -> None:
    summary = f'Unsuitable argument "{name}" of function "{node.name}"'
    run.report(
        mistakes.BAD_ARGUMENT, subject, f"{reason[:1].upper()}{reason[1:]}.", summary=summary, context=node.range
    )


def _report_failure(
    run: Evaluation, node: Call, function: Function, error: FunctionError, places: list[Expression]
) -> None:
    index = error.argument
    if index is not None and places:
        parameter = function.parameter(index)
        name = parameter.name if parameter else "args"
        _report_argument(run, node, name, str(error), places[min(index, len(places) - 1)].subject_range)
        return
    reason = str(error)
    detail = f"{reason[:1].upper()}{reason[1:]}."
    summary = f'Function "{node.name}" failed'
    run.report(mistakes.CALL_FAILED, node.subject_range, detail, summary=summary, context=node.range)


def _call_lazily(run: Evaluation, node: Call, function: Function, scope: Scope) -> Value:
    """Call a function that takes expressions; of expanded ones there are only the values."""
    given: list[Expression | Value] = list(node.arguments)
    if node.expand_final and given:
        expanded = _expanded(run, node, node.arguments[-1], scope)
        if expanded is None:
            return DYNAMIC_UNKNOWN
        given[-1:] = expanded
    if not _has_right_count(run, node, function, len(given)):
        return DYNAMIC_UNKNOWN
    if node.name == "can":
        return _can(run, given[0], scope)
    return _try(run, node, given, scope) if node.name == "try" else _convert(run, node, given, scope)


def _attempt(run: Evaluation, given: Expression | Value, scope: Scope) -> Value | None:
    """A value, or None if it cannot be had; what is wrong is not reported."""
    if isinstance(given, Value):
        return given
    quiet = Evaluation()
    quiet.spent = run.spent
    value = quiet.value(given, scope)
    run.spent = quiet.spent
    return None if quiet.problems else value


def _can(run: Evaluation, given: Expression | Value, scope: Scope) -> Value:
    value = _attempt(run, given, scope)
    return FALSE if value is None else TRUE if value.is_known else unknown(BOOL)


def _try(run: Evaluation, node: Call, given: Sequence[Expression | Value], scope: Scope) -> Value:
    for one in given:
        value = _attempt(run, one, scope)
        if value is not None:
            return value if value.is_known else DYNAMIC_UNKNOWN
    detail = "None of its arguments has a value." if given else "It takes at least one argument."
    summary = 'Function "try" failed'
    run.report(mistakes.CALL_FAILED, node.subject_range, detail, summary=summary, context=node.range)
    return DYNAMIC_UNKNOWN


def _convert(run: Evaluation, node: Call, given: Sequence[Expression | Value], scope: Scope) -> Value:
    argument, written = given
    before = len(run.problems)
    value = argument if isinstance(argument, Value) else run.value(argument, scope)
    if isinstance(written, Value):
        _report_argument(run, node, "type", "a type must be written out", node.arguments[-1].subject_range)
        return DYNAMIC_UNKNOWN
    try:
        target = read_type(written, exact=False)
    except TypeProblem as problem:
        run.problems.append(problem.diagnostic.replace(context=node.range))
        return DYNAMIC_UNKNOWN
    if len(run.problems) > before:
        return DYNAMIC_UNKNOWN
    try:
        return convert(value, target)
    except ConversionError as error:
        _report_argument(run, node, "value", str(error), node.arguments[0].subject_range)
        return DYNAMIC_UNKNOWN
