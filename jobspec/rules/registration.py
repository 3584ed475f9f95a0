"""Rules of what a cluster allows: namespaces with their drivers and network modes, node pools."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import listed, quoted


@rule(
    "NJ3400",
    "job-namespace-unknown",
    "namespace_hook",
    bad='namespace = "prod"',
    good='namespace = "default"',
    place="job",
)
def namespace_unknown(job: Item, context: Context) -> Iterator[Finding]:
    """A job's namespace exists in the cluster."""
    known = context.facts.namespaces
    if job["Namespace"] not in known:
        yield job.finding(
            f"There is no namespace {quoted(job['Namespace'])}",
            f"The cluster has {listed(sorted(known))}. Create it first, or judge against a state that has it.",
            "Namespace",
        )


def _capabilities(job: Item, context: Context) -> dict[str, Any]:
    return (context.facts.namespaces.get(job["Namespace"]) or {}).get("Capabilities") or {}


def _allowed(value: str, enabled: Collection[str] | None, disabled: Collection[str] | None) -> bool:
    return (not enabled or value in enabled) and value not in (disabled or ())


def _drivers(job: Item, context: Context) -> list[Item]:
    """The tasks whose drivers the namespace does not allow."""
    rules = _capabilities(job, context)
    lists = (rules.get("EnabledTaskDrivers"), rules.get("DisabledTaskDrivers"))
    if not any(lists):
        return []
    tasks = (task for group in job.each("group", "TaskGroups") for task in group.each("task", "Tasks"))
    return [task for task in tasks if not _allowed(task["Driver"], *lists)]


def _networks(job: Item, context: Context) -> list[Item]:
    """The group networks whose modes the namespace does not allow; unset is host."""
    rules = _capabilities(job, context)
    lists = (rules.get("EnabledNetworkModes"), rules.get("DisabledNetworkModes"))
    if not any(lists):
        return []
    networks = (network for group in job.each("group", "TaskGroups") for network in group.each("network", "Networks"))
    return [network for network in networks if not _allowed(network["Mode"] or "host", *lists)]


_STATE = 'namespace = "docker-only"\ngroup "b" {\ntask "t" {\ndriver = "exec"\n}\n}'


@rule(
    "NJ3401", "namespace-driver-disallowed", "namespace_hook", bad=_STATE, good='namespace = "docker-only"', place="job"
)
def driver_disallowed(job: Item, context: Context) -> Iterator[Finding]:
    """A task uses a driver that its job's namespace allows.

    A namespace's capabilities list what is enabled and what is disabled.
    """
    refused = _drivers(job, context)
    if len(refused) == 1:
        yield refused[0].finding(
            f"Namespace {quoted(job['Namespace'])} does not allow driver {quoted(refused[0]['Driver'])}",
            "Use a driver that it allows, or another namespace.",
            "Driver",
        )


@rule(
    "NJ3402",
    "namespace-drivers-disallowed",
    "namespace_hook",
    bad=_STATE + '\ngroup "c" {\ntask "t" {\ndriver = "exec"\n}\n}',
    good='namespace = "docker-only"',
    place="job",
)
def drivers_disallowed(job: Item, context: Context) -> Iterator[Finding]:
    """All tasks of a job use drivers that its namespace allows."""
    refused = _drivers(job, context)
    if len(refused) > 1:
        names = listed(sorted({task["Driver"] for task in refused}))
        yield refused[0].finding(
            f"Namespace {quoted(job['Namespace'])} does not allow the drivers of {len(refused)} tasks: {names}",
            f"Tasks: {listed(task.name for task in refused)}. Use drivers that it allows, or another namespace.",
            "Driver",
        )


_NETWORKED = 'namespace = "no-raw"\ngroup "b" {\nnetwork {\nmode = "none"\n}\ntask "t" {\ndriver = "docker"\n}\n}'


@rule(
    "NJ3403",
    "namespace-network-mode-disallowed",
    "namespace_hook",
    bad=_NETWORKED,
    good='namespace = "no-raw"',
    place="job",
)
def network_mode_disallowed(job: Item, context: Context) -> Iterator[Finding]:
    """A group's network has a mode that its job's namespace allows; a network without mode is of mode host."""
    refused = _networks(job, context)
    if len(refused) == 1:
        yield refused[0].finding(
            f"Namespace {quoted(job['Namespace'])} does not allow network mode {quoted(refused[0]['Mode'] or 'host')}",
            "Use a mode that it allows, or another namespace. (A network without mode is of mode host.)",
            "Mode",
        )


@rule(
    "NJ3404",
    "namespace-network-modes-disallowed",
    "namespace_hook",
    bad=_NETWORKED + '\ngroup "c" {\nnetwork {}\ntask "t" {\ndriver = "docker"\n}\n}',
    good='namespace = "no-raw"',
    place="job",
)
def network_modes_disallowed(job: Item, context: Context) -> Iterator[Finding]:
    """All networks of a job's groups have modes that its namespace allows."""
    refused = _networks(job, context)
    if len(refused) > 1:
        modes = listed(sorted({network["Mode"] or "host" for network in refused}))
        yield refused[0].finding(
            f"Namespace {quoted(job['Namespace'])} does not allow the modes of {len(refused)} networks: {modes}",
            f"Groups: {listed(network.group.name for network in refused)}. Use modes that it allows.",
            "Mode",
        )


@rule("NJ3405", "job-node-pool-unknown", "pool_hook", bad='node_pool = "arm"', good='node_pool = "all"', place="job")
def node_pool_unknown(job: Item, context: Context) -> Iterator[Finding]:
    """A job's node pool exists in the cluster."""
    known = context.facts.node_pools
    if job["NodePool"] not in known:
        yield job.finding(
            f"There is no node pool {quoted(job['NodePool'])}",
            f"The cluster has {listed(sorted(known))}. Create the pool first, or judge against a state that has it.",
            "NodePool",
        )
