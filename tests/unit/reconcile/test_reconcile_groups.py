"""What a service or batch job's reconciliation comes to, group by group."""

from __future__ import annotations

from typing import Any

import pytest
from reconcile_samples import MINUTE, NOW, alloc, deployment, group, job, node, situation, turned

from jobspec import wire
from jobspec.cluster import Alloc
from jobspec.cluster.times import SECOND
from jobspec.scheduler.reconcile.service import reconcile
from jobspec.scheduler.reconcile.types import Reconciliation, Situation

UPDATE = {"MaxParallel": 1, "Canary": 0}
CHANGED: dict[str, Any] = {"EphemeralDisk": {"SizeMB": 900}}


def counts(found: Reconciliation, name: str = "app") -> dict[str, int]:
    """The counters that are not zero."""
    return {key: value for key, value in found.updates[name].items() if value}


def placed(found: Reconciliation) -> list[str]:
    """Names wanted, those of updates first."""
    return [one.name for one in (*found.destructive, *found.placements)]


def stopped(found: Reconciliation) -> dict[str, str]:
    """Why which allocations stop."""
    return {stop.alloc.id: stop.description for stop in found.stops}


def test_a_new_job_is_placed_and_begins_a_deployment() -> None:
    found = reconcile(situation(job(group(Update=UPDATE))))
    assert placed(found) == ["web.app[0]", "web.app[1]", "web.app[2]"]
    assert counts(found) == {"Place": 3}
    assert found.deployment is not None
    assert (found.deployment.new, found.deployment.groups["app"].desired_total) == (True, 3)
    assert {one.deployment for one in found.placements} == {found.deployment.id}


def test_without_an_update_block_there_is_no_deployment() -> None:
    found = reconcile(situation(job(group())))
    assert found.deployment is None
    assert {one.deployment for one in found.placements} == {""}


def test_an_unchanged_job_changes_nothing() -> None:
    found = reconcile(situation(job(), [alloc(0), alloc(1), alloc(2)]))
    assert counts(found) == {"Ignore": 3}
    assert (placed(found), stopped(found)) == ([], {})


def test_a_higher_count_fills_the_gaps_in_the_names() -> None:
    found = reconcile(situation(job(group(count=4), version=1), [alloc(0), alloc(2)], versions=[job()]))
    assert placed(found) == ["web.app[1]", "web.app[3]"]
    assert counts(found) == {"InPlaceUpdate": 2, "Place": 2}


def test_a_lower_count_stops_the_highest_names() -> None:
    found = reconcile(situation(job(group(count=1), version=1), [alloc(i) for i in range(3)], versions=[job()]))
    assert stopped(found) == {"a1": wire.ALLOC_NOT_NEEDED, "a2": wire.ALLOC_NOT_NEEDED}
    assert counts(found) == {"InPlaceUpdate": 1, "Stop": 2}


@pytest.mark.parametrize("planned", [job(group("other", 0), version=1), job(group(count=0), version=1)])
def test_a_group_that_is_gone_or_empty_is_stopped(planned: dict[str, Any]) -> None:
    found = reconcile(situation(planned, [alloc(0), alloc(1)], versions=[job()]))
    assert (counts(found), placed(found)) == ({"Stop": 2}, [])


def test_a_stopped_job_stops_what_lives_and_cancels_its_deployment() -> None:
    allocs = [alloc(0), alloc(1, "complete"), alloc(2, node="gone")]
    found = reconcile(situation(job(Stop=True), allocs, deployments=[deployment()]))
    assert stopped(found) == {"a0": wire.ALLOC_NOT_NEEDED, "a2": wire.ALLOC_LOST}
    assert counts(found) == {"Stop": 2}
    assert [tuple(one) for one in found.deployment_updates] == [("d0", "cancelled", wire.DEPLOYMENT_STOPPED_JOB)]


@pytest.mark.parametrize(
    ("update", "at_once"), [(None, 3), (UPDATE, 1), ({"MaxParallel": 2}, 2), ({"MaxParallel": 0}, 3)]
)
def test_changed_allocations_are_replaced_within_the_limit(update: Any, at_once: int) -> None:
    planned = job(group(Update=update, **CHANGED), version=1)
    found = reconcile(situation(planned, [alloc(i) for i in range(3)], versions=[job()]))
    assert placed(found) == ["web.app[0]", "web.app[1]", "web.app[2]"][:at_once]
    assert found.updates["app"]["DestructiveUpdate"] == at_once
    assert found.updates["app"]["Ignore"] == 3 - at_once


def test_allocations_not_yet_healthy_take_up_the_limit_and_unhealthy_ones_stop_it() -> None:
    planned = job(group(Update={"MaxParallel": 2}, **CHANGED), version=1)
    going_on = deployment(1, app={"DesiredTotal": 3})

    def replaced(health: bool | None) -> int:
        status: dict[str, Any] = {"DeploymentID": "d1", "DeploymentStatus": {"Healthy": health}, "JobVersion": 1}
        allocs = [alloc(0, **status), alloc(1), alloc(2)]
        return len(reconcile(situation(planned, allocs, versions=[job()], deployments=[going_on])).destructive)

    assert (replaced(True), replaced(None), replaced(False)) == (2, 1, 0)


