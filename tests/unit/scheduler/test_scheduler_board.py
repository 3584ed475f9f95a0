"""The short cuts to the best node give what the loop over all nodes gives, score for score."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from small_clusters import job, node, state

import jobspec
from jobspec.scheduler import stack
from jobspec.scheduler.candidates import Candidates
from jobspec.scheduler.known import KnownFits
from jobspec.scheduler.trace import Observer

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RACK = "${meta.rack}"
SPREADS: list[list[dict[str, Any]]] = [
    [],
    [{"Attribute": RACK, "Weight": 50}],
    [{"Attribute": RACK, "Weight": 50, "SpreadTarget": [{"Value": "a", "Percent": 70}]}],
    [{"Attribute": RACK, "Weight": 50}, {"Attribute": "${node.datacenter}", "Weight": 30}],
    [
        {"Attribute": "${node.datacenter}", "Weight": 20, "SpreadTarget": [{"Value": "dc1", "Percent": 100}]},
        {"Attribute": "${meta.none}", "Weight": 30},
    ],
]
MACHINES = st.lists(
    st.tuples(st.sampled_from([500, 1000, 1001, 2000]), st.sampled_from("abc"), st.sampled_from(["dc1", "dc2"])),
    min_size=1,
    max_size=9,
)
SPECIAL: list[dict[str, Any]] = [
    {},
    {"NodeMaxAllocs": 2},
    {"ReservedResources": {"Cpu": {"CpuShares": 100}, "Networks": {"ReservedHostPorts": "22,8080"}}},
    {"ReservedResources": {"Networks": {"ReservedHostPorts": "no ports"}}},
    {"Status": "down"},
    {"few ports": {"MinDynamicPort": 20000, "MaxDynamicPort": 20002}},
    {"few ports": {"NodeNetworks": []}},
]
PORTS: list[Any] = [
    None,
    [{"DynamicPorts": [{"Label": "http"}]}],
    [{"DynamicPorts": [{"Label": "http"}, {"Label": "admin", "To": -1}]}],
    [{"ReservedPorts": [{"Label": "http", "Value": 80}]}],
]


def held(number: int, at: int, kind: str) -> dict[str, Any]:
    """An allocation of another job, of another namespace, or of the job before it was changed."""
    task: dict[str, Any] = {"Cpu": {"CpuShares": 150}, "Memory": {"MemoryMB": 90}}
    shared: dict[str, Any] = {"DiskMB": 10}
    if kind == "cores":
        task["Cpu"]["ReservedCores"] = [number % 3]
    if kind in ("port", "old network"):
        port = {"Label": "p", "Value": (80, 22, 20001)[number % 3]}
        ports = {"Ports": [{**port, "HostIP": f"10.0.0.{at}"}]}
        shared |= ports if kind == "port" else {"Networks": [{"IP": f"10.0.0.{at}", "ReservedPorts": [port]}]}
    name = "other" if kind in ("cores", "port", "old network", "done") else "web"
    return {
        "ID": f"{number:08d}-1111-4000-8000-000000000000",
        "Name": f"{name}.g[{number}]",
        "JobID": name,
        "Namespace": "elsewhere" if kind == "elsewhere" else "default",
        "TaskGroup": "h" if number % 4 == 3 else "g",
        "NodeID": f"{at:08d}-0000-4000-8000-000000000000",
        "ClientStatus": "complete" if kind == "done" else "failed" if kind == "failed" else "running",
        "DesiredStatus": "run",
        "AllocatedResources": {"Tasks": {"t": task}, "Shared": shared},
    }


KINDS = st.sampled_from(["own", "own", "failed", "elsewhere", "cores", "port", "old network", "done"])
ALLOCS = st.lists(st.tuples(st.integers(0, 8), KINDS), max_size=8)
ASKS = st.fixed_dictionaries(
    {
        "count": st.integers(1, 12),
        "cpu": st.sampled_from([50, 100, 200]),
        "Spreads": st.sampled_from(SPREADS),
        "affine": st.booleans(),
        "Networks": st.sampled_from(PORTS),
        "distinct": st.booleans(),
        "second": st.sampled_from(
            [None, None, [], [{"Operand": "distinct_property", "LTarget": RACK, "RTarget": "4"}]]
        ),
        "algorithm": st.sampled_from(["binpack", "spread"]),
    }
)


CLUSTERS = st.tuples(MACHINES, st.lists(st.sampled_from(SPECIAL), min_size=9, max_size=9), ALLOCS)


def asked(
    cluster: tuple[list[tuple[int, str, str]], list[dict[str, Any]], list[tuple[int, str]]], ask: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A job and a state."""
    machines, special, allocs = cluster
    nodes = [
        node(number, cpu=cpu, Meta={"rack": rack}, Datacenter=dc, NodeClass=rack, **special[number])
        for number, (cpu, rack, dc) in enumerate(machines)
    ]
    for one in nodes:
        one["NodeResources"] = {**one["NodeResources"], **one.pop("few ports", {})}
    group: dict[str, Any] = {"Spreads": ask["Spreads"], "Networks": ask["Networks"]}
    group["Affinities"] = [{"LTarget": RACK, "Operand": "=", "RTarget": "b", "Weight": 40}] if ask["affine"] else None
    group["Constraints"] = [{"LTarget": RACK, "Operand": "!=", "RTarget": "c"}]
    group["Constraints"] += [{"Operand": "distinct_hosts"}] if ask["distinct"] else []
    found = state(
        *nodes,
        Allocs=[held(number, at % len(nodes), kind) for number, (at, kind) in enumerate(allocs)],
        Jobs=[{**job(3), "ID": id, "Version": 0, "Type": "service"} for id in ("web", "other")],
        SchedulerConfig={"SchedulerAlgorithm": ask["algorithm"]},
    )
    spec = job(ask["count"], ask["cpu"], **group)
    if ask["second"] is not None:
        # Another group in between, whose spreads have a say in those of the first.
        other = job(2, 100, Spreads=SPREADS[2], Constraints=ask["second"])["TaskGroups"][0]
        spec["TaskGroups"].append({**other, "Name": "h"})
    return spec, found


