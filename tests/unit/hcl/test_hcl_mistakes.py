"""What is wrong with a text: which mistake, where, and how many are told."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.diagnostics import Diagnostic, ParseError
from jobspec.hcl.messages import CATALOGUE
from jobspec.hcl.parser import parse, parse_body, parse_expression, parse_template


def told(found: list[Diagnostic]) -> list[str]:
    return [f"{item.id} {place(item)}" for item in found]


def place(item: Diagnostic) -> str:
    assert item.subject
    start, end = item.subject.start, item.subject.end
    return f"{start.line}:{start.column}-{end.line}:{end.column}"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a: 1\n", ["NJ0011 1:1-1:2"]),
        ("a.b = 1\n", ["NJ0011 1:1-1:2"]),
        ('"a" = 1\n', ["NJ0012 1:1-1:2"]),
        ('a "b"\n{\n}\n', ["NJ0013 1:6-2:1"]),
        ('a "b" = {\n}\n', ["NJ0014 1:7-1:8"]),
        ("a = 1 2\n", ["NJ0015 1:7-1:8"]),
        ("a = 1, 2\n", ["NJ0016 1:6-1:7"]),
        ("a {\n} b\n", ["NJ0017 2:3-2:4"]),
        ("a { b = 1 c = 2 }\n", ["NJ0018 1:11-1:12"]),
        ("a { b { c = 1 } }\n", ["NJ0019 1:5-1:8"]),
        ("a {\n  b {\n", ["NJ0020 2:5-2:6"]),
        ("a =\n", ["NJ0021 1:4-2:1"]),
        ("a = 1 +\n", ["NJ0021 1:8-2:1"]),
        ('a = ["b" "c"]\n', ["NJ0022 1:10-1:11"]),
        ("a = {b = 1 c = 2}\n", ["NJ0023 1:12-1:13"]),
        ("a = {b 1}\n", ["NJ0024 1:8-1:9"]),
        ("a = f(1 2)\n", ["NJ0025 1:9-1:10"]),
        ("a = (1 2)\n", ["NJ0026 1:8-1:9"]),
        ("a = {\n(b c) = 1\n}\n", ["NJ0026 2:4-2:5"]),
        ("a = b[1\n", ["NJ0027 2:1-2:1"]),
        ("a = [1,\n", ["NJ0021 2:1-2:1"]),
        ("a = [1\n", ["NJ0028 1:5-1:6"]),
        ("a = b ? c\n", ["NJ0029 1:10-2:1"]),
        ("a = 1\na = 2\n", ["NJ0030 2:1-2:2"]),
        ("a = <<E\nb\n", ["NJ0031 3:1-3:1"]),
        ('a = "\\d"\n', ["NJ0032 1:6-1:8"]),
        ('a "${b}" {\n}\n', ["NJ0033 1:4-1:6"]),
        ("a = 1.2.3\n", ["NJ0034 1:5-1:10"]),
        ("a = b.\n", ["NJ0035 1:7-2:1"]),
        ("a = b.1.2\n", ["NJ0036 1:7-1:10"]),
        ("a = b.1.2.3\n", ["NJ0036 1:7-1:12"]),
        ("a = b.*.c.*\n", ["NJ0037 1:10-1:12"]),
        ("a = [for b in c]\n", ["NJ0038 1:16-1:17"]),
        ('a = "${b c}"\n', ["NJ0039 1:10-1:11"]),
        ('a = "%{ foo }"\n', ["NJ0042 1:9-1:12"]),
        ('a = "%{ if b c }%{ endif }"\n', ["NJ0043 1:14-1:15"]),
        ('a = "%{ endif }"\n', ["NJ0044 1:6-1:16"]),
        ('a = "%{ if b }"\n', ["NJ0045 1:15-1:16"]),
        ("a = 1\n}\n", ["NJ0046 2:1-2:2"]),
        ("a = \u00a01\n", ["NJ0001 1:5-1:6"]),
        ("a = 'b'\n", ["NJ0004 1:5-1:6"]),
        ("a = 1;\n", ["NJ0005 1:6-1:7", "NJ0015 1:6-1:7"]),
        ("a = 1 & 2\n", ["NJ0003 1:7-1:8", "NJ0015 1:7-1:8"]),
        ('a = "b\n', ["NJ0006 1:7-2:1"]),
        ("a { b {} }\n\nc = 1\n", ["NJ0048 2:1-3:1", "NJ0019 1:5-1:8"]),
        ("a { b {} }\n# c\nd 1\n", ["NJ0048 2:1-3:1", "NJ0019 1:5-1:8"]),
        ("a { b {} }\nc = 1\n}\nd 1\n", ["NJ0019 1:5-1:8", "NJ0011 4:1-4:2"]),
        ("a {{ b = 1 }}\n\nc 1\n", ["NJ0048 2:1-3:1", "NJ0010 1:4-1:5"]),
        ("a { b = [1 2]\n\n}\n", ["NJ0048 2:1-3:1", "NJ0022 1:12-1:13"]),
        ("a {\n  b = 1\n  b = 2\n  c\n", ["NJ0030 3:3-3:4", "NJ0011 4:3-4:4"]),
        ('a "\\d" {\n  b\n', ["NJ0032 1:4-1:6", "NJ0011 2:3-2:4"]),
        ('a "\\d"\n', ["NJ0032 1:4-1:6", "NJ0013 1:7-2:1"]),
        ('a { "b" = 1 } {\n\n}\nc 1\n', ["NJ0012 1:5-1:6"]),
        ("a = f(...)\n", ["NJ0021 1:7-1:10"]),
        ("a = f(b, ...)\n", ["NJ0021 1:10-1:13"]),
        ("a = f(b...,)\n", ["NJ0049 1:8-1:11"]),
        ("a = {\n  b = 1\n", ["NJ0058 3:1-3:1"]),
        ("a = { b = 1 }[c{d]\n", ["NJ0027 1:18-1:19"]),
        ("a = {for b in c : d + 1}\n", ["NJ0038 1:19-1:24"]),
        ("a = {for b in c :\nd # => {\ne = 1\n}\n", ["NJ0038 3:1-3:2"]),
        ("a = <<E\n%{ else }\n", ["NJ0031 3:1-3:1"]),
    ],
)
def test_each_mistake_is_told_in_its_place(text: str, wrong: list[str]) -> None:
    assert told(parse_body(text)[1]) == wrong


def test_mistakes_after_the_first_are_told_if_they_stand_alone() -> None:
    text = "a: 1\nb = [1\nc {\n  d 1\n  e = f(1 2)\n}\n"
    assert told(parse_body(text)[1])[:1] == ["NJ0011 1:1-1:2"]
    assert told(parse_body("a: 1\nb: 2\nc = 3\n")[1]) == ["NJ0011 1:1-1:2", "NJ0011 2:1-2:2"]


def test_what_could_be_read_is_kept() -> None:
    body, _ = parse_body("a = 1\nb: 2\nc = 3\n")
    assert list(body.attributes) == ["a", "c"]


def test_bytes_that_are_not_utf8() -> None:
    assert told(parse_body(b'a = "\xff"\n')[1]) == ["NJ0002 1:6-1:7"]
    assert told(parse_body(b"# \xff\na = 1\n")[1]) == []


def test_columns_are_grapheme_clusters_and_a_byte_order_mark_has_none() -> None:
    found = parse_body('\ufeffa = "e\u0301\U0001f468\u200d\U0001f469" 2\n')[1]
    assert told(found) == ["NJ0015 1:10-1:11"]
    assert found[0].subject is not None
    assert found[0].subject.start.byte == 24


@pytest.mark.parametrize("text", ["[" * 10_000, "a = " + "(" * 10_000, "a = {b = " * 10_000, 'a = "${' * 5_000])
def test_deep_nesting_is_told(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ParseError):
        parse(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text", ["a = " + "!" * 5_000 + "b", "a = " + "1 + " * 5_000 + "1", "a = b" + ".c" * 5_000, "a = b" + "[*]" * 5_000]
)
def test_long_chains_are_bounded(text: str) -> None:
    started = time.process_time()
    parse_body(text)
    assert time.process_time() - started < 2


def test_expressions_and_templates_alone() -> None:
    assert told(parse_expression("1 +")[1]) == ["NJ0021 1:4-1:4"]
    assert told(parse_expression("a b")[1]) == ["NJ0047 1:3-1:4"]
    assert told(parse_expression("")[1]) == ["NJ0021 1:1-1:1"]
    assert told(parse_template("${")[1]) == ["NJ0021 1:3-1:3"]
    assert parse_expression("a\n+\nb")[1] == []


SAMPLE = """job "a" {
  b = ["c", "${d.e[0]}", { f = 1 }] # g
  h "i" { j = <<-K
      l ${m ? "n" : 2}
    K
  }
  o = [for p, q in r : p => q... if s]
}
"""

PIECES = st.sampled_from(
    [*"{}[]()\"'$%#\\=,.:?!&|<>~-+*/;\n\t a1", "${", "%{", "~}", "<<E\n", "for", "\r\n", "é", "/*"]
)


def test_every_prefix_gives_a_result() -> None:
    started = time.process_time()
    for end in range(len(SAMPLE)):
        for item in parse_body(SAMPLE[:end])[1]:
            assert item.subject is not None
    assert time.process_time() - started < 10


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_is_too_strange(text: str) -> None:
    for item in parse_body(text)[1]:
        assert item.subject is not None
        assert item.summary
        str(item).encode()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SAMPLE)), st.integers(0, 6), PIECES)
def test_no_change_is_too_strange(at: int, length: int, piece: str) -> None:
    parse_body(SAMPLE[:at] + piece + SAMPLE[at + length :])


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_are_too_strange(data: bytes) -> None:
    for item in parse_body(data)[1]:
        assert item.subject is not None


def test_the_catalogue_is_whole() -> None:
    for id, message in CATALOGUE.items():
        assert re.fullmatch(r"NJ00\d\d", id)
        assert message.title
        assert message.page
        assert not message.summary.endswith(".")
