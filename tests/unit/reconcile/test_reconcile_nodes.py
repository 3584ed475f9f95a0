"""System and sysbatch jobs, node by node; and how their limits and deployments come out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from reconcile_samples import MINUTE, alloc, deployment, group, job, node, situation, turned

from jobspec.cluster import Alloc, Deployment, Node
from jobspec.scheduler.reconcile.node_rollout import NodeRollout, hosts_can_deploy
from jobspec.scheduler.reconcile.nodes import Item, NodeDiff, diff_nodes
from jobspec.scheduler.system_limits import within_limits

UPDATE = {"MaxParallel": 1, "Canary": 0}
OLD = {"JobVersion": 0}


def system(version: int = 1, kind: str = "system", **of_group: Any) -> dict[str, Any]:
    """A system job of one group."""
    return job(group(count=1, **of_group), version=version, Type=kind)


def diff(
    planned: dict[str, Any],
    allocs: Iterable[Alloc],
    nodes: Iterable[Node],
    latest: Deployment | None = None,
    unready: Iterable[str] = (),
) -> tuple[NodeDiff, NodeRollout]:
    """The differ's answer on a small cluster; nodes that are not fine or not ready are not eligible."""
    found = list(nodes)
    rollout = NodeRollout(planned, latest)
    sought = situation(planned, allocs, versions=[system(0, planned["Type"])], nodes=found)
    held = set(unready)
    eligible = {one.id: one for one in found if one.ready and one.id not in held}
    return diff_nodes(sought, eligible, held, rollout), rollout


def names(found: NodeDiff) -> dict[str, list[str]]:
    """The nodes of each outcome that has any."""
    return {key: [item.node_id for item in getattr(found, key)] for key in NodeDiff.__slots__ if getattr(found, key)}


def test_every_eligible_node_without_an_allocation_gets_one() -> None:
    found, rollout = diff(system(Update=UPDATE), [], [node("n1"), node("n2"), node("n3", "down")])
    assert names(found) == {"place": ["n1", "n2"]}
    assert rollout.begun


@pytest.mark.parametrize(
    ("fate", "status", "more", "on"),
    [
        ("update", "running", OLD, node()),
        ("ignore", "running", {"JobVersion": 1}, node()),
        ("stop", "running", {"Name": "other.app[0]"}, node()),
        ("migrate", "running", {"DesiredTransition": {"Migrate": True}}, node()),
        ("ignore", "unknown", {}, node(status="disconnected")),
        ("reconnecting", "running", {"AllocStates": [turned("unknown")]}, node()),
        ("disconnecting", "running", {}, node(status="disconnected")),
        ("lost", "pending", {}, node(status="down")),
        ("ignore", "running", {}, node(DrainStrategy={})),
    ],
)
def test_what_becomes_of_a_live_allocation(fate: str, status: str, more: dict[str, Any], on: Node) -> None:
    found, _ = diff(system(), [alloc(0, status, **more)], [on])
    assert names(found).get(fate) == ["n1"]


def test_an_unknown_one_past_its_time_is_lost() -> None:
    planned = system(0, Disconnect={"LostAfter": MINUTE})
    one = alloc(0, "unknown", AllocStates=[turned("unknown", 2 * MINUTE)])
    found, _ = diff(planned, [one], [node()])
    assert names(found) == {"lost": ["n1"]}


@pytest.mark.parametrize(("version", "fate"), [(1, "ignore"), (0, "stop")])
def test_on_a_node_that_takes_no_work_only_unchanged_ones_stay(version: int, fate: str) -> None:
    found, _ = diff(system(), [alloc(0, JobVersion=version)], [node()], unready=["n1"])
    assert names(found) == {fate: ["n1"]}


@pytest.mark.parametrize(("version", "fate"), [(1, "ignore"), (0, "update")])
def test_ended_sysbatch_work_is_done_until_the_job_changes(version: int, fate: str) -> None:
    found, _ = diff(system(kind="sysbatch"), [alloc(0, "complete", JobVersion=version)], [node()])
    assert names(found) == {fate: ["n1"]}


def test_ended_system_allocations_are_placed_again() -> None:
    found, _ = diff(system(), [alloc(0, "failed", JobVersion=1)], [node()])
    assert [(item.node_id, item.alloc.id if item.alloc else "") for item in found.place] == [("n1", "a0")]


def test_an_older_deployment_is_cancelled_and_a_new_one_begun() -> None:
    old = deployment(0, app={"DesiredTotal": 1})
    _, rollout = diff(system(Update=UPDATE), [alloc(0)], [node()], latest=old)
    assert rollout.begun
    assert [(one.deployment, one.status) for one in rollout.updates] == [
        ("d0", "cancelled"),
        ("new-or-planned", "running"),
    ]


@pytest.mark.parametrize(
    ("version", "able"), [("2.0.5", True), ("1.11.0", True), ("1.11.0-dev", False), ("1.10.9", False), ("", True)]
)
def test_old_clients_prevent_deployments(version: str, able: bool) -> None:
    assert hosts_can_deploy([node(Attributes={"nomad.version": version})]) is able
    _, rollout = diff(system(Update=UPDATE), [], [node(Attributes={"nomad.version": version})])
    assert rollout.begun is able


def test_updates_are_limited_by_group_and_canaries_are_not() -> None:
    changed = [Item("web.app[0]", "app", f"n{i}", alloc(i)) for i in range(4)]
    waiting = [Item("web.app[0]", "app", "n9", alloc(9, DeploymentID="d0"))]
    assert len(within_limits(system(Update={"MaxParallel": 2}), changed, [], "")) == 2
    assert len(within_limits(system(Update={"MaxParallel": 2}), changed, waiting, "d0")) == 1
    assert len(within_limits(system(), changed, [], "")) == 4
    canaries = [item._replace(canary=True) for item in changed]
    assert len(within_limits(system(Update={"MaxParallel": 2}), canaries, [], "")) == 4
