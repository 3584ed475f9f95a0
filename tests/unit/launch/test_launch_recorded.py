"""The recorded answers on cron expressions and child jobs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared"
if SHARED.is_dir():
    sys.path.append(str(SHARED))
check = pytest.importorskip("check", reason="the recorded answers are not here")


FAMILIES = ("dispatch_validate", "dispatched_id", "derive_periodic", "launch_time", "job_validate")


@pytest.mark.parametrize("family", ["cron", *(f"derive/{name}" for name in FAMILIES)])
def test_recorded_answers(family: str) -> None:
    summary = check.run(family)
    assert [f"{row.family} {row.id}" for row in summary.failures] == []
