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
    *("string-set", "strings", "times", "type-change", "updates"),
)


@pytest.mark.parametrize("family", FAMILIES)
def test_recorded_diffs(family: str) -> None:
    summary = check.run(f"diff/{family}", sample=(11, 120))
    assert summary.outcomes
    assert [f"{row.family} {row.id}" for row in summary.failures] == []
