"""What holds for every plan: nothing asked for is forgotten, and no order of the input's maps shows."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import jobspec

Tree = dict[str, Any]
AT = datetime(2026, 7, 1, tzinfo=UTC)

statuses = st.sampled_from(["running", "running", "running", "pending", "failed", "complete", "lost", "unknown"])
wishes = st.sampled_from([{}, {}, {}, {"Migrate": True}])
updates = st.sampled_from([None, {"MaxParallel": 1}, {"MaxParallel": 2, "Canary": 1}])


def _node(number: int, status: str, cpu: int) -> Tree:
    resources = {"Cpu": {"CpuShares": cpu}, "Memory": {"MemoryMB": 4096}, "Disk": {"DiskMB": 20_000}}
    return {
        "ID": f"n{number}",
        "Name": f"node{number}",
        "Datacenter": "dc1",
        "NodePool": "default",
        "Status": status,
        "SchedulingEligibility": "eligible",
        "Drivers": {"docker": {"Detected": True, "Healthy": True}},
        "NodeResources": resources,
    }


def _job(groups: int, count: int, update: Tree | None, image: str, kind: str) -> Tree:
    task = {"Name": "t", "Driver": "docker", "Config": {"image": image}, "Resources": {"CPU": 400, "MemoryMB": 64}}
    rolled = {} if update is None or kind == "batch" else {"Update": update}
    names = [f"g{number}" for number in range(groups)]
    made = [{"Name": name, "Count": count, "Tasks": [task], **rolled} for name in names]
    return {"ID": "web", "Name": "web", "Type": kind, "Datacenters": ["*"], "TaskGroups": made}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Tree, Tree]:
    """A job, changed or not, and a small cluster on which an older version runs."""
    kind = draw(st.sampled_from(["service", "batch"]))
    shape = (draw(st.integers(1, 2)), draw(st.integers(0, 4)), draw(updates))
    job = _job(*shape, draw(st.sampled_from(["a:1", "a:2"])), kind)
    before = jobspec.admit(_job(shape[0], 3, shape[2], "a:1", kind)).job.to_api(stored=True)
    node_states = draw(st.lists(st.sampled_from(["ready", "ready", "down", "disconnected"]), min_size=1, max_size=4))
    nodes = [_node(number, status, 1000) for number, status in enumerate(node_states)]
    held = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, len(nodes) - 1), statuses, wishes), max_size=5))
    allocs = [
        {
            "ID": f"a{number}",
            "JobID": "web",
            "JobVersion": 0,
            "TaskGroup": "g0",
            "Name": f"web.g0[{index}]",
            "NodeID": f"n{at}",
            "ClientStatus": status,
            "DesiredStatus": "run",
            "DesiredTransition": wish,
            "ModifyTime": 1_782_000_000_000_000_000,
            "AllocatedResources": {"Tasks": {"t": {"Cpu": {"CpuShares": 400}, "Memory": {"MemoryMB": 64}}}},
        }
        for number, (index, at, status, wish) in enumerate(held)
    ]
    stored = {
        **before,
        "Version": 0,
        "CreateIndex": 100,
        "ModifyIndex": 100,
        "JobModifyIndex": 100,
        "Status": "running",
    }
    return job, {"Nodes": nodes, "Jobs": [stored] if allocs else [], "Allocs": allocs}


def turned_round(value: Any) -> Any:
    """The same JSON with the keys of all its objects in the opposite order."""
    if isinstance(value, dict):
        return {key: turned_round(value[key]) for key in reversed(value)}
    return [turned_round(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=40, deadline=None)
@given(cases())
def test_what_is_placed_and_what_fails_is_what_is_asked(case: tuple[Tree, Tree]) -> None:
    plan = jobspec.plan(*case, now=AT)
    placed = Counter(one["TaskGroup"] for one in plan.placements)
    count = {group["Name"]: group["Count"] for group in case[0]["TaskGroups"]}
    for name, counts in plan.to_api()["Annotations"]["DesiredTGUpdates"].items():
        failed = 1 + plan.failed[name]["CoalescedFailures"] if name in plan.failed else 0
        # Never more is placed than the count, though canaries are then counted beside it.
        least = min(counts["Place"] + counts["Canary"], count.get(name, 0)) + counts["DestructiveUpdate"]
        assert least <= placed[name] + failed <= least + counts["Migrate"]


@settings(max_examples=25, deadline=None)
@given(cases())
def test_the_order_of_maps_does_not_show(case: tuple[Tree, Tree]) -> None:
    answers = {
        json.dumps(jobspec.plan(*one, now=AT).to_detail(), sort_keys=True) for one in (case, turned_round(list(case)))
    }
    assert len(answers) == 1


@settings(max_examples=25, deadline=None)
@given(cases())
def test_once_carried_out_a_plan_has_nothing_left_to_do(case: tuple[Tree, Tree]) -> None:
    job, state = case
    allocs = [one for one in state["Allocs"] if one["ClientStatus"] == "running" and not one["DesiredTransition"]]
    nodes = [{**one, "Status": "ready"} for one in state["Nodes"]]
    calm = {**state, "Nodes": nodes, "Allocs": allocs}
    at_once = {} if job["Type"] == "batch" else {"Update": {"MaxParallel": 0}}
    plain = {**job, "TaskGroups": [{**group, **at_once} for group in job["TaskGroups"]]}
    first = jobspec.plan(plain, calm, now=AT)
    if first.failed:
        return
    again = jobspec.plan(plain, first.state_after(), now=AT)
    assert (again.placements, again.stops, again.exit_code) == ([], [], 0)
