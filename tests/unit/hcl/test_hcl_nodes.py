"""Nodes and the places of their parts."""

from __future__ import annotations

from typing import Any

import pytest

from jobspec.diagnostics import Range
from jobspec.hcl.graphemes import count_clusters
from jobspec.hcl.nodes import (
    Attribute,
    Binary,
    Block,
    Call,
    GetAttr,
    Index,
    LegacyIndex,
    Literal,
    Object,
    Splat,
    Template,
    Unary,
    Variable,
    walk,
)
from jobspec.hcl.parser import parse, parse_expression, parse_template


def expression(text: str) -> Any:
    node, wrong = parse_expression(text)
    assert wrong == []
    return node


def columns(range: Range) -> tuple[int, int]:
    return range.start.column, range.end.column


def test_structure() -> None:
    body = parse('job "x" y {\n  a = 1\n\n  b {}\n}\n', "f.hcl")
    (job,) = body.blocks
    assert isinstance(job, Block)
    assert (job.type, job.labels, list(job.body.attributes), [one.type for one in job.body.blocks]) == (
        "job",
        ["x", "y"],
        ["a"],
        ["b"],
    )
    assert [columns(range) for range in job.label_ranges] == [(5, 8), (9, 10)]
    assert (columns(job.type_range), columns(job.open_range), columns(job.header_range)) == ((1, 4), (11, 12), (1, 10))
    assert str(job.body.attributes["a"].name_range) == "f.hcl:2:3"
    assert columns(job.body.attributes["a"].equals_range) == (5, 6)
    assert job.close_range.start.line == 5


def test_walk_goes_from_outside_in() -> None:
    kinds = [type(node).__name__ for node in walk(parse("a = [b.c, -1]\nd { e = f(1) }\n"))]
    expected = "Body Attribute Tuple GetAttr Variable Unary Literal Block Body Attribute Call Literal"
    assert kinds == expected.split()


def test_parts_of_operations() -> None:
    node = expression("ab + cd")
    assert isinstance(node, Binary)
    assert (columns(node.range), columns(node.operator_range), columns(node.subject_range)) == ((1, 8), (4, 5), (1, 3))
    call = expression("f::g(a, b...)")
    assert isinstance(call, Call)
    assert (call.name, call.expand_final, columns(call.name_range), columns(call.close_range)) == (
        "f::g",
        True,
        (1, 5),
        (13, 14),
    )
    negative = expression("-a.b")
    assert isinstance(negative, Unary)
    assert columns(negative.operator_range) == (1, 2)
    assert isinstance(negative.operand, GetAttr)


def test_precedence_is_the_grammars() -> None:
    def shape(node: Any) -> Any:
        return (node.operator, shape(node.left), shape(node.right)) if isinstance(node, Binary) else node.text

    assert shape(expression("1 + 2 * 3 - 4 == 5 && 6 < 7 || 8")) == (
        "||",
        ("&&", ("==", ("-", ("+", "1", ("*", "2", "3")), "4"), "5"), ("<", "6", "7")),
        "8",
    )


def test_steps() -> None:
    node = expression("a.b[1].2")
    assert isinstance(node, LegacyIndex)
    assert (node.index, columns(node.step_range)) == ("2", (7, 9))
    index = node.value
    assert isinstance(index, Index)
    assert columns(index.step_range) == (4, 7)
    assert isinstance(index.value, GetAttr)
    assert columns(index.value.step_range) == (2, 4)


def test_a_full_splat_takes_all_steps_and_the_old_one_only_attributes() -> None:
    full = expression("a[*].b[0]")
    assert isinstance(full, Splat)
    assert isinstance(full.each, Index)
    assert (columns(full.step_range), columns(full.subject_range)) == ((2, 5), (2, 5))
    old = expression("a.*.b[0]")
    assert isinstance(old, Index)
    assert isinstance(old.value, Splat)
    assert isinstance(old.value.each, GetAttr)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('""', []),
        ('"a\\tb$${c}"', ["a\tb${c}"]),
        ('"a ${~ b ~} c"', ["a", "b", "c"]),
        ('"\\u00e9%%{"', ["é%{"]),
        ("<<E\na\n  b\nE\n", ["a\n  b\n"]),
        ("<<-E\n    a\n\n      b\n  E\n", ["a\n\n  b\n"]),
        ("<<-E\n  a ${b}\n    c\n  E\n", ["a ", "b", "\n", "  c\n"]),
    ],
)
def test_texts(text: str, parts: list[str]) -> None:
    node = expression(text)
    assert isinstance(node, Template)
    assert [part if isinstance(part, str) else part.text.strip("${}~ ") for part in node.parts] == parts


def test_a_lone_interpolation_is_wrapped() -> None:
    node = expression('"${a}"')
    assert isinstance(node, Template)
    assert isinstance(node.wrapped, Variable)
    assert columns(node.subject_range) == (1, 7)
    assert (columns(expression('"ab"').subject_range), columns(expression('""').subject_range)) == ((2, 4), (2, 2))
    template, _ = parse_template("${a}\n")
    assert template is not None
    assert template.wrapped is None


def test_words_in_their_places() -> None:
    node = expression("{ true = null, in = if, (a) = 1, for = 2 }")
    assert isinstance(node, Object)
    assert [item.literal_key for item in node.items] == ["true", "in", None, "for"]
    value = node.items[0].value
    assert isinstance(value, Literal)
    assert value.value is None


def test_columns() -> None:
    found = parse('\ta = "日e\u0301" # x\n').attributes["a"]
    assert isinstance(found, Attribute)
    assert columns(found.expression.range) == (6, 10)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("ab", 2),
        ("e\u0301", 1),
        ("\r\n", 1),
        ("\U0001f1e9\U0001f1ea\U0001f1eb", 2),
        ("각", 1),
        ("\u1100\u1161\u11a8", 1),
    ],
)
def test_grapheme_clusters(text: str, count: int) -> None:
    assert count_clusters(text) == count
