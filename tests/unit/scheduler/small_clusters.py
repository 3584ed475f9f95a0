"""Small clusters and jobs for the tests of the planner."""

from __future__ import annotations

from typing import Any

import jobspec


def node(number: int, cpu: int = 1000, memory: int = 1024, **more: Any) -> dict[str, Any]:
    address = f"10.0.0.{number}"
    return {
        "ID": f"{number:08d}-0000-4000-8000-000000000000",
        "Name": f"n{number}",
        "Datacenter": "dc1",
        "NodePool": "default",
        "Status": "ready",
        "SchedulingEligibility": "eligible",
        "Attributes": {"driver.docker": "1", "kernel.name": "linux"},
        "NodeResources": {
            "Cpu": {"CpuShares": cpu},
            "Memory": {"MemoryMB": memory},
            "Disk": {"DiskMB": 10_000},
            "Networks": [{"Mode": "host", "Device": "eth0", "IP": address, "CIDR": f"{address}/32", "MBits": 1000}],
            "NodeNetworks": [{"Mode": "host", "Addresses": [{"Alias": "default", "Address": address}]}],
        },
        **more,
    }


def job(count: int = 1, cpu: int = 100, memory: int = 100, **group: Any) -> dict[str, Any]:
    task = {"Name": "t", "Driver": "docker", "Config": {"image": "x"}, "Resources": {"CPU": cpu, "MemoryMB": memory}}
    return {"ID": "web", "Datacenters": ["*"], "TaskGroups": [{"Name": "g", "Count": count, "Tasks": [task], **group}]}


def state(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Nodes": list(nodes), **more}


def stored(spec: dict[str, Any], version: int = 0, **more: Any) -> dict[str, Any]:
    """A version of a job as the state holds it: what the server makes of it, with its numbers."""
    kept = jobspec.admit(spec).job.to_api(stored=True)
    index = 100 * (version + 1)
    numbers = {"Version": version, "CreateIndex": 100, "JobModifyIndex": index, "ModifyIndex": index}
    return {**kept, **numbers, "Status": "running", **more}


def alloc(number: int, group: str = "g", index: int = 0, cpu: int = 100, memory: int = 100, **more: Any) -> Any:
    """A running allocation of the job above on a node."""
    return {
        "ID": f"{number:08d}-0000-4000-8000-0000000000a0",
        "Namespace": "default",
        "JobID": "web",
        "JobVersion": 0,
        "TaskGroup": group,
        "Name": f"web.{group}[{index}]",
        "NodeID": f"{number:08d}-0000-4000-8000-000000000000",
        "NodeName": f"n{number}",
        "ClientStatus": "running",
        "DesiredStatus": "run",
        "CreateIndex": 200,
        "ModifyIndex": 200,
        "AllocatedResources": {
            "Tasks": {"t": {"Cpu": {"CpuShares": cpu}, "Memory": {"MemoryMB": memory}}},
            "Shared": {"DiskMB": 300},
        },
        **more,
    }


def deployment(version: int, status: str, group: str = "g", **counts: Any) -> dict[str, Any]:
    """A deployment of one version of the job above."""
    return {
        "ID": f"{version:08d}-0000-4000-8000-0000000000d0",
        "Namespace": "default",
        "JobID": "web",
        "JobVersion": version,
        "JobCreateIndex": 100,
        "CreateIndex": 150 + version,
        "Status": status,
        "TaskGroups": {group: {"DesiredTotal": 1, "PlacedCanaries": [], **counts}},
    }
