"""Clusters and jobs of any size for the yardsticks of the planner: nodes of six sizes in 3 datacenters and 25 racks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SPREAD = {"Attribute": "${attr.rack}", "Weight": 100}
TARGETS = [{"Value": "dc0", "Percent": 50}, {"Value": "dc1", "Percent": 30}, {"Value": "dc2", "Percent": 20}]
AFFINITY = {"LTarget": "${attr.rack}", "Operand": "=", "RTarget": "r3", "Weight": 50}
PORTS = {"DynamicPorts": [{"Label": "http"}, {"Label": "admin"}]}

KINDS: Mapping[str, dict[str, Any]] = {
    "plain": {},
    "affinity": {"Affinities": [AFFINITY]},
    "even spread": {"Spreads": [SPREAD]},
    "target spread": {"Spreads": [{"Attribute": "${node.datacenter}", "Weight": 100, "SpreadTarget": TARGETS}]},
    "batch": {},
    "two ports": {"Networks": [PORTS]},
}
"""What is special about the group of a job."""


def node(number: int) -> dict[str, Any]:
    """A client node."""
    address = f"10.{number // 62500}.{number // 250 % 250}.{number % 250}"
    return {
        "ID": f"{number:08d}-0000-4000-8000-000000000000",
        "Name": f"n{number}",
        "Datacenter": f"dc{number % 3}",
        "NodePool": "default",
        "Status": "ready",
        "SchedulingEligibility": "eligible",
        "ComputedClass": f"v1:{number % 25}",
        "Attributes": {"driver.docker": "1", "rack": f"r{number % 25}", "kernel.name": "linux", "cpu.arch": "amd64"},
        "NodeResources": {
            "Cpu": {"CpuShares": (16000, 32000, 64000)[number % 3]},
            "Memory": {"MemoryMB": (65536, 131072)[number % 2]},
            "Disk": {"DiskMB": 1_000_000},
            "Networks": [{"Mode": "host", "Device": "eth0", "IP": address}],
            "NodeNetworks": [{"Mode": "host", "Addresses": [{"Alias": "default", "Address": address}]}],
        },
        "ReservedResources": {"Cpu": {"CpuShares": 500}, "Memory": {"MemoryMB": 512}, "Disk": {"DiskMB": 1024}},
    }


def alloc(number: int, nodes: int) -> dict[str, Any]:
    """An allocation of another job, with nothing but what planning asks for."""
    task = {"Cpu": {"CpuShares": 50}, "Memory": {"MemoryMB": 32}}
    return {
        "ID": f"{number:08d}-1111-4000-8000-000000000000",
        "Name": f"old.g[{number}]",
        "JobID": "old",
        "TaskGroup": "g",
        "NodeID": node_id(number % nodes),
        "ClientStatus": "running",
        "DesiredStatus": "run",
        "AllocatedResources": {"Tasks": {"t": task}, "Shared": {"DiskMB": 300}},
    }


def node_id(number: int) -> str:
    """The ID of a node."""
    return f"{number:08d}-0000-4000-8000-000000000000"


def alloc_as_shown(number: int, nodes: int) -> dict[str, Any]:
    """The same allocation as the API shows it in full: with metrics, task states and events."""
    placed = 1_767_225_600_000_000_000 + number
    zero = dict.fromkeys(("ExitCode", "Signal", "KillTimeout", "StartDelay"), 0)
    event = {"Type": "Started", "Time": placed, "DisplayMessage": "Task started by client", "Details": {}, **zero}
    unset = ("ClassFiltered", "ConstraintFiltered", "ClassExhausted", "DimensionExhausted", "QuotaExhausted", "Scores")
    score = {"NodeID": node_id(number % nodes), "NormScore": 0.1, "Scores": {"binpack": 0.1, "node-affinity": 0}}
    return {
        **alloc(number, nodes),
        "EvalID": f"{number % 1000:08d}-2222-4000-8000-000000000000",
        "Namespace": "default",
        "NodeName": f"n{number % nodes}",
        "JobVersion": 0,
        "DesiredDescription": "",
        "ClientDescription": "Tasks are running",
        "DeploymentID": "00000000-3333-4000-8000-000000000000",
        "DeploymentStatus": {
            "Healthy": True,
            "Timestamp": "2026-01-01T00:00:10.5Z",
            "Canary": False,
            "ModifyIndex": 20,
        },
        "Metrics": {
            "NodesEvaluated": 14,
            "NodesFiltered": 0,
            "NodesInPool": nodes,
            "NodePool": "default",
            "NodesAvailable": {"dc0": nodes // 3, "dc1": nodes // 3, "dc2": nodes // 3},
            **dict.fromkeys(unset),
            "ScoreMetaData": [score],
            "AllocationTime": 123_456,
        },
        "TaskStates": {
            "t": {
                "State": "running",
                "Failed": False,
                "Restarts": 0,
                "StartedAt": "2026-01-01T00:00:01.25Z",
                "FinishedAt": None,
                "Events": [event, event],
            }
        },
        "CreateIndex": 10,
        "ModifyIndex": 30,
        "CreateTime": placed,
        "ModifyTime": placed + 10,
    }


def state(nodes: int, allocs: int, *, as_shown: bool = False) -> dict[str, Any]:
    """A cluster's state as JSON."""
    make = alloc_as_shown if as_shown else alloc
    return {
        "Nodes": [node(number) for number in range(nodes)],
        "Allocs": [make(number, nodes) for number in range(allocs)],
        "Jobs": [{**job("plain", 1), "ID": "old", "Version": 0}],
    }


def job(kind: str, count: int) -> dict[str, Any]:
    """A job with one group of a kind."""
    task = {"Name": "t", "Driver": "docker", "Config": {"image": "x"}, "Resources": {"CPU": 100, "MemoryMB": 64}}
    group = {"Name": "g", "Count": count, "Tasks": [task], **KINDS[kind]}
    job_type = "batch" if kind == "batch" else "service"
    return {"ID": "web", "Type": job_type, "Datacenters": ["*"], "TaskGroups": [group]}
