"""Jobs, allocations and situations for the tests of the reconciler: complete enough, with what a test wants changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from jobspec.cluster import Alloc, Deployment, Node
from jobspec.cluster.times import SECOND, from_datetime, rfc3339
from jobspec.scheduler.reconcile.types import Situation

NOW = from_datetime(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
MINUTE = 60 * SECOND

Tree = dict[str, Any]


def group(name: str = "app", count: int = 3, **more: Any) -> Tree:
    """A task group with one task."""
    task = {"Name": "web", "Driver": "docker", "Config": {"image": "example/app:1"}, "Resources": {"CPU": 100}}
    return {"Name": name, "Count": count, "Tasks": [task], **more}


def job(*groups: Tree, version: int = 0, **more: Any) -> Tree:
    """A stored job of a version; each version has its own JobModifyIndex."""
    indexes = {"Version": version, "CreateIndex": 100, "JobModifyIndex": 100 + version}
    basics = {"ID": "web", "Name": "web", "Type": "service", "Priority": 50, "Datacenters": ["*"]}
    return {**basics, **indexes, "TaskGroups": list(groups or [group()]), **more}


def alloc(index: int, status: str = "running", *, name: str = "app", node: str = "n1", **more: Any) -> Alloc:
    """An allocation of the job `web`; its ID follows from its index unless given."""
    raw = {
        "ID": f"a{index}",
        "JobID": "web",
        "TaskGroup": name,
        "Name": f"web.{name}[{index}]",
        "NodeID": node,
        "ClientStatus": status,
        "DesiredStatus": "run",
        "ModifyTime": NOW - MINUTE,
    }
    return Alloc({**raw, **more})


def turned(status: str, ago: int = MINUTE) -> Tree:
    """An entry of `AllocStates`: the client status changed some time ago."""
    return {"Field": 0, "Value": status, "Time": rfc3339(NOW - ago)}


def node(id: str = "n1", status: str = "ready", **more: Any) -> Node:
    """A client node."""
    basics = {"ID": id, "Name": id, "Datacenter": "dc1", "SchedulingEligibility": "eligible"}
    return Node({**basics, "Status": status, **more})


def deployment(version: int = 0, status: str = "running", **groups: Mapping[str, Any]) -> Deployment:
    """A deployment of a version of the job `web`."""
    raw = {"ID": f"d{version}", "JobID": "web", "JobVersion": version, "JobCreateIndex": 100, "Status": status}
    return Deployment({**raw, "TaskGroups": groups})


def situation(
    planned: Tree,
    allocs: Iterable[Alloc] = (),
    *,
    versions: Iterable[Tree] = (),
    nodes: Iterable[Node] = (),
    deployments: Iterable[Deployment] = (),
    fit: Callable[[Alloc, Mapping[str, Any]], Any] = lambda alloc, group: "fits",
) -> Situation:
    """A situation in which the allocations' nodes are the given ones, or ready ones."""
    stored = {one["Version"]: one for one in [*versions, planned]}
    found = {one.id: one for one in nodes}
    return Situation(
        job=planned,
        allocs=list(allocs),
        job_of=lambda one: stored.get(one.job_version),
        version=stored.get,
        node=lambda one: found.get(one, node(one)) if one != "gone" else None,
        deployments=list(deployments),
        now=NOW,
        eval_id="e1",
        fit=fit,
    )
