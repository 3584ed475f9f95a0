"""Legacy HCL1: items, values and the oddities of its parser."""

from __future__ import annotations

import pytest

from jobspec.hcl.legacy import parse_legacy
from jobspec.hcl.legacy_nodes import LegacyObject
from jobspec.hcl.nodes import Expression, Literal, Template, Tuple


def plain(value: Expression) -> object:
    if isinstance(value, LegacyObject):
        return [[*item.keys, plain(item.value)] for item in value.items]
    if isinstance(value, Tuple):
        return [plain(item) for item in value.items]
    if isinstance(value, Literal):
        return value.value
    assert isinstance(value, Template)
    return value.plain


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", []),
        ('a "b" { c = 1 d = [ , "e",, true ], }', [["a", "b", [["c", "1"], ["d", ["e", True]]]]]),
        ("a = 1b = 0644 c = 0x1f", [["a", "1"], ["b", "420"], ["c", "31"]]),
        ('a = "x${ f("y") }\\n\\x41"', [["a", 'x${ f("y") }\nA']]),
        ("a = <<E\n x\n  E\n", [["a", " x\n  "]]),
        ("a = <<-E\n  x\n   y\n  E\n", [["a", "x\n y\n"]]),
        ('o { l = ["a"} }', [["o", []]]),
        ("a.b-c { # d\n /* e */ }", [["a.b-c", []]]),
    ],
)
def test_items(text: str, items: list[object]) -> None:
    body, wrong = parse_legacy(text)
    assert (plain(body), wrong) == (items, [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a "b" = {}', "NJ0056 1:7"),
        ('a = "b', "NJ0051 1:7"),
        ("a = null", "NJ0056 1:5"),
        ("a = 08", "NJ0055 1:5"),
        ('a = "\\q"', "NJ0052 1:7"),
        ("/* a", "NJ0053 1:5"),
        ("a = <<E\nE", "NJ0054 2:2"),
        ("a = 1 ; b", "NJ0050 1:7"),
        ("a {" * 5000, "NJ0056 1:453"),
    ],
)
def test_what_is_wrong(text: str, place: str) -> None:
    _, wrong = parse_legacy(text)
    assert [f"{item.id} {str(item.subject).partition(':')[2]}" for item in wrong] == [place]