def test_what_does_not_fit_in_place_is_replaced() -> None:
    planned = job(group(count=2), version=1, Priority=90)
    found = reconcile(
        situation(planned, [alloc(0), alloc(1)], versions=[job()], fit=lambda one, _: one.id == "a0" or None)
    )
    assert counts(found) == {"InPlaceUpdate": 1, "DestructiveUpdate": 1}
    assert [one.alloc.id for one in found.in_place] == ["a0"]


def test_canaries_come_first_and_the_others_wait() -> None:
    planned = job(group(Update={"MaxParallel": 1, "Canary": 2}, **CHANGED), version=1)
    found = reconcile(situation(planned, [alloc(i) for i in range(3)], versions=[job()]))
    assert [(one.name, one.canary) for one in found.placements] == [("web.app[0]", True), ("web.app[1]", True)]
    assert counts(found) == {"Canary": 2, "Ignore": 3}
    assert found.deployment is not None
    assert found.deployment.description == wire.DEPLOYMENT_NEEDS_PROMOTION


def test_while_canaries_run_lost_ones_come_back_as_the_stable_version() -> None:
    planned = job(group(Update={"MaxParallel": 1, "Canary": 1}, **CHANGED), version=1)
    allocs = [
        alloc(0, node="gone"),
        alloc(1),
        alloc(2),
        alloc(0, ID="c0", JobVersion=1, DeploymentID="d1", DeploymentStatus={"Canary": True}),
    ]
    deployments = [
        deployment(1, app={"DesiredCanaries": 1, "PlacedCanaries": ["c0"]}),
        deployment(0, "successful", app={}),
    ]
    found = reconcile(situation(planned, allocs, versions=[job()], deployments=deployments))
    assert [(one.previous.id if one.previous else "", one.deployment) for one in found.placements] == [("a0", "d0")]
    assert [one.job["Version"] for one in found.placements if one.job is not None] == [0]


def test_promoted_canaries_push_out_their_namesakes() -> None:
    planned = job(group(count=1, Update={"MaxParallel": 1, "Canary": 1}, **CHANGED), version=1)
    canary = alloc(0, ID="c0", JobVersion=1, DeploymentID="d1", DeploymentStatus={"Canary": True, "Healthy": True})
    promoted = deployment(1, app={"DesiredCanaries": 1, "PlacedCanaries": ["c0"], "Promoted": True})
    found = reconcile(situation(planned, [alloc(0), canary], versions=[job()], deployments=[promoted]))
    assert stopped(found) == {"a0": wire.ALLOC_NOT_NEEDED}


def test_canaries_of_an_older_deployment_are_stopped() -> None:
    canary = alloc(0, ID="c0", JobVersion=1, DeploymentStatus={"Canary": True})
    old = deployment(1, app={"DesiredCanaries": 1, "PlacedCanaries": ["c0"]})
    planned = job(group(Update=UPDATE), version=2)
    found = reconcile(
        situation(planned, [canary, alloc(0), alloc(1), alloc(2)], versions=[job(), job(version=1)], deployments=[old])
    )
    assert stopped(found)["c0"] == wire.ALLOC_NOT_NEEDED
    assert found.deployment_updates[0].description == wire.DEPLOYMENT_NEWER_JOB


def test_migrating_ones_are_stopped_and_placed_under_their_names() -> None:
    moving = alloc(1, DesiredTransition={"Migrate": True})
    found = reconcile(situation(job(), [alloc(0), moving, alloc(2)]))
    assert (placed(found), stopped(found)) == (["web.app[1]"], {"a1": wire.ALLOC_MIGRATING})
    assert counts(found) == {"Ignore": 2, "Migrate": 1}


def test_lost_ones_are_replaced() -> None:
    found = reconcile(situation(job(), [alloc(0), alloc(1, node="gone"), alloc(2)]))
    assert (placed(found), stopped(found)) == (["web.app[1]"], {"a1": wire.ALLOC_LOST})
    assert found.placements[0].lost


def failing(**policy: Any) -> Situation:
    """A job whose second allocation failed a minute ago."""
    block = {"Unlimited": True, "Delay": 5 * SECOND, "DelayFunction": "constant", **policy}
    planned = job(group(count=2, ReschedulePolicy=block))
    return situation(planned, [alloc(0), alloc(1, "failed")])


def test_a_failed_one_that_is_due_is_rescheduled() -> None:
    found = reconcile(failing())
    assert [(one.name, one.reschedule) for one in found.placements] == [("web.app[1]", True)]
    assert stopped(found) == {"a1": wire.ALLOC_RESCHEDULED}
    assert counts(found) == {"Ignore": 1, "Place": 1, "Stop": 1}


