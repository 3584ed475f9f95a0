"""Plans that the reference made on recorded clusters."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared"
sys.path.append(str(SHARED))
check = pytest.importorskip("check", reason="the recorded answers are not here")

FAMILIES = (
    *("binpack_count", "constraint_operand", "ports", "devices", "cores", "spread_target", "preempt_service"),
    *("system_new", "update_in_place", "unchanged", "sampling_limit", "host_volume_dynamic", "lifecycle_resources"),
)


@pytest.mark.parametrize("family", FAMILIES)
def test_recorded_plans(family: str) -> None:
    summary = check.run(f"plan/{family}", limit=6)
    assert [f"{row.family} {row.id}" for row in summary.failures] == []
