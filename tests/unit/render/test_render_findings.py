"""Findings as text: headline, snippet, caret and detail."""

from __future__ import annotations

from jobspec.diagnostics import Diagnostic, Position, Range
from jobspec.render.findings import findings_text

SOURCE = 'job "a" {\n\tname = "日本é" # x\n}\n'


def at(line: int, column: int, byte: int, end_column: int, end_byte: int) -> Range:
    return Range("a.hcl", Position(line, column, byte), Position(line, end_column, end_byte))


def test_caret_stands_below_the_value_whatever_its_width() -> None:
    finding = Diagnostic("error", "NJ2001", "Odd name", "It is odd.\nTry another.", subject=at(2, 10, 19, 13, 27))
    assert findings_text([finding], {"a.hcl": SOURCE}) == (
        "a.hcl:2:10: error: NJ2001 Odd name\n"
        '  2 | \tname = "日本é" # x\n'
        "    | \t        ^^^^^\n"
        "  It is odd.\n"
        "  Try another."
    )


def test_without_source_there_is_no_snippet() -> None:
    findings = [Diagnostic("warning", "NJ9001", "First"), Diagnostic("info", "NJ9002", "Second")]
    assert findings_text(findings, {}) == "warning: NJ9001 First\n\ninfo: NJ9002 Second"


def test_a_range_past_the_text_and_control_characters_do_no_harm() -> None:
    findings = [
        Diagnostic("error", "NJ0001", "Beyond", subject=at(9, 1, 900, 2, 901)),
        Diagnostic("error", "NJ0002", "Escape", subject=at(1, 1, 0, 2, 1)),
    ]
    text = findings_text(findings, {"a.hcl": "\x1b[31mred"})
    assert "\x1b" not in text
    assert text.startswith("a.hcl:9:1: error: NJ0001 Beyond\n\n")
