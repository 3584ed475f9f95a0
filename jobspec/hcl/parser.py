"""From a text to its nodes: the entries of the parser, for people who program and for the rooms above."""

from __future__ import annotations

from typing import Any

from jobspec.diagnostics import Diagnostic, ParseError
from jobspec.hcl.build import Builder
from jobspec.hcl.characters import character_diagnostics
from jobspec.hcl.decoding import Decoded, decode
from jobspec.hcl.drive import Stuck, drive
from jobspec.hcl.explain import Stack, explain
from jobspec.hcl.grammar import TABLES
from jobspec.hcl.messages import diagnose
from jobspec.hcl.nodes import Body, Expression, Template
from jobspec.hcl.problems import Problem
from jobspec.hcl.recover import Recovery
from jobspec.hcl.scan import scan
from jobspec.hcl.sift import MAX_DEPTH, TooDeep, settle, sift, view
from jobspec.hcl.source import Source


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
    """Read the tokens of the defining lexer."""
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
        node = drive(TABLES, seen.kinds, TABLES.actions(builder), [TABLES.starts[start]], [])
    except Stuck as stuck:
        if start == "file":
            builder = Builder(source, seen.kinds, seen.texts)
            node = Recovery(raw, kept, seen, builder).run()
        else:
            builder.problems.append(explain(Stack(seen.kinds, seen.texts, stuck.values, stuck.at)))
    return node, [*wrong, *(diagnose(problem, source) for problem in builder.problems)]


def _nothing(source: Source, start: str) -> Body | None:
    return Body(source, 0, 0, {}, []) if start == "file" else None
