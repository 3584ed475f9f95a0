"""Which nodes a job asks for at all: its datacenter patterns and its node pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobspec.cluster import Node


def within(node: Node, job: Mapping[str, Any]) -> bool:
    """Whether a node is in one of the job's datacenters and in its pool; says nothing of its readiness."""
    pool = job.get("NodePool") or "default"
    return pool in ("all", node.pool) and in_datacenters(node.datacenter, job.get("Datacenters") or ())


def in_datacenters(datacenter: str, patterns: Iterable[str]) -> bool:
    """Whether a datacenter matches one of the patterns, in which only `*` is special.

    >>> in_datacenters("eu-west-1", ["eu-*-1"]), in_datacenters("dc1", ["dc?"])
    (True, False)
    """
    return any(_matches(pattern, datacenter) for pattern in patterns)


def _matches(pattern: str, text: str) -> bool:
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    *middle, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
