"""Small clusters and jobs for the tests of the planner."""

from __future__ import annotations

from typing import Any


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
