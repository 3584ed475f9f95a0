"""Evaluates calls of functions, and the three that take expressions instead of values: can, convert, try."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.diagnostics import Range, did_you_mean
from jobspec.hcl import mistakes
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.evaluate_references import reference_root
from jobspec.hcl.evaluation import Evaluation, Scope, evaluates
from jobspec.hcl.functions import Function, FunctionError
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.operations import Call
from jobspec.hcl.type_expressions import TypeProblem, read_type
from jobspec.hcl.types import BOOL, DYNAMIC, describe, kind
from jobspec.hcl.values import DYNAMIC_UNKNOWN, UNKNOWN, Value, truth, unknown


@evaluates(Call)
def call(run: Evaluation, node: Call, scope: Scope) -> Value:
    """The result of a function."""
    function = scope.functions.get(node.name)
    if function is None:
        hint = did_you_mean(node.name, sorted(scope.functions))
        detail = f'Did you mean "{hint}"?' if hint else "The language has no function of this name."
        if not scope.functions:
            detail = "Functions cannot be called here."
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
    run.spend(len(result.raw) if isinstance(result.raw, (str, tuple)) else 1)
    return result


def _arguments(run: Evaluation, node: Call, scope: Scope) -> list[tuple[Value, Expression]] | None:
    """The arguments with where they stand, the last one expanded if it says so; None if their number is unknown."""
    if not node.expand_final or not node.arguments:
        return [(run.value(argument, scope), argument) for argument in node.arguments]
    *plain, final = node.arguments
    expanded = run.value(final, scope)
    if expanded.raw is None or kind(expanded.term) not in ("list", "set", "tuple"):
        if expanded.raw is UNKNOWN and expanded.term == DYNAMIC:
            return None
        what = "null" if expanded.raw is None else f"of type {describe(expanded.term)}"
        detail = f"Only a list, a tuple or a set can be expanded; this value is {what}."
        run.report(mistakes.BAD_EXPANSION, final.range, detail, context=node.range)
        return None
    if expanded.raw is UNKNOWN:
        return None
    given = [(run.value(argument, scope), argument) for argument in plain]
    return given + [(item, final) for item in expanded.raw]


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
    """Call a function that takes expressions."""
    if node.expand_final and node.arguments:
        detail = f'The arguments of "{node.name}" are expressions, which cannot be expanded.'
        run.report(mistakes.BAD_EXPANSION, node.arguments[-1].range, detail, context=node.range)
        return DYNAMIC_UNKNOWN
    if not _has_right_count(run, node, function, len(node.arguments)):
        return DYNAMIC_UNKNOWN
    if node.name == "can":
        return _can(run, node.arguments[0], scope)
    return _try(run, node, scope) if node.name == "try" else _convert(run, node, scope)


def _attempt(run: Evaluation, node: Expression, scope: Scope) -> tuple[Value, bool]:
    """A value, and whether it could be had; what is wrong is not reported."""
    quiet = Evaluation()
    quiet.spent = run.spent
    value = quiet.value(node, scope)
    run.spent = quiet.spent
    return value, not quiet.problems


def _can(run: Evaluation, node: Expression, scope: Scope) -> Value:
    if _depends_on_unknown(node, scope):
        return unknown(BOOL)
    return truth(_attempt(run, node, scope)[1])


def _try(run: Evaluation, node: Call, scope: Scope) -> Value:
    for argument in node.arguments:
        if _depends_on_unknown(argument, scope):
            return DYNAMIC_UNKNOWN
        value, possible = _attempt(run, argument, scope)
        if possible:
            return value
    detail = "None of its arguments has a value." if node.arguments else "It takes at least one argument."
    summary = 'Function "try" failed'
    run.report(mistakes.CALL_FAILED, node.subject_range, detail, summary=summary, context=node.range)
    return DYNAMIC_UNKNOWN


def _depends_on_unknown(node: Expression, scope: Scope) -> bool:
    """Whether a reference in an expression leads to something that is not wholly known."""
    quiet = Evaluation()
    for reference, root in _references(node):
        if scope.find(root) is not None:
            value = quiet.value(reference, scope)
            if not quiet.problems and not value.is_known:
                return True
            quiet.problems.clear()
    return False


def _references(node: Node) -> Iterator[tuple[Expression, str]]:
    """The outermost references in an expression, with the names of their roots."""
    waiting: list[Node] = [node]
    while waiting:
        current = waiting.pop()
        root = reference_root(current) if isinstance(current, Expression) else None
        if root is not None and isinstance(current, Expression):
            yield current, root.name
        else:
            waiting.extend(current.children())


def _convert(run: Evaluation, node: Call, scope: Scope) -> Value:
    argument, written = node.arguments
    before = len(run.problems)
    value = run.value(argument, scope)
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
        _report_argument(run, node, "value", str(error), argument.subject_range)
        return DYNAMIC_UNKNOWN
