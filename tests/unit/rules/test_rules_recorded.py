"""The recorded answers: verdict, warnings, number of problems and place of each row's own rule."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared"
sys.path.append(str(SHARED))
check = pytest.importorskip("check", reason="the recorded answers are not here")


@pytest.mark.parametrize("family", ["parse/rules", "parse/random", "parse/written", "parse/api_json"])
def test_recorded_findings(family: str) -> None:
    summary = check.run(family, sample=(11, 250))
    assert [f"{row.family} {row.id}" for row in summary.failures] == []
