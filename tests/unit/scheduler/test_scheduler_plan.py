"""Plans on small clusters: where things go, what does not fit, and what the answer says of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_clusters import job, node, state

import jobspec
from jobspec.cluster import ClusterState
from jobspec.scheduler.metrics import TopScores
from jobspec.scheduler.shuffle import GoRandom, seed_of, shuffled

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def where(plan: jobspec.Plan) -> list[str]:
    found: list[str] = plan.to_detail()["PlacementNodes"]
    return found


def test_packs_the_fuller_node() -> None:
    plan = jobspec.plan(job(), state(node(1, cpu=4000, memory=8192), node(2)), now=NOW)
    assert where(plan) == ["web.g[0]@n2"]
    assert (plan.exit_code, plan.failed, plan.stops) == (1, {}, [])


def test_says_what_does_not_fit() -> None:
    plan = jobspec.plan(job(count=3, cpu=600), state(node(1), node(2, Status="down")), now=NOW)
    metric = plan.failed["g"]
    assert where(plan) == ["web.g[0]@n1"]
    assert metric["DimensionExhausted"] == {"cpu": 1}
    assert (metric["CoalescedFailures"], metric["NodesInPool"], metric["NodesEvaluated"]) == (1, 1, 1)
    assert metric["ResourcesExhausted"]["t"]["CPU"] == 1200
    assert [one["Status"] for one in plan.to_api()["CreatedEvals"]] == ["blocked"]


def test_filters_by_constraint() -> None:
    wanted = {"LTarget": "${attr.kernel.name}", "Operand": "=", "RTarget": "windows"}
    plan = jobspec.plan(job(Constraints=[wanted]), state(node(1), node(2)), now=NOW)
    assert plan.failed["g"]["ConstraintFiltered"] == {
        "${attr.kernel.name} = windows": 1,
        "computed class ineligible": 1,
    }


def test_static_ports_take_one_node_each() -> None:
    network = {"ReservedPorts": [{"Label": "http", "Value": 80}], "DynamicPorts": [{"Label": "admin", "To": -1}]}
    plan = jobspec.plan(job(count=3, Networks=[network]), state(node(1), node(2)), now=NOW)
    assert where(plan) == ["web.g[0]@n1", "web.g[1]@n2"]
    assert plan.failed["g"]["DimensionExhausted"] == {"network: reserved port collision http=80": 2}


def test_a_second_plan_on_the_state_after_changes_nothing() -> None:
    spec = job(count=2)
    first = jobspec.plan(spec, state(node(1), node(2)), now=NOW)
    second = jobspec.plan(spec, first.state_after(), now=NOW)
    assert second.to_api()["Annotations"]["DesiredTGUpdates"]["g"]["Ignore"] == 2
    assert (second.exit_code, second.placements, second.to_detail()["spec_changed"]) == (0, [], False)


def test_refuses_what_the_server_refuses() -> None:
    with pytest.raises(jobspec.RefusedError):
        jobspec.plan({**job(), "NodePool": "absent"}, state(node(1)), now=NOW)
    with pytest.raises(ValueError, match="time zone"):
        jobspec.plan(job(), state(), now=datetime(2026, 1, 1))


def test_explains_each_node() -> None:
    explanation = jobspec.plan(job(cpu=2000), state(node(1), node(2, Attributes={})), now=NOW).explain("g")
    nodes = explanation.to_dict()["Nodes"]
    assert [(one["NodeName"], one["Verdict"], one["Reason"], one["Missing"]) for one in nodes] == [
        ("n1", "exhausted", "cpu", 1000),
        ("n2", "filtered", "missing drivers", 0),
    ]
    assert "n1: exhausted on cpu, 1000 MHz short" in str(explanation)


def test_explains_all_nodes_of_a_system_job() -> None:
    spec = {**job(cpu=600), "Type": "system"}
    plan = jobspec.plan(spec, state(node(1), node(2, cpu=500), node(3, Attributes={})), now=NOW)
    nodes = plan.explain("g").to_dict()["Nodes"]
    assert [(one["NodeName"], one["Verdict"]) for one in nodes] == [
        ("n1", "scored"),
        ("n2", "exhausted"),
        ("n3", "filtered"),
    ]
    with pytest.raises(ValueError, match="no group"):
        plan.explain("h")


def test_tells_what_the_class_was_judged_for_and_who_was_not_asked() -> None:
    wanted = {"LTarget": "${attr.kernel.name}", "Operand": "=", "RTarget": "plan9"}
    nodes = [node(1), node(2), node(3, Datacenter="dc2"), node(4, Status="down"), node(5, NodePool="gpu")]
    spec = {**job(Constraints=[wanted, wanted]), "Datacenters": ["dc1"]}
    explanation = jobspec.plan(spec, state(*nodes, NodePools=[{"Name": "gpu"}]), now=NOW).explain("g")
    assert [one["Because"] for one in explanation.to_dict()["Nodes"]] == ["", "${attr.kernel.name} = plan9"]
    assert str(explanation).splitlines() == [
        "Group g: does not fit",
        "Nodes looked at for web.g[0]:",
        "  n1: filtered by ${attr.kernel.name} = plan9",
        "  n2: filtered with its class, by ${attr.kernel.name} = plan9",
        "Not looked at:",
        "  n3: in datacenter dc2; the job asks for dc1",
        "  n4: down",
        "  n5: in pool gpu; the job asks for default",
        "No single change of these would do: a lower count, less cpu or memory in one task,",
        "one constraint less, more nodes like those there are.",
    ]


def test_remedies_were_tried() -> None:
    wanted = {"LTarget": "${attr.kernel.name}", "Operand": "=", "RTarget": "plan9"}
    cluster = state(node(1), node(2))
    relaxed = jobspec.plan(job(Constraints=[wanted]), cluster, now=NOW).explain("g").remedies
    assert [remedy.kind for remedy in relaxed] == ["constraint"]
    full = jobspec.plan(job(count=3, cpu=600), cluster, now=NOW).explain("g").remedies
    assert [(remedy.kind, remedy.amount) for remedy in full] == [("count", 1), ("cpu", 200), ("nodes", 1)]
    assert jobspec.plan(job(count=3, cpu=400), cluster, now=NOW).failed == {}


def test_evicts_less_important_allocations() -> None:
    low = {**job(cpu=800), "ID": "low", "Priority": 20}
    config = {"PreemptionConfig": {"ServiceSchedulerEnabled": True}}
    before = jobspec.plan(low, state(node(1), SchedulerConfig=config), now=NOW).state_after()
    plan = jobspec.plan({**job(cpu=500), "Priority": 70}, before, now=NOW)
    assert [one["JobID"] for one in plan.preemptions] == ["low"]
    assert plan.to_api()["Annotations"]["DesiredTGUpdates"]["g"]["Preemptions"] == 1


def test_contradictions_do_not_stop_a_plan() -> None:
    alloc = {"ID": "a", "JobID": "gone", "NodeID": "nowhere", "Name": "gone.g[0]", "TaskGroup": "g"}
    assert where(jobspec.plan(job(), state(node(1), Allocs=[alloc]), now=NOW)) == ["web.g[0]@n1"]


NODES = st.lists(st.tuples(st.integers(100, 3000), st.integers(100, 3000)), min_size=1, max_size=6)


@given(NODES, st.integers(1, 8), st.integers(1, 900), st.integers(10, 900), st.sampled_from(["best", "reference"]))
@settings(max_examples=40, deadline=None)
def test_no_capacity_is_broken(sizes: list[tuple[int, int]], count: int, cpu: int, memory: int, search: Any) -> None:
    nodes = [node(number, cpu=size[0], memory=size[1]) for number, size in enumerate(sizes)]
    plan = jobspec.plan(job(count, cpu, memory), state(*nodes), now=NOW, search=search)
    placed = [one["NodeName"] for one in plan.placements]
    for number, (node_cpu, node_memory) in enumerate(sizes):
        here = placed.count(f"n{number}")
        assert here * cpu <= node_cpu
        assert here * memory <= node_memory
    failed = plan.failed.get("g")
    assert len(placed) + (1 + failed["CoalescedFailures"] if failed else 0) == count


@given(NODES, st.integers(1, 5), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_maps_changes_nothing(sizes: list[tuple[int, int]], count: int, random: Any) -> None:
    nodes = [node(number, cpu=size[0], memory=size[1]) for number, size in enumerate(sizes)]
    turned = [dict(random.sample(list(one.items()), len(one))) for one in nodes]
    random.shuffle(turned)
    plans = [jobspec.plan(job(count), state(*given), now=NOW).to_detail() for given in (nodes, turned)]
    assert json.dumps(plans[0], sort_keys=True) == json.dumps(plans[1], sort_keys=True)


@given(NODES)
@settings(max_examples=25, deadline=None)
def test_best_is_no_worse_than_the_reference(sizes: list[tuple[int, int]]) -> None:
    cluster = ClusterState.from_api(state(*(node(n, cpu=size[0], memory=size[1]) for n, size in enumerate(sizes))))

    def score(search: Any) -> float:
        placed = jobspec.plan(job(), cluster, now=NOW, search=search).placements
        return max((one["NormScore"] for one in placed[0]["Metrics"]["ScoreMetaData"]), default=0) if placed else -9

    assert score("best") >= score("reference")


def test_draws_as_go_does() -> None:
    random = GoRandom(1)
    assert [random.below(100) for _ in range(5)] == [81, 87, 47, 59, 81]
    assert sorted(shuffled(range(50), seed_of("0" * 36, 7))) == list(range(50))


@given(st.lists(st.integers(0, 9), max_size=20))
@settings(max_examples=60, deadline=None)
def test_keeps_the_five_best(scores: list[int]) -> None:
    top = TopScores()
    for position, score in enumerate(scores):
        top.add((score, str(position), {}))
    assert [item[0] for item in top.descending()] == sorted(scores, reverse=True)[:5]
