"""The recorded answers of whole jobspecs, a part of them: what they mean, and whether they can be read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared"
sys.path.append(str(SHARED))
check = pytest.importorskip("check", reason="the recorded answers are not here")


@pytest.mark.parametrize(
    ("area", "parts"), [("parse", ("parse", "readable", "line")), ("syntax/syntax", ("verdict", "job"))]
)
def test_recorded_answers(area: str, parts: tuple[str, ...]) -> None:
    summary = check.run(area, sample=(5, 250))
    wrong = [
        f"{row.family} {row.id} {part.name}"
        for row in summary.outcomes
        for part in row.parts
        if part.name in parts and part.differences and "bytes" not in row.id
    ]
    assert wrong == []
