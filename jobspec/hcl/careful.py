"""The slow road of the parser: it places every token, explains each mistake, and goes on behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobspec.diagnostics import Diagnostic
from jobspec.hcl.build import ACTIONS, Builder
from jobspec.hcl.characters import character_diagnostics
from jobspec.hcl.decoding import Decoded
from jobspec.hcl.drive import Stuck, complete, drive
from jobspec.hcl.explain import explain
from jobspec.hcl.grammar import TABLES
from jobspec.hcl.messages import diagnose
from jobspec.hcl.nodes import Body, Expression
from jobspec.hcl.problems import Problem
from jobspec.hcl.recover import Recovery
from jobspec.hcl.scan import scan
from jobspec.hcl.sift import MAX_DEPTH, TooDeep, settle, sift, view
from jobspec.hcl.source import Source
from jobspec.hcl.stack import Stack


def told(problems: Iterable[Problem], source: Source) -> list[Diagnostic]:
    """Problems of a parse in words."""
    return [diagnose(problem, source) for problem in _in_order(problems)]


_FOUND_LATE = frozenset({"NJ0030", "NJ0032"})
"""Mistakes that may only be found when the block around them is complete, perhaps more than once."""


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, and those that were found late before what stands behind them."""
    ordered: list[Problem] = []
    for problem in problems:
        if problem in ordered:
            continue
        at = len(ordered)
        if problem.id in _FOUND_LATE:
            at = next((number for number, other in enumerate(ordered) if other.first > problem.first), at)
        ordered.insert(at, problem)
    return ordered


def parse_carefully(decoded: Decoded, filename: str, start: str) -> tuple[Body | Expression | None, list[Diagnostic]]:
    """What can be read of a text, with everything that is wrong with it."""
    text = decoded.text
    tokens = scan(text, template=start == "template")
    raw = sift(tokens, text)
    source = Source(filename, text, raw.spans, decoded.bytes_before)
    wrong = list(character_diagnostics(tokens, source))
    kinds = list(raw.kinds)
    try:
        kept = settle(kinds, raw.texts, start)
    except TooDeep as deep:
        problem = Problem("NJ0040", deep.at, deep.at + 1, {"limit": MAX_DEPTH})
        return _nothing(source, start), [*wrong, diagnose(problem, source)]
    seen = view(raw._replace(kinds=kinds), kept, start, len(text))
    source = Source(filename, text, seen.spans, decoded.bytes_before)
    builder = Builder(source, seen.kinds, seen.texts)
    node: Any = None
    try:
        node = drive(TABLES, seen.kinds, ACTIONS, builder, [TABLES.starts[start]], [])
    except Stuck as stuck:
        if start == "file":
            builder = Builder(source, seen.kinds, seen.texts)
            node = Recovery(raw, kept, seen, builder).run()
        else:
            complete(TABLES, stuck, ACTIONS, builder)
            builder.problems.append(explain(Stack(seen.kinds, seen.texts, stuck.values, stuck.at, start)))
    return node, [*wrong, *_not_said_before(wrong, told(builder.problems, source))]


_CONSEQUENCES = frozenset({"NJ0021", "NJ0031"})
"""What a character without meaning leads to: a value, or the end of a text, is missing in its place."""


def _not_said_before(wrong: list[Diagnostic], problems: list[Diagnostic]) -> list[Diagnostic]:
    places = {problem.subject.start for problem in wrong if problem.subject}
    return [
        problem
        for problem in problems
        if problem.id not in _CONSEQUENCES or problem.subject is None or problem.subject.start not in places
    ]


def _nothing(source: Source, start: str) -> Body | None:
    return Body(source, 0, 0, {}, []) if start == "file" else None
