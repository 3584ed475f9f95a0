"""The text of a plan, told from small answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jobspec import render

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def answer(**members: Any) -> dict[str, Any]:
    return {"Annotations": None, "CreatedEvals": None, "Diff": None, "FailedTGAllocs": None, **members}


def test_everything_a_failed_group_can_tell() -> None:
    metric = {
        "CoalescedFailures": 2,
        "NodesEvaluated": 5,
        "NodesAvailable": {"b": 0, "a": 0, "c": 1},
        "ClassFiltered": {"small": 1},
        "ConstraintFiltered": {"missing drivers": 2},
        "NodesExhausted": 2,
        "ClassExhausted": {"big": 1},
        "DimensionExhausted": {"memory": 1, "cpu": 1},
        "QuotaExhausted": ["q"],
    }
    failed = answer(FailedTGAllocs={"web": metric})
    assert render.plan_text(failed, job={"Type": "system"}) == (
        "Scheduler dry-run:\n"
        "- WARNING: Failed to place allocations on all nodes.\n"
        '  Task Group "web" (failed to place 3 allocations):\n'
        '    * No nodes are available in datacenter "a"\n'
        '    * No nodes are available in datacenter "b"\n'
        '    * Class "small": 1 nodes excluded by filter\n'
        '    * Constraint "missing drivers": 2 nodes excluded by filter\n'
        "    * Resources exhausted on 2 nodes\n"
        '    * Class "big" exhausted on 1 nodes\n'
        '    * Dimension "cpu" exhausted on 1 nodes\n'
        '    * Dimension "memory" exhausted on 1 nodes\n'
        '    * Quota limit hit "q"\n'
        "\n"
        "Job Modify Index: 0\n"
    )


def test_next_launch() -> None:
    periodic = answer(NextPeriodicLaunch="2026-01-01T01:30:00Z")
    text = render.plan_text(periodic, job={"Periodic": {"TimeZone": "Europe/Berlin"}}, now=NOW)
    assert "- If submitted now, next periodic launch would be at 2026-01-01T01:30:00Z (1h30m0s from now).\n" in text
    wrong = render.plan_text(periodic, job={"Periodic": {"TimeZone": "Nowhere/Land"}}, now=NOW)
    assert "- Invalid time zone: unknown time zone Nowhere/Land\n" in wrong
    assert "launch" not in render.plan_text(
        periodic, job={"Periodic": {}, "ParameterizedJob": {"Payload": ""}}, now=NOW
    )


def test_hint_names_the_index_and_the_arguments() -> None:
    text = render.plan_text(answer(JobModifyIndex=7), run_arguments='-namespace="ops" web.nomad.hcl')
    assert 'nomad job run -check-index 7 -namespace="ops" web.nomad.hcl\n' in text


def test_json_is_whole() -> None:
    text = render.plan_json(answer(CreatedEvals=[{"ID": "e"}]))
    assert '"BlockedEval": "",\n' in text
    assert text.endswith("}\n")