@given(CLUSTERS, ASKS)
@settings(max_examples=70, deadline=None)
def test_agrees_with_the_loop(cluster: Any, ask: dict[str, Any]) -> None:
    spec, found = asked(cluster, ask)
    short = jobspec.plan(spec, found, now=NOW).to_detail()
    with mock.patch.object(stack, "columns_tell_all", return_value=False):
        by_ledgers = jobspec.plan(spec, found, now=NOW).to_detail()
    with mock.patch.object(Observer, "wants_all", True):
        whole = jobspec.plan(spec, found, now=NOW).to_detail()
    assert short == whole
    assert by_ledgers == whole


@given(CLUSTERS, ASKS, st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_loops_remember_only_what_still_holds(cluster: Any, ask: dict[str, Any], seed: int) -> None:
    spec, found = asked(cluster, ask)
    remembering = jobspec.plan(spec, found, now=NOW, search="reference", seed=seed).to_detail()
    with mock.patch.object(KnownFits, "of", side_effect=lambda group: {}):
        forgetting = jobspec.plan(spec, found, now=NOW, search="reference", seed=seed).to_detail()
    assert remembering == forgetting


def test_sums_that_rounding_makes_equal_go_by_position() -> None:
    # With a boost of 1, 0.1 and the next number above it have the same final score: the first position is the best.
    close = [(0.1, -7, 1, None, 0.0), (0.10000000000000002, -9, 1, None, 0.0), (0.05, -1, 1, None, 0.0)]
    rankings = Candidates([0] * 10)
    rankings.fill(close)
    rankings.boost(0, 1.0)
    best = rankings.best()
    assert best is not None
    assert best[1] == -7
    assert [one[1] for one in rankings.first(3)] == [-7, -9, -1]
    rankings.take_out(close[0])
    assert [one[1] for one in rankings.first(3)] == [-9, -1]
