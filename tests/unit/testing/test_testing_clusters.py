"""Drawn clusters, and what planning on any of them must keep to."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

import jobspec
from jobspec.cluster import ClusterState
from jobspec.model import Job
from jobspec.testing import cluster_states, jobs
from jobspec.testing.cluster_strategies import THEN

CALM = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@CALM
@given(cluster_states())
def test_clusters_hold_together(state: ClusterState) -> None:
    assert state.diagnostics == []
    again = ClusterState.from_api(state.to_api())
    assert again.to_api() == state.to_api()


@CALM
@given(jobs(), cluster_states())
def test_no_node_gets_more_than_it_has(job: Job, state: ClusterState) -> None:
    after = jobspec.plan(job, state, now=THEN).state_after()
    assert after.diagnostics == []
    for node in after.nodes.values():
        used = 0
        for alloc in after.allocs_on(node.id):
            if alloc.raw.get("DesiredStatus") == "run":
                used += sum(task["Cpu"]["CpuShares"] for task in alloc.raw["AllocatedResources"]["Tasks"].values())
        assert used <= node.raw["NodeResources"]["Cpu"]["CpuShares"]


@CALM
@given(jobs(), cluster_states())
def test_planning_twice_gives_the_same(job: Job, state: ClusterState) -> None:
    first = jobspec.plan(job, state, now=THEN, seed=1).to_detail()
    assert jobspec.plan(job, state, now=THEN, seed=1).to_detail() == first
    assert jobspec.plan(job, state.to_api(), now=THEN, seed=1).to_detail() == first
