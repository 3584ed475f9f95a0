"""Plans on large clusters: placements a second, beside a scan that scores every node for every placement.

python -m benchmarks.plan [nodes] [existing allocations]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jobspec
from jobspec.cluster import ClusterState

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SPREAD = [{"Attribute": "${attr.rack}", "Weight": 100}]
AFFINITY = [{"LTarget": "${attr.rack}", "Operand": "=", "RTarget": "r3", "Weight": 50}]
PORTS = [{"DynamicPorts": [{"Label": "http"}, {"Label": "admin"}]}]
KINDS: Mapping[str, dict[str, Any]] = {
    "plain": {},
    "even spread": {"Spreads": SPREAD},
    "affinity": {"Affinities": AFFINITY},
    "two ports": {"Networks": PORTS},
}


def node(number: int) -> dict[str, Any]:
    address = f"10.{number // 62500}.{number // 250 % 250}.{number % 250}"
    return {
        "ID": f"{number:08d}-0000-4000-8000-000000000000",
        "Name": f"n{number}",
        "Datacenter": f"dc{number % 3}",
        "NodePool": "default",
        "Status": "ready",
        "SchedulingEligibility": "eligible",
        "ComputedClass": f"v1:{number % 25}",
        "Attributes": {"driver.docker": "1", "rack": f"r{number % 25}"},
        "NodeResources": {
            "Cpu": {"CpuShares": (4000, 8000, 16000)[number % 3]},
            "Memory": {"MemoryMB": (8192, 16384)[number % 2]},
            "Disk": {"DiskMB": 1_000_000},
            "Networks": [{"Mode": "host", "Device": "eth0", "IP": address}],
            "NodeNetworks": [{"Mode": "host", "Addresses": [{"Alias": "default", "Address": address}]}],
        },
    }


def alloc(number: int, nodes: int) -> dict[str, Any]:
    task = {"Cpu": {"CpuShares": 50}, "Memory": {"MemoryMB": 32}}
    return {
        "ID": f"{number:08d}-1111-4000-8000-000000000000",
        "Name": f"old.g[{number}]",
        "JobID": "old",
        "TaskGroup": "g",
        "NodeID": node(number % nodes)["ID"],
        "ClientStatus": "running",
        "DesiredStatus": "run",
        "AllocatedResources": {"Tasks": {"t": task}, "Shared": {"DiskMB": 300}},
    }


def job(count: int, group: Mapping[str, Any], kind: str = "service") -> dict[str, Any]:
    task = {"Name": "t", "Driver": "docker", "Config": {"image": "x"}, "Resources": {"CPU": 100, "MemoryMB": 64}}
    whole = {"Name": "g", "Count": count, "Tasks": [task], **group}
    return {"ID": "web", "Type": kind, "Datacenters": ["*"], "TaskGroups": [whole]}


def naive_scan(nodes: int, count: int) -> float:
    """Seconds of a loop that scores every node for every placement: CPU and memory alone, in plain Python."""
    machines = [((4000, 8000, 16000)[number % 3], (8192, 16384)[number % 2]) for number in range(nodes)]
    used = [(0, 0)] * nodes
    start = time.perf_counter()
    for _ in range(count):
        best, best_score = -1, -1.0
        for number, (cpu, memory) in enumerate(machines):
            taken_cpu, taken_memory = used[number][0] + 100, used[number][1] + 64
            if taken_cpu <= cpu and taken_memory <= memory:
                score = 20 - 10 ** (1 - taken_cpu / cpu) - 10 ** (1 - taken_memory / memory)
                if score > best_score:
                    best, best_score = number, score
        used[best] = (used[best][0] + 100, used[best][1] + 64)
    return time.perf_counter() - start


def main() -> None:
    """Print placements a second by kind and count, then the time from a state file to an answer."""
    nodes = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    allocs = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    data = {
        "Nodes": [node(number) for number in range(nodes)],
        "Allocs": [alloc(number, nodes) for number in range(allocs)],
        "Jobs": [{**job(1, {}), "ID": "old", "Version": 0}],
    }
    scan = naive_scan(nodes, 20) / 20
    print(f"{nodes} nodes, {allocs} allocations; the scan takes {scan * 1e3:.2f} ms a placement")
    for name, group in KINDS.items():
        for count in (10, 100, 1000):
            state = ClusterState.from_api(data)
            start = time.perf_counter()
            plan = jobspec.plan(job(count, group), state, now=NOW, diff=False)
            each = (time.perf_counter() - start) / count
            print(f"  {name:12} {count:6}: {1 / each:9.0f}/s, {scan / each:6.1f} x the scan, {len(plan.failed)} failed")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.json"
        file.write_text(json.dumps(data))
        start = time.perf_counter()
        json.loads(file.read_text())
        alone = time.perf_counter() - start
        start = time.perf_counter()
        jobspec.plan(job(1000, {}), ClusterState.from_file(file), now=NOW)
        whole = time.perf_counter() - start
    print(f"state file to the answer for 1000: {whole:.2f} s, {whole / alone:.1f} x json.loads of the file")


if __name__ == "__main__":
    main()
