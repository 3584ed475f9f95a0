"""Locals: named values that may refer to each other in any order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jobspec.decode import mistakes
from jobspec.decode.decoding import Decoding
from jobspec.hcl.evaluator import Scope, evaluate
from jobspec.hcl.json_nodes import JsonBody
from jobspec.hcl.nodes import Block, Expression, GetAttr, Index, Template, Variable, walk
from jobspec.hcl.values import Value, object_value


def gather(run: Decoding, blocks: Iterable[Block]) -> dict[str, Expression]:
    """The expressions of all locals; of a name in two blocks the later one counts."""
    found: dict[str, Expression] = {}
    for block in blocks:
        if block.type != "locals":
            continue
        body = block.body.all_arguments(run.problems) if isinstance(block.body, JsonBody) else block.body
        for nested in body.blocks:
            detail = "A locals block holds arguments only: name = value."
            summary = f'Unknown block "{nested.type}"'
            run.report(mistakes.UNKNOWN_BLOCK, nested.type_range, detail, summary=summary)
        for name, attribute in body.attributes.items():
            found[name] = attribute.expression
    return found


def evaluate_all(run: Decoding, expressions: dict[str, Expression], scope: Scope) -> dict[str, Value]:
    """The values of locals, each after those that it refers to. What depends on a wrong one is not blamed."""
    values: dict[str, Value] = {}
    failed: set[str] = set()
    for name in _ordered(expressions):
        needed = set(_needed(expressions[name])) & expressions.keys()
        if needed & failed:
            failed.add(name)
            continue
        circle = _circle(name, expressions, values)
        if circle:
            failed.add(name)
            _report_circle(run, expressions[name], circle)
            continue
        inner = scope.inner({"local": object_value(values)})
        value, problems = evaluate(expressions[name], inner)
        run.problems.extend(problems)
        if problems:
            failed.add(name)
        else:
            values[name] = value
    return values


def _circle(name: str, expressions: dict[str, Expression], values: dict[str, Value]) -> list[str]:
    """The way from a local back to itself, over locals that have no value yet; empty if there is none."""
    way: dict[str, None] = {}
    current: str | None = name
    while current is not None and current not in way:
        way[current] = None
        current = next((one for one in _needed(expressions[current]) if one in expressions and one not in values), None)
    names = list(way)
    return [] if current is None else [*names[names.index(current) :], current]


def _report_circle(run: Decoding, expression: Expression, circle: list[str]) -> None:
    subject = next((node.step_range for node, name in _references(expression) if name in circle), expression.range)
    detail = f"{' → '.join(circle)}. One of them must get along without the others."
    summary = f'The local "{circle[0]}" depends on itself'
    run.report(mistakes.LOCAL_CYCLE, subject, detail, summary=summary, context=expression.range)


def _needed(expression: Expression) -> Iterator[str]:
    """The names of the locals that an expression refers to."""
    return (name for _, name in _references(expression))


def _references(expression: Expression) -> Iterator[tuple[GetAttr | Index, str]]:
    """The steps of an expression that lead to a local, with its name."""
    for node in walk(expression):
        if isinstance(node, (GetAttr, Index)) and isinstance(node.value, Variable) and node.value.name == "local":
            if isinstance(node, GetAttr):
                yield node, node.name
            elif isinstance(node.key, Template) and node.key.plain is not None:
                yield node, node.key.plain


def _ordered(expressions: dict[str, Expression]) -> list[str]:
    """The names so that each stands behind those it needs; within a cycle in the order of the text."""
    ordered: list[str] = []
    state: dict[str, bool] = {}
    for start in expressions:
        waiting = [(start, iter(_needed(expressions[start])))]
        if start in state:
            continue
        state[start] = False
        while waiting:
            name, needed = waiting[-1]
            following = next((one for one in needed if one in expressions and one not in state), None)
            if following is None:
                waiting.pop()
                state[name] = True
                ordered.append(name)
            else:
                state[following] = False
                waiting.append((following, iter(_needed(expressions[following]))))
    return ordered