def test_one_that_is_due_later_gets_an_evaluation_for_then() -> None:
    found = reconcile(failing(Delay=5 * MINUTE))
    assert [(one.trigger, one.wait_until) for one in found.follow_ups] == [(wire.EVAL_RESCHEDULE, NOW + 4 * MINUTE)]
    assert [(one.alloc.id, one.kind, one.follow_up) for one in found.touched] == [
        ("a1", "attribute", found.follow_ups[0].id)
    ]
    assert counts(found) == {"Ignore": 2, "RescheduleLater": 1}


def test_one_that_may_never_be_rescheduled_keeps_its_slot() -> None:
    found = reconcile(failing(Unlimited=False))
    assert (counts(found), placed(found)) == ({"Ignore": 2}, [])


def test_complete_batch_work_holds_its_name_until_the_job_changes() -> None:
    done = [alloc(i, "complete") for i in range(3)]
    assert counts(reconcile(situation(job(Type="batch"), done))) == {"Ignore": 3}
    changed = situation(job(version=1, Type="batch"), done, versions=[job(Type="batch")])
    assert counts(reconcile(changed)) == {"Ignore": 3, "Place": 3}


def test_disconnected_ones_are_set_to_unknown_until_they_are_lost() -> None:
    planned = job(group(count=1, Disconnect={"LostAfter": 10 * MINUTE, "Replace": False}))
    found = reconcile(situation(planned, [alloc(0)], nodes=[node("n1", "disconnected")]))
    assert [(one.alloc.id, one.kind, one.client_status) for one in found.touched] == [("a0", "disconnect", "unknown")]
    assert [(one.trigger, one.wait_until) for one in found.follow_ups] == [
        (wire.EVAL_DISCONNECT_TIMEOUT, NOW + 10 * MINUTE)
    ]
    assert counts(found) == {"Disconnect": 1, "Ignore": 1}


def _score(value: float) -> dict[str, Any]:
    return {"Metrics": {"ScoreMetaData": [{"NormScore": value}]}}


@pytest.mark.parametrize(
    ("strategy", "stays"),
    [
        ({"Reconcile": "keep_original"}, "old"),
        ({"Reconcile": "keep_replacement"}, "new"),
        ({"Reconcile": "best_score"}, "new"),
        ({}, "new"),
        ({"Reconcile": "longest_running"}, "old"),
    ],
)
def test_a_client_that_is_back_is_judged_against_its_replacement(strategy: dict[str, str], stays: str) -> None:
    planned = job(group(count=1, Disconnect={"LostAfter": 60 * MINUTE, **strategy}))
    old_start, new_start = "2026-07-01T08:00:00Z", "2026-07-01T11:00:00Z"
    old = alloc(
        0,
        ID="old",
        NextAllocation="new",
        AllocStates=[turned("unknown")],
        TaskStates={"web": {"StartedAt": old_start}},
        **_score(0.1),
    )
    new = alloc(0, ID="new", PreviousAllocation="old", TaskStates={"web": {"StartedAt": new_start}}, **_score(0.9))
    found = reconcile(situation(planned, [old, new]))
    assert set(stopped(found)) == {"old", "new"} - {stays}
    assert [one.alloc.id for one in found.touched] == (["old"] if stays == "old" else [])


def test_a_group_waits_for_lost_ones_that_still_stop() -> None:
    planned = job(group(count=2, Disconnect={"StopOnClientAfter": MINUTE}))
    found = reconcile(situation(planned, [alloc(0, node="n2")], nodes=[node("n2", "down")]))
    assert placed(found) == []
    assert [one.follow_up for one in found.stops] == [found.follow_ups[0].id]
    assert found.follow_ups[0].wait_until == NOW + MINUTE + 5 * SECOND


def test_a_deployment_whose_groups_are_all_healthy_is_successful() -> None:
    healthy: dict[str, Any] = {"DeploymentID": "d0", "DeploymentStatus": {"Healthy": True}}
    going_on = deployment(0, app={"DesiredTotal": 3, "HealthyAllocs": 3})
    allocs = [alloc(i, **healthy) for i in range(3)]
    found = reconcile(situation(job(group(Update=UPDATE)), allocs, deployments=[going_on]))
    assert [tuple(one) for one in found.deployment_updates] == [("d0", "successful", wire.DEPLOYMENT_SUCCESSFUL)]


def test_a_paused_deployment_replaces_only_what_was_lost() -> None:
    paused = deployment(0, "paused", app={"DesiredTotal": 3})
    found = reconcile(situation(job(group(Update=UPDATE)), [alloc(0, node="gone")], deployments=[paused]))
    assert placed(found) == ["web.app[0]"]


def test_the_input_is_left_as_it_was() -> None:
    allocs: list[Alloc] = [alloc(0), alloc(1, node="gone"), alloc(2, "failed")]
    before = [dict(one.raw) for one in allocs]
    reconcile(situation(job(group(Update=UPDATE, **CHANGED), version=1), allocs, versions=[job()]))
    assert [dict(one.raw) for one in allocs] == before
