"""Plans on states with a history: what the reference does where no recorded family looks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from small_clusters import alloc, deployment, job, node, state, stored

import jobspec

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EVAL = "00000000-0000-4000-8000-00000000000e"
OTHER_IMAGE = {"image": "y"}


def detail(spec: dict[str, Any], cluster: dict[str, Any]) -> dict[str, Any]:
    return jobspec.plan(spec, cluster, now=NOW, search="reference", eval_id=EVAL).to_detail()


def with_image(spec: dict[str, Any]) -> dict[str, Any]:
    group = spec["TaskGroups"][0]
    task = {**group["Tasks"][0], "Config": OTHER_IMAGE}
    return {**spec, "TaskGroups": [{**group, "Tasks": [task]}]}


def updates(found: dict[str, Any]) -> dict[str, int]:
    counts = found["Annotations"]["DesiredTGUpdates"]["g"]
    return {counter: count for counter, count in counts.items() if count}


def test_a_running_allocation_can_be_forced_to_move() -> None:
    forced = alloc(1, DesiredTransition={"ForceReschedule": True})
    found = detail(job(), state(node(1), node(2), Jobs=[stored(job())], Allocs=[forced]))
    assert updates(found) == {"Place": 1, "Stop": 1}
    assert [one["PreviousAllocation"] for one in found["Placements"]] == [forced["ID"]]


def test_an_allocation_of_a_batch_job_is_rescheduled_on_request_when_the_job_turns_into_a_service() -> None:
    told = alloc(1, DesiredTransition={"Reschedule": True})
    batch = stored({**job(), "Type": "batch"})
    found = detail(job(), state(node(1), node(2), Jobs=[batch], Allocs=[told]))
    assert updates(found) == {"Place": 1, "Stop": 1}


def test_a_canary_belongs_to_a_deployment_that_is_over() -> None:
    update = {"MaxParallel": 1, "Canary": 1}
    over = deployment(0, "cancelled")
    spec = with_image(job(Update=update))
    found = detail(spec, state(node(1), node(2), Jobs=[stored(job(Update=update))], Allocs=[alloc(1)]))
    again = detail(
        spec, state(node(1), node(2), Jobs=[stored(job(Update=update))], Allocs=[alloc(1)], Deployments=[over])
    )
    assert [one["Canary"] for one in (*found["Placements"], *again["Placements"])] == [True, True]


def test_a_number_below_zero_wraps_around_in_a_sysbatch_job() -> None:
    spec = {**job(), "Type": "sysbatch"}
    windows = {"LTarget": "${attr.kernel.name}", "Operand": "=", "RTarget": "windows"}
    changed = with_image({**job(Constraints=[windows]), "Type": "sysbatch"})
    found = detail(changed, state(node(1), Jobs=[stored(spec)], Allocs=[alloc(1)]))
    assert updates(found)["Place"] == 2**64 - 1


def test_a_sysbatch_job_queues_only_the_groups_that_it_places() -> None:
    one, two = job(), job()["TaskGroups"][0] | {"Name": "h"}
    spec = {**one, "Type": "sysbatch", "TaskGroups": [*one["TaskGroups"], two]}
    same = stored({**one, "Type": "sysbatch"})
    found = detail(spec, state(node(1), Jobs=[same], Allocs=[alloc(1)]))
    assert found["eval"]["QueuedAllocations"] == {"h": 0}


def test_the_last_of_a_system_job_moves_up_for_one_that_is_updated_in_place() -> None:
    one, two = job(Update={"MaxParallel": 1}), job()["TaskGroups"][0] | {"Name": "h"}
    spec = {**one, "Type": "system", "TaskGroups": [*one["TaskGroups"], two]}
    nodes = [node(1), node(2), node(3)]
    allocs = [
        *(alloc(number, group="h", ID=f"a{number}") for number in (1, 2, 3)),
        *(alloc(number, ID=f"b{number}") for number in (1, 2, 3)),
    ]
    changed = with_image({**spec, "TaskGroups": spec["TaskGroups"]})
    changed["TaskGroups"].append(two)
    found = detail(changed, state(*nodes, Jobs=[stored(spec)], Allocs=allocs))
    assert [one["ID"] for one in found["InPlaceUpdates"]] == ["a1", "a2", "a3"]
    assert [one["ID"] for one in found["Stops"]] == ["b3"]


def test_an_even_spread_forgets_a_value_without_uses_unless_it_is_the_last() -> None:
    spread = [{"Attribute": "${node.datacenter}", "Weight": 100}]
    old, new = stored(job(count=4, Spreads=spread)), with_image(job(count=4, Spreads=spread))
    nodes = [node(1), node(2, Datacenter="dc2"), node(3, Datacenter="dc3"), node(4, Datacenter="dc3")]

    def boosts(*ids: str) -> dict[str, float]:
        allocs = [alloc(number, index=number - 1, ID=id) for number, id in zip((1, 2, 3, 4), ids, strict=True)]
        found = detail(new, state(*nodes, Jobs=[old], Allocs=allocs))
        shown = found["Placements"][0]["Metrics"]["ScoreMetaData"]
        return {one["NodeID"][7]: one["Scores"]["allocation-spread"] for one in shown}

    assert boosts("a", "b", "c", "d") == {"1": 1.0, "2": 1.0, "3": -1.0, "4": -1.0}
    assert boosts("d", "b", "c", "a") == {"1": 1.0, "2": -1.0, "3": -1.0, "4": -1.0}


def test_the_planned_job_says_whether_a_disk_is_kept_also_of_an_older_version() -> None:
    update = {"MaxParallel": 1, "Canary": 1}
    old, new = stored(job(count=2, Update=update), Stable=True), with_image(job(count=2, Update=update))
    new["TaskGroups"][0]["EphemeralDisk"] = {"Sticky": True, "SizeMB": 300}
    newer = stored(new, version=1)
    first, second = deployment(0, "successful"), deployment(1, "running", DesiredCanaries=1)
    lost = alloc(1, DeploymentID=first["ID"], DesiredTransition={"Migrate": True, "Reschedule": True})
    canary = alloc(3, ID="00000003-0000-4000-8000-0000000000c0", JobVersion=1, DeploymentID=second["ID"])
    canary |= {"DeploymentStatus": {"Canary": True}}
    second["TaskGroups"]["g"]["PlacedCanaries"] = [canary["ID"]]
    stays = alloc(2, index=1, DeploymentID=first["ID"])
    cluster = state(node(1), node(2), node(3), Jobs=[old, newer], Allocs=[lost, stays, canary])
    found = detail(new, cluster | {"Deployments": [first, second]})
    shown = [(one["JobVersion"], one["NodeName"], one["Metrics"]["NodesEvaluated"]) for one in found["Placements"]]
    assert shown == [(0, "n1", 1)]


def test_of_two_deployments_of_a_version_the_lower_id_counts() -> None:
    update = {"MaxParallel": 1, "Canary": 1}
    old, new = stored(job(count=2, Update=update), Stable=True), with_image(job(count=2, Update=update))
    newer = stored(new, version=1)
    first, second = deployment(0, "successful"), deployment(1, "running", DesiredCanaries=1)
    again = {**first, "ID": "00000000-0000-4000-8000-0000000000dd", "CreateIndex": 160}
    canary = alloc(3, ID="00000003-0000-4000-8000-0000000000c0", JobVersion=1, DeploymentID=second["ID"])
    canary |= {"DeploymentStatus": {"Canary": True}}
    second["TaskGroups"]["g"]["PlacedCanaries"] = [canary["ID"]]
    second["CreateIndex"] = 170
    moved = alloc(1, DeploymentID=first["ID"], DesiredTransition={"Migrate": True})
    stays = alloc(2, index=1, DeploymentID=first["ID"])
    cluster = state(node(1), node(2), node(3), Jobs=[old, newer], Allocs=[moved, stays, canary])
    found = detail(new, cluster | {"Deployments": [again, first, second]})
    assert [one["Deployment"] for one in found["Placements"]] == [first["ID"]]


def test_a_canary_of_a_system_job_on_a_disconnected_node_is_left_as_it_is() -> None:
    update = {"MaxParallel": 2, "Canary": 50}
    spec = {**job(Update=update), "Type": "system"}
    old, new = stored(spec), stored(with_image(spec), version=1)
    rollout = deployment(1, "running", DesiredCanaries=2)
    canaries = [
        alloc(number, JobVersion=1, DeploymentID=rollout["ID"], DeploymentStatus={"Canary": True}) for number in (1, 2)
    ]
    rollout["TaskGroups"]["g"]["PlacedCanaries"] = [one["ID"] for one in canaries]
    nodes = [node(1), node(2, Status="disconnected"), node(3), node(4)]
    allocs = [*canaries, alloc(3), alloc(4)]
    cluster = state(*nodes, Jobs=[old, new], Allocs=allocs, Deployments=[rollout])
    assert detail(with_image(spec), cluster)["OtherUpdates"] == []


def test_a_system_job_keeps_its_memory_ceiling_where_memory_may_be_oversubscribed() -> None:
    spec = {**job(), "Type": "system"}
    spec["TaskGroups"][0]["Tasks"][0]["Resources"]["MemoryMaxMB"] = 200
    for allowed, ceiling in ((True, 200), (False, 0)):
        config = {"SchedulerAlgorithm": "binpack", "MemoryOversubscriptionEnabled": allowed}
        found = detail(spec, state(node(1), SchedulerConfig=config))
        assert [one["Resources"]["Tasks"]["t"]["MemoryMaxMB"] for one in found["Placements"]] == [ceiling]
