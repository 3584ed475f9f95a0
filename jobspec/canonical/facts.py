"""What of a cluster matters when a job is admitted, with the reference's own settings as defaults."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple


class ClusterFacts(NamedTuple):
    """A cluster as admission sees it. Without a cluster: a fresh one, with one Vault and one Consul."""

    region: str = "global"
    node_pools: Collection[str] = ("all", "default")
    namespaces: Mapping[str, Mapping[str, Any]] = {"default": {"Name": "default"}}
    vault_clusters: Collection[str] = ("default",)
    consul_clusters: Collection[str] = ("default",)
    memory_oversubscription: bool = False
    default_priority: int = 50
    max_priority: int = 100
    max_count: int = 50_000


def facts_of(cluster: Any, pool: str = "") -> ClusterFacts:
    """The facts of a cluster state for a job of a pool, or of the reference's defaults for None."""
    if cluster is None:
        return ClusterFacts()
    if not hasattr(cluster, "pools"):
        raise TypeError(f"a ClusterState is wanted, not {type(cluster).__name__}")
    return ClusterFacts(
        node_pools=tuple(cluster.pools),
        namespaces=cluster.namespaces,
        memory_oversubscription=bool(cluster.config_for(pool or "default").memory_oversubscription),
    )
