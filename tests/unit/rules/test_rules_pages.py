"""The pages of findings are those that the generator writes, and every ID in the code has one."""

from __future__ import annotations

import re
from pathlib import Path

from jobspec._dev import rule_pages
from jobspec.rules.registry import rules

PACKAGE = Path(__file__).resolve().parents[3] / "jobspec"
ONLY_AN_EXAMPLE = {"NJ2050"}


def test_pages_are_current() -> None:
    wanted = rule_pages.files()
    stale = [path for path, text in wanted.items() if not Path(path).exists() or Path(path).read_text("utf-8") != text]
    assert stale == [], "run: python -m jobspec._dev docs"
    assert {str(path) for path in rule_pages.PAGES.glob("*.md")} == set(wanted)


def test_every_id_in_the_code_has_a_page() -> None:
    used = {
        id
        for path in PACKAGE.rglob("*.py")
        if "_dev" not in path.parts
        for id in re.findall(r'"(NJ\d{4})"', path.read_text(encoding="utf-8"))
    }
    paged = {Path(path).stem for path in rule_pages.files()}
    assert used - paged - ONLY_AN_EXAMPLE == set()


def test_one_id_means_one_thing() -> None:
    assert set(rules()) & set(rule_pages.plain()) == set()
