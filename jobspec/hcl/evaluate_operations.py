"""Evaluates operators, conditionals and parentheses."""

from __future__ import annotations

from collections.abc import Callable

from jobspec.hcl import mistakes
from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.equality import equals
from jobspec.hcl.evaluation import Evaluation, Scope, evaluates
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.numbers import Number, NumberError
from jobspec.hcl.operations import Binary, Conditional, Parenthesized, Unary
from jobspec.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, Type, describe
from jobspec.hcl.unification import unify
from jobspec.hcl.values import DYNAMIC_UNKNOWN, UNKNOWN, Value, number, truth, unknown

_ARITHMETIC: dict[str, Callable[[Number, Number], Number]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "%": lambda left, right: left % right,
}
_ORDER: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


@evaluates(Parenthesized)
def parenthesized(run: Evaluation, node: Parenthesized, scope: Scope) -> Value:
    """The value inside."""
    return run.value(node.expression, scope)


@evaluates(Binary)
def binary(run: Evaluation, node: Binary, scope: Scope) -> Value:
    """The result of an operator. A chain of operators is followed from its left end without recursion."""
    chain = [node]
    while isinstance(chain[-1].left, Binary):
        chain.append(chain[-1].left)
    result = run.value(chain[-1].left, scope)
    for one in reversed(chain):
        result = _operation(run, one, result, scope)
    return result


def _operation(run: Evaluation, node: Binary, left: Value, scope: Scope) -> Value:
    before = len(run.problems)
    right = run.value(node.right, scope)
    operator = node.operator
    if operator in ("==", "!="):
        equal = equals(left, right)
        return equal if operator == "==" or equal.raw is UNKNOWN else truth(not equal.raw)
    wanted = BOOL if operator in ("&&", "||") else NUMBER
    result = NUMBER if operator in _ARITHMETIC else BOOL
    converted = [_operand(run, value, wanted, part, node) for value, part in ((left, node.left), (right, node.right))]
    if len(run.problems) > before:
        return unknown(result)
    one, other = converted
    if one.raw is None or other.raw is None:
        run.report(mistakes.OPERATION_FAILED, node.range, f'The operands of "{operator}" must not be null.')
        return unknown(result)
    if one.raw is UNKNOWN or other.raw is UNKNOWN:
        return unknown(result)
    return _calculated(run, node, one, other)


def _calculated(run: Evaluation, node: Binary, left: Value, right: Value) -> Value:
    operator = node.operator
    if operator == "&&":
        return truth(left.raw and right.raw)
    if operator == "||":
        return truth(left.raw or right.raw)
    if operator in _ORDER:
        return truth(_ORDER[operator](left.raw.compare(right.raw)))
    try:
        return number(_ARITHMETIC[operator](left.raw, right.raw))
    except NumberError as error:
        run.report(mistakes.OPERATION_FAILED, node.range, f"There is no result: {error}.")
        return unknown(NUMBER)


def _operand(run: Evaluation, value: Value, wanted: Type, part: Expression, whole: Expression) -> Value:
    try:
        return convert(value, wanted)
    except ConversionError as error:
        detail = f"This operand does not fit: {error}."
        if isinstance(whole, Binary) and whole.operator == "+" and value.term == STRING:
            detail += ' Texts are joined within a text: "${one}${other}".'
        run.report(mistakes.BAD_OPERAND, part.range, detail, context=whole.range)
        return unknown(wanted)


@evaluates(Unary)
def unary(run: Evaluation, node: Unary, scope: Scope) -> Value:
    """A negated number or bool."""
    wanted = BOOL if node.operator == "!" else NUMBER
    given = run.value(node.operand, scope)
    try:
        value = convert(given, wanted)
    except ConversionError as error:
        subject, context = node.operand.range, node.range
        run.report(mistakes.BAD_OPERAND, subject, f"This operand does not fit: {error}.", context=context)
        return unknown(wanted)
    if value.raw is UNKNOWN:
        return unknown(wanted)
    if value.raw is None:
        run.report(mistakes.OPERATION_FAILED, node.range, "A null cannot be negated.")
        return unknown(wanted)
    return truth(not value.raw) if wanted == BOOL else number(-value.raw)


@evaluates(Conditional)
def conditional(run: Evaluation, node: Conditional, scope: Scope) -> Value:
    """One of two results. Both are evaluated for their types; what is wrong with the other one is forgotten."""
    then_run, otherwise_run = Evaluation(), Evaluation()
    then_run.spent = otherwise_run.spent = run.spent
    then, otherwise = then_run.value(node.then, scope), otherwise_run.value(node.otherwise, scope)
    run.spent = then_run.spent + otherwise_run.spent - run.spent
    wanted = _branch_type(then, otherwise)
    if wanted is None:
        kinds = f"The first result is {describe(then.term)}, but the second is {describe(otherwise.term)}"
        run.report(mistakes.BRANCH_TYPES, node.results_range, f"{kinds}: give both one type.", context=node.range)
        return DYNAMIC_UNKNOWN
    condition = check_condition(run, run.value(node.condition, scope), node.condition, node)
    if condition is None:
        return unknown(wanted)
    chosen, chosen_run = (then, then_run) if condition else (otherwise, otherwise_run)
    run.problems.extend(chosen_run.problems)
    try:
        return convert(chosen, wanted)
    except ConversionError as error:
        detail = f"The result does not convert: {error}."
        run.report(mistakes.BRANCH_TYPES, node.results_range, detail, context=node.range)
        return unknown(wanted)


def _branch_type(then: Value, otherwise: Value) -> Type | None:
    if then.raw is None and then.term == DYNAMIC:
        return otherwise.term
    if otherwise.raw is None and otherwise.term == DYNAMIC:
        return then.term
    if DYNAMIC in (then.term, otherwise.term):
        return DYNAMIC
    return unify([then.term, otherwise.term])


def check_condition(
    run: Evaluation, value: Value, subject: Node, context: Node, *, strict: bool = False
) -> bool | None:
    """A condition's truth; None if it is unknown or, which is reported, no condition.

    An unknown value has any type; only if `strict` it is one that may come to be true or false.
    """
    if value.raw is None:
        run.report(mistakes.BAD_CONDITION, subject.range, "The condition is null.", context=context.range)
        return None
    if value.raw is UNKNOWN and not strict:
        return None
    try:
        converted = convert(value, BOOL)
    except ConversionError:
        detail = f"The condition must be true or false, not {describe(value.term)}."
        run.report(mistakes.BAD_CONDITION, subject.range, detail, context=context.range)
        return None
    return None if converted.raw is UNKNOWN else bool(converted.raw)
