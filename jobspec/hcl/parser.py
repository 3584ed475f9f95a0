"""From a text to its nodes: the entries of the parser, for people who program and for the rooms above."""

from __future__ import annotations

from typing import Any

from jobspec.diagnostics import Diagnostic, ParseError
from jobspec.hcl.build import Builder
from jobspec.hcl.characters import character_diagnostics
from jobspec.hcl.decoding import Decoded, decode
from jobspec.hcl.drive import Stuck, complete, drive
from jobspec.hcl.explain import Stack, explain
from jobspec.hcl.grammar import TABLES
from jobspec.hcl.lines import Lined, settle_lines
from jobspec.hcl.messages import diagnose
from jobspec.hcl.nodes import Body, Expression, Template
from jobspec.hcl.problems import Problem
from jobspec.hcl.quick import quick_lines
from jobspec.hcl.recover import Recovery
from jobspec.hcl.scan import scan
from jobspec.hcl.sift import MAX_DEPTH, TooDeep, settle, sift, view
from jobspec.hcl.source import Source, Span


def parse(text: str | bytes, filename: str = "<string>") -> Body:
    """The body of an HCL text. Raises ParseError.

    >>> parse('a = 1').attributes["a"].expression.value
    '1'
    """
    body, diagnostics = parse_body(text, filename)
    if diagnostics:
        raise ParseError(diagnostics)
    return body


def parse_body(text: str | bytes, filename: str = "<string>") -> tuple[Body, list[Diagnostic]]:
    """The body of an HCL text and what is wrong with it; then the body holds what could be read."""
    node, diagnostics = _parse(decode(text), filename, "file")
    assert isinstance(node, Body)
    return node, diagnostics


def parse_expression(text: str, filename: str = "<expression>") -> tuple[Expression | None, list[Diagnostic]]:
    """A single expression; line breaks in it mean nothing. None if it cannot be read."""
    node, diagnostics = _parse(decode(text), filename, "expression")
    return (node if isinstance(node, Expression) and not diagnostics else None), diagnostics


def parse_template(text: str, filename: str = "<template>") -> tuple[Template | None, list[Diagnostic]]:
    """A text that is a template as a whole, as if it stood in a heredoc. None if it cannot be read."""
    node, diagnostics = _parse(decode(text), filename, "template")
    return (node if isinstance(node, Template) and not diagnostics else None), diagnostics


def _parse(decoded: Decoded, filename: str, start: str) -> tuple[Body | Expression | None, list[Diagnostic]]:
    """Take the fast road, and where it ends the slow one, which knows every place and mistake."""
    pieces = quick_lines(decoded.text) if start != "template" else None
    lined = settle_lines(pieces, start) if pieces else None
    if lined:
        node, problems = _parse_quickly(lined, decoded, filename, start)
        if node is not None:
            return node, [diagnose(problem, node.source) for problem in problems]
    return _parse_slowly(decoded, filename, start)


def _parse_quickly(
    lined: Lined, decoded: Decoded, filename: str, start: str
) -> tuple[Body | Expression | None, list[Problem]]:
    """Without places: they are worked out by the other lexer if somebody asks. None if the text is not well-formed."""
    source = Source(filename, decoded.text, lambda text: _spans(text, start, lined), decoded.bytes_before)
    builder = Builder(source, lined.kinds, lined.texts)
    states = [TABLES.starts[start]]
    try:
        node = drive(TABLES, lined.steps, TABLES.actions(builder), states, [], numbers=lined.numbers)
    except Stuck:
        return None, []
    return node, builder.problems


def _spans(text: str, start: str, lined: Lined) -> list[Span]:
    """Where the tokens stand that the quick lexer found.

    Only blanks lie between two of its tokens, so each is the next occurrence of its spelling; block comments, which it
    leaves out, are the exception.
    """
    if "/*" in text:
        raw = sift(scan(text), text)
        return view(raw, settle(raw.kinds, raw.texts, start), start, len(text)).spans
    spans: list[Span] = []
    find, at, done = text.find, 0, 0
    for number, left_out in [*lined.gaps, (len(lined.texts), "")]:
        for spelling in lined.texts[done:number]:
            first = find(spelling, at)
            at = first + len(spelling)
            spans.append((first, at))
        done = number
        at = find(left_out, at) + len(left_out)
    # Nothing is written at the end, nor for the newline before it if there is none.
    close = (len(text), len(text))
    while spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    return spans + [close] * max(2, len(lined.texts) - len(spans))


def _parse_slowly(decoded: Decoded, filename: str, start: str) -> tuple[Body | Expression | None, list[Diagnostic]]:
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
    actions = TABLES.actions(builder)
    try:
        node = drive(TABLES, seen.kinds, actions, [TABLES.starts[start]], [])
    except Stuck as stuck:
        if start == "file":
            builder = Builder(source, seen.kinds, seen.texts)
            node = Recovery(raw, kept, seen, builder).run()
        else:
            complete(TABLES, stuck, actions)
            builder.problems.append(explain(Stack(seen.kinds, seen.texts, stuck.values, stuck.at, start)))
    return node, [*wrong, *_not_said_before(wrong, [diagnose(problem, source) for problem in builder.problems])]


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
