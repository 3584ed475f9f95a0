"""In which category an allocation falls, by its own state and that of its node."""

from __future__ import annotations

from typing import Any

import pytest
from reconcile_samples import MINUTE, NOW, alloc, group, node, turned

from jobspec.scheduler.reconcile.categories import Standing, category
from jobspec.scheduler.reconcile.timing import comes_back

BACK = {"AllocStates": [turned("unknown")]}
WAITS: dict[str, Any] = {"Disconnect": {"LostAfter": 10 * MINUTE}}
KEEPS: dict[str, Any] = {"Disconnect": {"LostAfter": 10 * MINUTE, "Replace": False}}
CANARY = {"DeploymentStatus": {"Canary": True}}
MIGRATE = {"DesiredTransition": {"Migrate": True}}
STAY = {"DesiredTransition": {"MigrateDisablePlacement": True}}
DRAINING: dict[str, Any] = {"DrainStrategy": {}}


@pytest.mark.parametrize(
    ("wanted", "status", "of_alloc", "of_group", "node_status", "of_node"),
    [
        ("untainted", "running", {}, {}, "ready", {}),
        ("untainted", "running", {}, {}, "ready", DRAINING),
        ("untainted", "running", {}, {}, "initializing", DRAINING),
        ("migrating", "running", MIGRATE, {}, "ready", DRAINING),
        ("migrating", "running", MIGRATE, {}, "down", {}),
        ("untainted", "failed", {}, {}, "down", {}),
        ("untainted", "failed", MIGRATE, {}, "ready", {}),
        ("migrating", "failed", {**MIGRATE, **CANARY}, {}, "ready", {}),
        ("ignored", "complete", {"DesiredStatus": "stop"}, {}, "ready", {}),
        ("untainted", "complete", {"DesiredStatus": "stop", **STAY}, {}, "ready", {}),
        ("reconnecting", "failed", BACK, WAITS, "ready", {}),
        ("ignored", "failed", {**BACK, "DesiredStatus": "stop"}, WAITS, "ready", {}),
        ("reconnecting", "running", BACK, WAITS, "ready", {}),
        ("untainted", "unknown", BACK, WAITS, "disconnected", {}),
        ("expiring", "unknown", {"AllocStates": [turned("unknown", 11 * MINUTE)]}, WAITS, "disconnected", {}),
        ("lost", "pending", {}, WAITS, "disconnected", {}),
        ("lost", "running", {}, {}, "disconnected", {}),
        ("disconnecting", "running", {}, WAITS, "disconnected", {}),
        ("lost", "running", {}, WAITS, "down", {}),
        ("disconnecting", "running", {}, KEEPS, "down", {}),
        ("untainted", "unknown", BACK, KEEPS, "down", {}),
        ("lost", "pending", {}, KEEPS, "down", {}),
    ],
)
def test_the_first_rule_that_applies_decides(
    wanted: str,
    status: str,
    of_alloc: dict[str, Any],
    of_group: dict[str, Any],
    node_status: str,
    of_node: dict[str, Any],
) -> None:
    one = alloc(0, status, **of_alloc)
    standing = Standing(one, group(**of_group), node(status=node_status, **of_node), NOW, comes_back(one))
    assert category(standing) == wanted


def test_an_allocation_on_a_node_that_is_gone_is_lost() -> None:
    one = alloc(0)
    assert category(Standing(one, group(), None, NOW, back=False)) == "lost"
