"""Reading cluster states, and what is told of those that cannot be or contradict themselves."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from jobspec.cluster import ClusterState, typed
from jobspec.cluster.computed_class import computed_class
from jobspec.cluster.times import nanoseconds, rfc3339
from jobspec.diagnostics import StateError, json_pointer

ALLOC: dict[str, Any] = {"ID": "a1", "Name": "web.g[0]", "JobID": "web", "NodeID": "n1", "TaskGroup": "g"}
STATE: dict[str, Any] = {
    "Nodes": [{"ID": "n1", "Name": "one", "Status": "ready", "SchedulingEligibility": "eligible", "ModifyIndex": 7}],
    "Jobs": [
        {"ID": "web", "Version": 0, "TaskGroups": [{"Name": "g"}]},
        {"ID": "web", "Version": 2, "JobModifyIndex": 30, "TaskGroups": [{"Name": "g"}]},
    ],
    "Allocs": [ALLOC],
    "Namespaces": ["ops", {"Name": "dev"}],
    "NodePools": [{"Name": "gpu", "SchedulerConfiguration": {"SchedulerAlgorithm": "spread"}}],
}


def test_lookups() -> None:
    state = ClusterState.from_api(STATE)
    assert state.index == 30
    assert state.nodes["n1"].ready
    assert [alloc.id for alloc in state.allocs_on("n1")] == ["a1"]
    assert [alloc.index for alloc in state.allocs_of("default", "web")] == [0]
    assert (state.job("default", "web") or {})["Version"] == 2
    assert state.job_version("default", "web", 1) is None
    assert sorted(state.pools) == ["all", "default", "gpu"]
    assert sorted(state.namespaces) == ["default", "dev", "ops"]
    assert state.config_for("gpu").algorithm == "spread"
    assert state.config_for("default").algorithm == "binpack"
    assert state.to_api()["Allocs"] == STATE["Allocs"]


def test_empty() -> None:
    state = ClusterState.empty()
    assert (state.index, state.newest_time, state.diagnostics) == (0, None, [])


@pytest.mark.parametrize(
    ("data", "id", "pointer"),
    [
        ({"Nodes": {}}, "NJ7802", "/Nodes"),
        ({"Nodes": [{}]}, "NJ7801", "/Nodes/0/ID"),
        ({"Nodes": [{"ID": 5}]}, "NJ7802", "/Nodes/0/ID"),
        ({"Nodes": [{"ID": "n", "Attributes": {"a": 1}}]}, "NJ7802", "/Nodes/0/Attributes/a"),
        ({"Allocs": [{"ID": "a", "JobID": "j"}]}, "NJ7801", "/Allocs/0/NodeID"),
        ({"Allocs": [{**ALLOC, "JobVersion": "1"}]}, "NJ7802", "/Allocs/0/JobVersion"),
        (
            {"Allocs": [{**ALLOC, "AllocatedResources": {"Tasks": {"t": {"Cpu": {"CpuShares": "x"}}}}}]},
            "NJ7802",
            "/Allocs/0/AllocatedResources/Tasks/t/Cpu/CpuShares",
        ),
        (
            {"SchedulerConfig": {"MemoryOversubscriptionEnabled": 1}},
            "NJ7802",
            "/SchedulerConfig/MemoryOversubscriptionEnabled",
        ),
    ],
)
def test_unreadable(data: dict[str, Any], id: str, pointer: str) -> None:
    with pytest.raises(StateError) as caught:
        ClusterState.from_api(data)
    assert [(one.id, json_pointer(one.path)) for one in caught.value.diagnostics] == [(id, pointer)]


def _port(value: int) -> dict[str, Any]:
    return {"Shared": {"Ports": [{"Label": "http", "Value": value, "HostIP": "10.0.0.1"}]}}


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        ({"Allocs": [{**ALLOC, "NodeID": "gone"}]}, ["NJ7812"]),
        ({"Allocs": [{**ALLOC, "JobVersion": 1}]}, ["NJ7813"]),
        ({"Allocs": [ALLOC, ALLOC]}, ["NJ7810"]),
        ({"Nodes": [{"ID": "n1", "NodeResources": {"Memory": {"MemoryMB": -1}}}]}, ["NJ7811"]),
        (
            {
                "Allocs": [
                    {**ALLOC, "AllocatedResources": _port(80)},
                    {**ALLOC, "ID": "a2", "AllocatedResources": _port(80)},
                ]
            },
            ["NJ7814"],
        ),
    ],
)
def test_contradictions(change: dict[str, Any], ids: list[str]) -> None:
    state = ClusterState.from_api({**STATE, **change})
    assert [one.id for one in state.diagnostics] == ids
    assert all(one.severity == "warning" and one.path for one in state.diagnostics)


def test_files(tmp_path: Path) -> None:
    packed = tmp_path / "state.json.gz"
    packed.write_bytes(gzip.compress(json.dumps(STATE).encode()))
    assert ClusterState.from_file(packed).to_api()["Nodes"] == STATE["Nodes"]
    for name, content in (("list.json", b"[]"), ("broken.json", b"{"), ("broken.json.gz", b"xx")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StateError):
            ClusterState.from_file(tmp_path / name)
    with pytest.raises(OSError, match="missing"):
        ClusterState.from_file(tmp_path / "missing.json")


def test_computed_class_leaves_out_what_is_unique() -> None:
    node = {"ID": "n1", "Attributes": {"a": "1", "unique.hostname": "x"}, "Meta": {"b": "2"}}
    other = {"ID": "n2", "Attributes": {"unique.hostname": "y", "a": "1"}, "Meta": {"b": "2", "unique.c": "z"}}
    assert computed_class(node) == computed_class(other)
    assert computed_class(node) != computed_class({**node, "NodeClass": "big"})


@pytest.mark.parametrize("text", ["2026-06-17T05:20:40Z", "1970-01-01T00:00:00.000000001Z"])
def test_times_round_trip(text: str) -> None:
    instant = nanoseconds(text)
    assert instant is not None
    assert rfc3339(instant) == text


def test_odd_times() -> None:
    assert nanoseconds("0001-01-01T00:00:00Z") is None
    assert nanoseconds("yesterday") is None
    assert nanoseconds("2026-01-01T01:00:00+01:00") == nanoseconds("2026-01-01T00:00:00Z")


WHOLE_ALLOC: dict[str, Any] = {
    **ALLOC,
    "NodeName": "one",
    "Metrics": {"NodesEvaluated": 3},
    "Unknown": {"kept": [1, 2.5, None]},
    "AllocatedResources": {
        "Tasks": {
            "t": {"Cpu": {"CpuShares": 5, "ReservedCores": None}, "Memory": {"MemoryMB": 1.5}, "Devices": [{"a": 1}]}
        },
        "TaskLifecycles": {"t": {"Hook": "prestart"}},
        "Shared": {
            "DiskMB": 3,
            "Ports": [{"Label": "http", "Value": 80, "HostIP": "1.1.1.1"}],
            "Networks": [{"IP": "a"}],
        },
    },
    "TaskStates": {"t": {"StartedAt": "2026-01-02T00:00:00Z"}},
    "ModifyIndex": 90,
    "CreateTime": 5,
}
ODD: list[Any] = [None, True, 1, 1.0, -1, "", "x", [], [None], {}, {"x": None}, {"x": 1}, [{"x": 1}]]
PLACES: list[tuple[Any, ...]] = [
    ("Nodes",),
    ("Allocs",),
    ("Allocs", 0),
    *(
        ("Allocs", 0, key)
        for key in ("ID", "NodeID", "JobVersion", "Metrics", "AllocStates", "TaskStates", "ModifyIndex")
    ),
    *(("Allocs", 0, "AllocatedResources", key) for key in ("Tasks", "Shared", "TaskLifecycles")),
    ("Allocs", 0, "AllocatedResources", "Tasks", "t"),
    ("Allocs", 0, "AllocatedResources", "Tasks", "t", "Cpu", "CpuShares"),
    ("Allocs", 0, "AllocatedResources", "Shared", "Ports"),
    ("Allocs", 0, "TaskStates", "t", "StartedAt"),
    ("Nodes", 0, "Attributes"),
    ("Nodes", 0, "ModifyIndex"),
    ("Jobs", 0, "Version"),
    ("NodePools",),
    ("SchedulerConfig",),
    ("Unknown",),
]


def _changed(tree: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    if isinstance(tree, list):
        return [_changed(tree[0], place[1:], value), *tree[1:]]
    return {**tree, place[0]: _changed(tree.get(place[0], {}), place[1:], value)}


def _facts(read: Callable[[], ClusterState]) -> Any:
    try:
        state = read()
    except StateError as error:
        return error.diagnostics
    ports = [(alloc.resources.get("Shared") or {}).get("Ports") for alloc in state.allocs.values()]
    seen = [ports, *((alloc.node_id, alloc.raw) for alloc in state.allocs.values())]
    return state.diagnostics, state.index, state.newest_time, seen, state.to_api()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_files_are_read_the_same_with_and_without_msgspec(place: tuple[Any, ...], tmp_path: Path) -> None:
    pytest.importorskip("msgspec")
    file = tmp_path / "state.json"
    for value in ODD:
        data = _changed({**STATE, "Allocs": [WHOLE_ALLOC, {**ALLOC, "ID": "a2"}]}, place, value)
        file.write_text(json.dumps(data))
        quick = _facts(lambda: ClusterState.from_file(file))
        with mock.patch.dict(sys.modules, {"msgspec": None}):
            typed._types.cache_clear()
            careful = _facts(lambda: ClusterState.from_file(file))
        typed._types.cache_clear()
        assert quick == careful
