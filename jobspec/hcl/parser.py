"""From a text to its nodes: the entries of the parser, for people who program and for the rooms above."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

from jobspec.diagnostics import Diagnostic, ParseError
from jobspec.hcl.build import ACTIONS, Builder
from jobspec.hcl.decoding import Decoded, decode
from jobspec.hcl.drive import Stuck, drive
from jobspec.hcl.grammar import TABLES
from jobspec.hcl.lines import Lined, lined
from jobspec.hcl.nodes import Body, Expression, Template
from jobspec.hcl.problems import Problem
from jobspec.hcl.scan import scan
from jobspec.hcl.sift import settle, sift, view
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
    found = lined(decoded.text, start) if start != "template" else None
    if found:
        node, problems = _parse_quickly(found, decoded, filename, start)
        if node is not None:
            return node, _careful().told(problems, node.source) if problems else []
    slowly: tuple[Body | Expression | None, list[Diagnostic]] = _careful().parse_carefully(decoded, filename, start)
    return slowly


def _parse_quickly(
    found: Lined, decoded: Decoded, filename: str, start: str
) -> tuple[Body | Expression | None, list[Problem]]:
    """Without places: they are worked out by the other lexer if somebody asks. None if the text is not well-formed."""
    source = Source(filename, decoded.text, partial(_spans, start=start, found=found), decoded.bytes_before)
    builder = Builder(source, found.kinds, found.texts)
    states = [TABLES.starts[start]]
    try:
        node = drive(TABLES, found.steps, ACTIONS, builder, states, [], numbers=found.numbers)
    except Stuck:
        return None, []
    return node, builder.problems


def _spans(text: str, start: str, found: Lined) -> list[Span]:
    """Where the tokens stand that the quick lexer found.

    Only blanks lie between two of its tokens, so each is the next occurrence of its spelling; block comments, which it
    leaves out, are the exception.
    """
    if "/*" in text:
        raw = sift(scan(text), text)
        return view(raw, settle(raw.kinds, raw.texts, start), start, len(text)).spans
    spans: list[Span] = []
    find, at, done = text.find, 0, 0
    for number, left_out in [*found.gaps, (len(found.texts), "")]:
        for spelling in found.texts[done:number]:
            first = find(spelling, at)
            at = first + len(spelling)
            spans.append((first, at))
        done = number
        at = find(left_out, at) + len(left_out)
    # Nothing is written at the end, nor for the newline before it if there is none.
    close = (len(text), len(text))
    while spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    return spans + [close] * max(2, len(found.texts) - len(spans))


def _careful() -> Any:
    """The slow road and all the words for mistakes, which most texts never need."""
    return import_module("jobspec.hcl.careful")
