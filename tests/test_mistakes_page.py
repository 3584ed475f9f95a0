"""The page of the commonest mistakes: each answer reads as the command gives it, and names the place and a cure."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from jobspec._dev.mistake_page import CASE, NAME, PAGE, answer, files
from jobspec.cli.main import main

CASES = [(found["title"], found["source"], found["answer"]) for found in CASE.finditer(PAGE.read_text("utf-8"))]


def test_the_page_is_fresh() -> None:
    assert files() == {str(PAGE): PAGE.read_text("utf-8")}, "run `python -m jobspec._dev docs`"
    assert len(CASES) >= 50
    assert len({title for title, _, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("source", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_answer_has_a_place_and_a_detail(source: str, said: str) -> None:
    findings = said.strip().split("\n\n")
    assert len(findings) <= 2, "one mistake is not told many times"
    for finding in findings:
        assert re.match(rf"{NAME}:\d+:\d+: (error|warning): NJ\d{{4}} \S.*\n +\d+ \| .*\n +\| +\^+\n  \S", finding)


def test_the_command_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _, source, _ in CASES[::9]:
        Path(NAME).write_text(source, encoding="utf-8")
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            main(["validate", NAME])
        assert shown.getvalue() == answer(source)
