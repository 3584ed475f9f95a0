"""The mutators `vault` and `consul`: names of clusters, and the partitions that nodes must be in."""

from __future__ import annotations

from jobspec.canonical.facts import ClusterFacts
from jobspec.canonical.trees import Constraint, constrained, each
from jobspec.model.states import Tree

DEFAULT = "default"


def vault(job: Tree, facts: ClusterFacts) -> Tree:
    """A Vault block without a cluster means the default one."""
    return each(job, "TaskGroups", lambda group: each(group, "Tasks", _task_with_vault))


def _task_with_vault(task: Tree) -> Tree:
    return named(task, "Vault")


def named(owner: Tree, key: str) -> Tree:
    """The owner with the cluster of one of its blocks named."""
    block = owner[key]
    return owner | {key: block | {"Cluster": DEFAULT}} if block and not block["Cluster"] else owner


def consul(job: Tree, facts: ClusterFacts) -> Tree:
    """Consul blocks and services without a cluster mean the default one; a partition is a constraint."""
    return each(job, "TaskGroups", _group_with_consul)


def _group_with_consul(group: Tree) -> Tree:
    group = each(partitioned(group), "Services", _service_with_consul)
    return each(group, "Tasks", lambda task: each(partitioned(task), "Services", _service_with_consul))


def _service_with_consul(service: Tree) -> Tree:
    is_unnamed = service["Provider"] in ("", "consul") and not service["Cluster"]
    return service | {"Cluster": DEFAULT} if is_unnamed else service


def partitioned(owner: Tree) -> Tree:
    """The group or task with the constraint of its partition, which is added even if it is there."""
    owner = named(owner, "Consul")
    block = owner["Consul"]
    if not block or not block["Partition"]:
        return owner
    return constrained(
        owner, (attribute("consul", block["Cluster"], "partition"), "=", block["Partition"]), always=True
    )


def attribute(system: str, cluster: str, name: str) -> str:
    """The node attribute that tells something of a cluster."""
    middle = "" if cluster in ("", DEFAULT) else f"{cluster}."
    return f"${{attr.{system}.{middle}{name}}}"


def consul_version(cluster: str) -> Constraint:
    """The Consul that services need."""
    return attribute("consul", cluster, "version"), "semver", ">= 1.8.0"


def vault_version(cluster: str) -> Constraint:
    """The Vault that secrets need; other clusters than the default one need workload identities."""
    least = ">= 0.6.1" if cluster in ("", DEFAULT) else ">= 1.11.0"
    return attribute("vault", cluster, "version"), "semver", least
