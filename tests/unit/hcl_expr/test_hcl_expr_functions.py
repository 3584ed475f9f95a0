"""Every function keeps the examples of its declaration, and refuses wrong calls with a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobspec._dev import function_page
from jobspec.diagnostics import ParseError
from jobspec.hcl.functions import FAMILIES, TABLE
from jobspec.hcl.standalone import evaluate

EXAMPLES = [(expression, wanted) for function in TABLE.values() for expression, wanted in function.examples]


@pytest.mark.parametrize(("expression", "wanted"), EXAMPLES)
def test_the_examples_of_the_declarations_hold(expression: str, wanted: str) -> None:
    assert evaluate(expression).to_json() == wanted


def test_the_table_has_the_functions_of_the_reference() -> None:
    assert len(TABLE) == 83
    assert all(function.doc for function in TABLE.values())


@pytest.mark.parametrize("family", FAMILIES)
def test_families_declare_what_is_listed(family: str) -> None:
    module = f"jobspec.hcl.functions.{family}"
    declared = [name for name, function in TABLE.items() if function.implementation.__module__ == module]
    assert sorted(declared) == sorted(FAMILIES[family])


@pytest.mark.parametrize(
    ("expression", "id", "columns"),
    [
        ("nothere()", "NJ1001", (1, 8)),
        ('upper("a", "b")', "NJ1002", (13, 14)),
        ("upper()", "NJ1002", (7, 8)),
        ("upper([])", "NJ1003", (7, 8)),
        ('parseint("x", 10)', "NJ1003", (11, 12)),
        ("max()", "NJ1004", (1, 5)),
        ('max("a"...)', "NJ1005", (5, 8)),
    ],
)
def test_wrong_calls_are_shown_where_they_are_wrong(expression: str, id: str, columns: tuple[int, int]) -> None:
    with pytest.raises(ParseError) as caught:
        evaluate(expression)
    (found,) = caught.value.diagnostics
    assert found.id == id
    assert found.subject is not None
    assert (found.subject.start.column, found.subject.end.column) == columns


@pytest.mark.parametrize(
    "expression",
    [
        "range(0, 1e9, 1)",
        "setproduct([for x in range(1024): x], [for x in range(1024): x], [for x in range(1024): x])",
        'indent(1000000000, "a\\nb")',
        'format("%99999999d", 1)',
        "[for a in range(1000): [for b in range(1000): [for c in range(1000): 1]]]",
        'join("", [for a in range(1000): join("", [for b in range(9000): "01234567890123456789"])])',
    ],
)
def test_what_would_take_too_much_memory_is_refused(expression: str) -> None:
    with pytest.raises(ParseError):
        evaluate(expression)


def test_patterns_cannot_backtrack() -> None:
    assert evaluate('regex_replace("' + "a" * 200 + '!", "(a+)+$", "x")').to_python() == "a" * 200 + "!"


def test_files_are_read_only_where_they_may_be(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret").write_text("no")
    (tmp_path / "inside" / "a.txt").write_text("yes")
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "secret")
    inside = str(tmp_path / "inside")
    assert evaluate('file("a.txt")', allow_filesystem=True, base_dir=inside).to_python() == "yes"
    with pytest.raises(ParseError):
        evaluate('file("a.txt")', base_dir=inside)
    assert evaluate('can(file("a.txt"))', base_dir=inside).to_python() is False


def test_the_page_of_functions_is_fresh() -> None:
    ((path, text),) = function_page.files().items()
    assert Path(path).read_text(encoding="utf-8") == text, "run `python -m jobspec._dev docs`"
