"""Hypothesis strategies for clusters: nodes, and allocations that got there by planning jobs (extra `test`)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from jobspec.cluster import ClusterState
from jobspec.scheduler import plan
from jobspec.testing.strategies import jobs

THEN = datetime(2026, 1, 1, tzinfo=UTC)
"""The time of all drawn clusters: they do not depend on the clock."""

DRIVERS = ("docker", "exec", "raw_exec", "java")
PLUGINS = ("bridge", "firewall", "host-local", "loopback", "portmap")


@st.composite
def cluster_states(draw: DrawFn, *, max_nodes: int = 4, max_jobs: int = 2) -> ClusterState:
    """Clusters in which every allocation fits; shrinks to an empty one.

    >>> from hypothesis import find
    >>> len(find(cluster_states(max_jobs=0), lambda state: len(state.nodes) == 2).nodes)
    2
    """
    number = draw(st.integers(0, max_nodes))
    state = ClusterState.from_api({"Nodes": [draw(nodes(index)) for index in range(number)]})
    for job in draw(st.lists(jobs(), max_size=max_jobs, unique_by=lambda job: job.id)):
        state = plan(job, state, now=THEN, diff=False).state_after()
    return state


def nodes(index: int) -> SearchStrategy[dict[str, Any]]:
    """A client node: most are ready for work."""
    status = st.sampled_from(["ready", "ready", "ready", "down"])
    eligibility = st.sampled_from(["eligible", "eligible", "ineligible"])
    datacenter = st.sampled_from(["dc1", "dc2"])
    return st.builds(node, st.just(index), status, eligibility, datacenter, SIZES, st.sampled_from(["", "big"]))


SIZES = st.tuples(st.integers(1, 16).map(lambda cores: cores * 1000), st.integers(1, 32).map(lambda gigs: gigs * 1024))
"""CPU in MHz, memory in MB."""


def node(
    index: int, status: str, eligibility: str, datacenter: str, sizes: tuple[int, int], node_class: str
) -> dict[str, Any]:
    """The API JSON of a node."""
    cpu, memory = sizes
    address = f"10.0.0.{index + 1}"
    host = {"Mode": "host", "Device": "eth0"}
    drivers = {f"driver.{name}": "1" for name in DRIVERS}
    plugins = {f"plugins.cni.version.{name}": "1.6.2" for name in PLUGINS}
    return {
        "ID": f"{index:08d}-0000-4000-8000-000000000000",
        "Name": f"node-{index}",
        "Datacenter": datacenter,
        "NodeClass": node_class,
        "NodePool": "default",
        "Status": status,
        "SchedulingEligibility": eligibility,
        "Attributes": {
            "kernel.name": "linux",
            "cpu.arch": "amd64",
            "nomad.version": "2.0.5",
            "nomad.service_discovery": "true",
            "os.signals": "SIGHUP,SIGINT,SIGTERM",
            "consul.version": "1.20.0",
            **drivers,
            **plugins,
        },
        "Drivers": {name: {"Detected": True, "Healthy": True} for name in DRIVERS},
        "NodeResources": {
            "Cpu": {"CpuShares": cpu, "TotalCpuCores": cpu // 1000, "ReservableCpuCores": list(range(cpu // 1000))},
            "Memory": {"MemoryMB": memory},
            "Disk": {"DiskMB": 50_000},
            "Networks": [host | {"IP": address, "CIDR": f"{address}/32"}, {"Mode": "bridge"}],
            "NodeNetworks": [host | {"Addresses": [{"Address": address, "Alias": "default"}]}],
            "MinDynamicPort": 20_000,
            "MaxDynamicPort": 32_000,
        },
    }
