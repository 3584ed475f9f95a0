"""The formatter: its rules one by one, and what holds for every text."""

from __future__ import annotations

import pytest
from hcl_mutants import mutants
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.diagnostics import ParseError
from jobspec.hcl.formatter import format as formatted
from jobspec.hcl.parser import parse_body


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ""),
        ("a=1", "a = 1"),
        ("\ufeffa=1\n", "a = 1\n"),
        ("a = 1\r\nbb = 2\r\n", "a  = 1\r\nbb = 2\r\n"),
        ("a = 1 # x\nbb = 22 # y\n", "a  = 1  # x\nbb = 22 # y\n"),
        ("a{\nb=[\n1,\n2]\n}\n", "a {\n  b = [\n    1,\n  2]\n}\n"),
        ("a = f( 1,2 ... )\n", "a = f(1, 2...)\n"),
        ("a = - b+ -c\n", "a = -b + -c\n"),
        ('a = "${ b }%{ if c }d%{ endif }"\n', 'a = "${b}%{if c}d%{endif}"\n'),
        ("a = {b=1}\nc = {}\n", "a = { b = 1 }\nc = {}\n"),
        ("a = <<E\n  b\nE\nccc = 1\n", "a   = <<E\n  b\nE\nccc = 1\n"),
        ('a /* b */ "c" {}\n', 'a /* b */ "c" {}\n'),
        ("a = [ for b in c : d ]\n", "a = [for b in c : d]\n"),
        ("  \n", "  \n".lstrip(" ")),
        ("# a\n   # b\n", "# a\n# b\n"),
    ],
)
def test_layout(text: str, wanted: str) -> None:
    assert formatted(text) == wanted


def test_bytes_stay_bytes_and_comments_may_hold_any() -> None:
    assert formatted(b"a=1 # \xff\n") == b"a = 1 # \xff\n"


@pytest.mark.parametrize("text", ["a = ", '{"job": {}}', "a = 'b'\n"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        formatted(text)


def without_blanks(text: str) -> str:
    return "".join(text.split())


def assert_only_blanks_change(text: str) -> None:
    if parse_body(text)[1]:
        return
    once = formatted(text)
    assert formatted(once) == once
    assert without_blanks(once) == without_blanks(text.removeprefix("\ufeff"))
    assert parse_body(once)[1] == []


def test_formatting_twice_changes_nothing_more() -> None:
    for text in mutants(200, 21):
        assert_only_blanks_change(text)


WORDS = st.sampled_from(
    ["a", "b = 1", "{", "}", "\n", "=", "[", "]", " ", "\t", '"c"', "# d\n", "/* e */", ",", "-", "f(", ")"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=20).map("".join))
def test_any_readable_text_keeps_its_meaning(text: str) -> None:
    assert_only_blanks_change(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("a=1  \t", "a = 1   "), ("a {\n} ", "a {\n} "), ("a=1 # c ", "a = 1 # c "), ("a=1 \n\t", "a = 1\n ")],
)
def test_blanks_at_the_end_of_a_file_without_a_line_end_stay(text: str, wanted: str) -> None:
    assert formatted(text) == wanted
