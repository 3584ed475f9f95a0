"""Which nodes a job asks for at all: its datacenter patterns and its node pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec.cluster import Node
from jobspec.matching import like_any


def within(node: Node, job: Mapping[str, Any]) -> bool:
    """Whether a node is in one of the job's datacenters and in its pool; says nothing of its readiness."""
    return in_pool(node, job) and like_any(job.get("Datacenters") or (), node.datacenter)


def in_pool(node: Node, job: Mapping[str, Any]) -> bool:
    """Whether a node is in the job's pool."""
    return (job.get("NodePool") or "default") in ("all", node.pool)
