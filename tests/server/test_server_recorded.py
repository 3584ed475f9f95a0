"""The recorded conversations, played against the simulated server."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
if SHARED.is_dir():
    sys.path.append(str(SHARED))
check = pytest.importorskip("check", reason="the recorded answers are not here")

WHOLE = (
    *("lifecycle-service-a", "lifecycle-batch-a", "bodies-a", "job-ids-a", "enforce-index-a", "evaluate-a"),
    *("versions-tags-a", "revert-stable-a", "dispatch-a", "periodic-a", "periodic-fires-a", "list-a"),
    *("lifecycle-system-a", "canary-a", "reschedule-a", "status-a", "update-kinds-a", "plan-a", "parse-a", "queries-a"),
    *("scale-submission-a", "methods-a", "unknown-job-a", "blocking-a", "cli-nofit-canary-a"),
    *("invalid-jobs-a", "namespaces-a", "deregister-a", "infeasible-a", "dispatch-payload-a", "eval-alloc-detail-a"),
    *("cli-batch-dispatch-cron-a", "cli-validate-fmt-a"),
)


@pytest.mark.parametrize("conversation", WHOLE)
def test_every_step_is_answered_as_recorded(conversation: str) -> None:
    summary = check.run(f"http/{conversation}")
    assert [f"{row.family} {row.id}" for row in summary.failures] == []
