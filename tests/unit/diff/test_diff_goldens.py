"""The recorded diffs and their texts, family by family."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared"
sys.path.append(str(SHARED))
check = pytest.importorskip("check", reason="the recorded answers are not here")

FAMILIES = (
    *("alignment", "annotation", "bookkeeping", "config", "container-*", "count", "env-meta", "field-*"),
    *("groups-tasks", "id-mismatch", "identical", "job-*", "match-*", "precedence", "random", "rewrite"),
    *("server", "string-set", "strings", "times", "type-change", "updates"),
)


@pytest.mark.parametrize("family", FAMILIES)
def test_recorded_diffs(family: str) -> None:
    summary = check.run(f"diff/{family}", sample=(11, 120))
    assert summary.outcomes
    assert [f"{row.family} {row.id}" for row in summary.failures] == []


def test_recorded_outputs_of_the_command() -> None:
    """The order of a group's update counts is random in the reference's JSON: there our fixed order may differ."""
    summary = check.run("diff/plan-output")
    different = [(row.id, part.name) for row in summary.failures for part in row.parts if not part.matched]
    assert not any(row.crash for row in summary.failures)
    assert [(row, part) for row, part in different if part != "json"] == []
    assert len(different) <= 2
