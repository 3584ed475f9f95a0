"""System and sysbatch jobs: node by node, what is missing, what stays, and what goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.reconcile.changes import find
from jobspec.scheduler.reconcile.deployments import strategy
from jobspec.scheduler.reconcile.node_rollout import NodeRollout, hosts_can_deploy
from jobspec.scheduler.reconcile.reschedule import ran_successfully
from jobspec.scheduler.reconcile.scene import age, planned_age
from jobspec.scheduler.reconcile.timing import comes_back, expired
from jobspec.scheduler.reconcile.types import Situation, Tree
from jobspec.scheduler.reconcile.updates import up_to_date


class Item(NamedTuple):
    """One group on one node."""

    name: str
    group: str
    node_id: str
    alloc: Alloc | None = None
    """The allocation that is or was there."""
    canary: bool = False


class NodeDiff:
    """What is found, over all nodes."""

    __slots__ = ("disconnecting", "ignore", "lost", "migrate", "place", "reconnecting", "stop", "update")

    def __init__(self) -> None:
        self.place: list[Item] = []
        self.update: list[Item] = []
        self.migrate: list[Item] = []
        self.stop: list[Item] = []
        self.ignore: list[Item] = []
        self.lost: list[Item] = []
        self.disconnecting: list[Item] = []
        self.reconnecting: list[Item] = []


class Grounds(NamedTuple):
    """What the differ goes by."""

    situation: Situation
    required: Mapping[str, Tree]
    """The groups to run on every node, by the allocation's name."""
    eligible: Mapping[str, Node]
    """Ready nodes in the job's datacenters and pool."""
    unready: frozenset[str]
    """IDs of nodes of the pool that take no work."""
    ended: Mapping[tuple[str, str], Alloc]
    """The newest ended allocation by node and name."""


def diff_nodes(
    situation: Situation, eligible: Mapping[str, Node], unready: Iterable[str], rollout: NodeRollout
) -> NodeDiff:
    """What must change on which node. Begins a deployment in `rollout` if there has to be one.

    The reference's order of nodes is random. Ours takes empty nodes first, so that a deployment is begun if any order
    begins one, then those of live allocations by the allocations' IDs, which is what the reference mostly does.
    """
    live = sorted((alloc for alloc in situation.allocs if not alloc.terminal), key=lambda alloc: alloc.id)
    by_node: dict[str, list[Alloc]] = {}
    for alloc in live:
        by_node.setdefault(alloc.node_id, []).append(alloc)
    grounds = Grounds(situation, _required(situation.job), eligible, frozenset(unready), _ended(situation.allocs))
    diff = NodeDiff()
    for node_id in [*(one for one in sorted(eligible) if one not in by_node), *by_node]:
        _diff_node(diff, grounds, rollout, node_id, by_node.get(node_id, []))
    rollout.settle(hosts_can_deploy(eligible.values()))
    return diff


def _required(job: Tree) -> dict[str, Tree]:
    if job.get("Stop"):
        return {}
    groups: Sequence[Tree] = job.get("TaskGroups") or ()
    return {f"{job['Name']}.{group['Name']}[{i}]": group for group in groups for i in range(group.get("Count") or 0)}


def _ended(allocs: Iterable[Alloc]) -> dict[tuple[str, str], Alloc]:
    newest: dict[tuple[str, str], Alloc] = {}
    for alloc in allocs:
        key = (alloc.node_id, alloc.name)
        if alloc.terminal and (key not in newest or newest[key].create_index < alloc.create_index):
            newest[key] = alloc
    return newest


def _diff_node(diff: NodeDiff, grounds: Grounds, rollout: NodeRollout, node_id: str, allocs: list[Alloc]) -> None:
    rollout.begin_node()
    updates_before = len(diff.update)
    for alloc in allocs:
        fate, canary = _fate(alloc, grounds, rollout)
        getattr(diff, fate).append(Item(alloc.name, alloc.group, node_id, alloc, canary))
    present = {alloc.name for alloc in allocs}
    for name, group in grounds.required.items():
        runs = name in present or _diff_missing(diff, grounds, node_id, name, group)
        if runs and rollout.lacks(group["Name"]) and strategy(group) is not None:
            same_version = _same_version(grounds, node_id, allocs)
            rollout.consider(group, updating=len(diff.update) > updates_before, same_version=same_version)


