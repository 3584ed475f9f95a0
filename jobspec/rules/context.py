"""What a rule may know besides the job: facts of the cluster, and which values somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from jobspec.diagnostics import Path


class Facts(Protocol):
    """What of a cluster matters when it admits a job."""

    @property
    def region(self) -> str:
        """The region of the servers."""

    @property
    def node_pools(self) -> Collection[str]:
        """The names of the node pools."""

    @property
    def namespaces(self) -> Mapping[str, Mapping[str, Any]]:
        """The namespaces by name, with their `Capabilities`."""

    @property
    def vault_clusters(self) -> Collection[str]:
        """The names of the Vault clusters that are enabled."""

    @property
    def consul_clusters(self) -> Collection[str]:
        """The names of the Consul clusters."""

    @property
    def memory_oversubscription(self) -> bool:
        """Whether tasks may use more memory than they reserve."""

    @property
    def max_priority(self) -> int:
        """The highest priority of a job."""

    @property
    def max_count(self) -> int:
        """The highest sum of the counts of a job's groups."""


class Context:
    """What a rule is given besides the item it judges."""

    __slots__ = ("facts", "written")

    def __init__(self, facts: Facts, written: Callable[[Path], bool] = lambda path: False) -> None:
        self.facts = facts
        self.written = written
        """Whether the value at a path stands in the jobspec; defaults and what mutators add do not."""
