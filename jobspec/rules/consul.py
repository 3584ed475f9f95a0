"""Rules of consul blocks: partitions and clusters."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import quoted


@rule(
    "NJ8020",
    "consul-partition-mismatch",
    "consul_hook",
    bad='job "a" {\ngroup "g" {\nconsul {\npartition = "a"\n}\n'
    'task "t" {\ndriver = "docker"\nconsul {\npartition = "b"\n}\n}\n}\n}',
    good='job "a" {\ngroup "g" {\nconsul {\npartition = "a"\n}\ntask "t" {\ndriver = "docker"\n}\n}\n}',
)
def consul_partition(job: Item, context: Context) -> Iterator[Finding]:
    """The Consul partitions of a group and its tasks agree, where both are set."""
    for group in job.each("group", "TaskGroups"):
        outer = (group["Consul"] or {}).get("Partition")
        for task in group.each("task", "Tasks"):
            inner = (task["Consul"] or {}).get("Partition")
            if outer and inner and outer != inner:
                yield task.finding(
                    f"Task {quoted(task.name)} is in Consul partition {quoted(inner)}, its group in {quoted(outer)}",
                    "An allocation is in one partition: leave it out in the task.",
                    "Consul/Partition",
                )


@rule(
    "NJ8021", "service-cluster", "consul_hook", bad='service {\ncluster = "team"\n}', good="service {\n}", place="group"
)
def consul_cluster(job: Item, context: Context) -> Iterator[Finding]:
    """Consul clusters other than default need Nomad Enterprise."""
    for owner, key, cluster in _consul_clusters(job):
        if cluster not in ("default", ""):
            yield owner.finding(
                f"Consul cluster {quoted(cluster)} needs Nomad Enterprise",
                'Without it there is one cluster, "default": remove `cluster`.',
                key,
            )


def _consul_clusters(job: Item) -> Iterator[tuple[Item, str, str]]:
    """Every place where a job names a Consul cluster: the owner, the key and the name."""
    for group in job.each("group", "TaskGroups"):
        for owner in (group, *group.each("task", "Tasks")):
            if owner["Consul"] is not None:
                yield owner, "Consul/Cluster", owner["Consul"]["Cluster"]
            for service in owner.each("service", "Services"):
                if service["Provider"] == "consul":
                    yield service, "Cluster", service["Cluster"]