def _same_version(grounds: Grounds, node_id: str, allocs: list[Alloc]) -> tuple[bool, bool]:
    """Whether the node has, and whether it had, an allocation of this very version of the job."""
    situation = grounds.situation
    planned = planned_age(situation.job)
    has = any(age(situation, alloc) == planned for alloc in allocs)
    had = (alloc for (at, _), alloc in grounds.ended.items() if at == node_id)
    return has, any(age(situation, alloc) == planned for alloc in had)


def _diff_missing(diff: NodeDiff, grounds: Grounds, node_id: str, name: str, group: Tree) -> bool:
    """A required group without a live allocation on the node: done already, done by an older version, or to place.

    Gives whether it is to be placed.
    """
    ended = grounds.ended.get((node_id, name))
    item = Item(name, group["Name"], node_id, ended)
    if ended is not None and grounds.situation.job.get("Type") == "sysbatch":
        (diff.ignore if up_to_date(ended, grounds.situation) else diff.update).append(item)
        return False
    node = grounds.eligible.get(node_id)
    if node is None or node.tainted:
        return False
    diff.place.append(item)
    return True


def _fate(alloc: Alloc, grounds: Grounds, rollout: NodeRollout) -> tuple[str, bool]:
    """What becomes of a live allocation, and whether its update would be a canary."""
    group = grounds.required.get(alloc.name)
    if group is None:
        return "stop", False
    fate = _fate_by_status(alloc, grounds) or _fate_by_node(alloc, grounds)
    if fate == "current":
        rollout.has_same_version = True
        return "ignore", False
    canaries = ((strategy(group) or {}).get("Canary") or 0) > 0
    return fate, fate == "update" and canaries and rollout.may_have_canaries(group["Name"])


def _fate_by_status(alloc: Alloc, grounds: Grounds) -> str | None:
    """What its own status decides; None: its node does."""
    situation = grounds.situation
    back = comes_back(alloc) and alloc.client_status in ("unknown", "running")
    made_from = situation.job_of(alloc) or {}
    if alloc.migrating:
        return "migrate"
    if back and expired(alloc, find(made_from.get("TaskGroups"), alloc.group), situation.now):
        return "lost"
    if alloc.client_status == "unknown" and alloc.desired_status == "run":
        return "ignore"
    node = situation.node(alloc.node_id)
    return "reconnecting" if back and node is not None and not node.tainted else None


def _fate_by_node(alloc: Alloc, grounds: Grounds) -> str:
    situation = grounds.situation
    node = situation.node(alloc.node_id)
    if node is None or node.tainted:
        return _fate_on_tainted(alloc, node, situation)
    if node.id in grounds.unready:
        return "current" if up_to_date(alloc, situation) else "stop"
    if node.id not in grounds.eligible:
        return "stop"
    return "current" if up_to_date(alloc, situation) else "update"


def _fate_on_tainted(alloc: Alloc, node: Node | None, situation: Situation) -> str:
    if (situation.job_of(alloc) or {}).get("Type") == "sysbatch" and ran_successfully(alloc):
        return "current"
    if node is not None and node.status == "disconnected" and alloc.client_status == "running":
        return "disconnecting"
    return "lost" if node is None or node.status == "down" else "current"


def counted(diff: NodeDiff) -> Iterator[tuple[str, Item]]:
    """The entries that count in `DesiredTGUpdates`, with the counter's name; updates are counted elsewhere."""
    for counter, items in (
        ("Stop", diff.stop),
        ("Place", diff.place),
        ("Ignore", diff.ignore),
        ("Migrate", diff.migrate),
        ("Disconnect", diff.disconnecting),
        ("Reconnect", diff.reconnecting),
    ):
        yield from ((counter, item) for item in items)
