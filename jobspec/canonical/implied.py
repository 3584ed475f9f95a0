"""The mutator `constraints`: what a job asks of nodes without saying so.

A version of Vault, Consul or Nomad, signals that the node can send, plugins of its network. Each group is judged by
itself and the groups of its name, as the server notes by name what is needed; but the providers of secrets of any group
are asked of every group.
"""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.canonical.clusters import consul_version, vault_version
from jobspec.canonical.facts import ClusterFacts
from jobspec.canonical.trees import Constraint, constrained, each
from jobspec.model.states import Tree

NOMAD_VERSION = "${attr.nomad.version}"
NUMA: tuple[Constraint, ...] = (
    (NOMAD_VERSION, "semver", ">= 1.6.3-dev"),
    ("${attr.kernel.name}", "=", "linux"),
)
NOMAD_SERVICES: Constraint = ("${attr.nomad.service_discovery}", "=", "true")
NOMAD_CHECKS: Constraint = (NOMAD_VERSION, "semver", ">= 1.4.0")
BRIDGE: tuple[Constraint, ...] = tuple(
    (f"${{attr.plugins.cni.version.{plugin}}}", "semver", ">= 0.4.0")
    for plugin in ("bridge", "firewall", "host-local", "loopback", "portmap")
)
TRANSPARENT_PROXY: tuple[Constraint, ...] = (
    ("${attr.plugins.cni.version.consul-cni}", "semver", ">= 1.4.2"),
    (NOMAD_VERSION, "semver", ">= 1.8.0-dev"),
)
SCHEDULE: Constraint = (NOMAD_VERSION, "semver", ">= 1.8.0-dev")


def constraints(job: Tree, facts: ClusterFacts) -> Tree:
    """Groups with the constraints that their content implies."""
    providers = list(dict.fromkeys(secret_providers(job)))
    alike: dict[str, list[Tree]] = {}
    for group in job["TaskGroups"] or ():
        alike.setdefault(group["Name"], []).append(group)
    return each(job, "TaskGroups", lambda group: with_implied(group, alike[group["Name"]], providers))


def with_implied(group: Tree, alike: list[Tree], providers: list[str]) -> Tree:
    """The group with what it and those of its name imply, in the server's order."""
    tasks = [task for each in alike for task in each["Tasks"] or ()]
    for _, block in sorted(vaults(alike).items()):
        group = constrained(group, vault_version(block["Cluster"]), by_left_side=True)
    for provider in providers:
        group = constrained(group, (f"${{attr.plugins.secrets.{provider}.version}}", "is_set", ""), by_left_side=True)
    if any(asks_for_numa(task) for task in tasks):
        group = with_all(group, NUMA)
    if signals := wanted_signals(tasks):
        group = constrained(group, ("${attr.os.signals}", "set_contains", ",".join(signals)))
    nomad = [service for each in alike for service in all_services(each) if service["Provider"] == "nomad"]
    if nomad:
        group = constrained(group, NOMAD_SERVICES)
    if any(service["Checks"] for service in nomad):
        group = constrained(group, NOMAD_CHECKS)
    group = each(with_consul_services(group), "Tasks", with_consul_services)
    if any(network["Mode"] == "bridge" for each in alike for network in each["Networks"] or ()):
        group = with_all(group, BRIDGE, by_left_side=True)
    if any(is_transparent(service) for each in alike for service in each["Services"] or ()):
        group = with_all(group, TRANSPARENT_PROXY, by_left_side=True)
    if any(task["Schedule"] for task in tasks):
        group = constrained(group, SCHEDULE, by_left_side=True)
    return group


def with_all(group: Tree, wanted: tuple[Constraint, ...], *, by_left_side: bool = False) -> Tree:
    """The group with several constraints."""
    for constraint in wanted:
        group = constrained(group, constraint, by_left_side=by_left_side)
    return group


def with_consul_services(owner: Tree) -> Tree:
    """The group or task with what its own services of Consul's catalog need."""
    for service in owner["Services"] or ():
        if service["Provider"] in ("", "consul"):
            owner = constrained(owner, consul_version(service["Cluster"]), by_left_side=True)
    return owner


def all_services(group: Tree) -> list[Tree]:
    """The services of the group and of its tasks."""
    owners = [group, *(group["Tasks"] or ())]
    return [service for owner in owners for service in owner["Services"] or ()]


def secret_providers(job: Tree) -> Iterator[str]:
    """The providers of all secrets; of groups of one name, the last with any counts."""
    by_name: dict[str, list[str]] = {}
    for group in job["TaskGroups"] or ():
        providers = [secret["Provider"] for task in group["Tasks"] or () for secret in task["Secrets"] or ()]
        if providers:
            by_name[group["Name"]] = providers
    for providers in by_name.values():
        yield from providers


def asks_for_numa(task: Tree) -> bool:
    """Whether the task cares where its cores lie."""
    numa = task["Resources"] and task["Resources"]["NUMA"]
    return bool(numa) and numa["Affinity"] != "none"


def vaults(alike: list[Tree]) -> dict[str, Tree]:
    """The Vault blocks by task, of the last group that has any."""
    found: dict[str, Tree] = {}
    for group in alike:
        found = {task["Name"]: task["Vault"] for task in group["Tasks"] or () if task["Vault"]} or found
    return found


def wanted_signals(tasks: list[Tree]) -> list[str]:
    """The signals of all tasks, sorted; of tasks of one name the last that sends any counts."""
    by_task = {task["Name"]: signals for task in tasks if (signals := set(signals_of(task)))}
    return sorted(set().union(*by_task.values()))


def signals_of(task: Tree) -> Iterator[str]:
    """The signals that the node must be able to send."""
    if task["Vault"] and task["Vault"]["ChangeMode"] == "signal":
        yield task["Vault"]["ChangeSignal"]
    if task["KillSignal"]:
        yield task["KillSignal"]
    for template in task["Templates"] or ():
        if template["ChangeMode"] == "signal":
            yield template["ChangeSignal"]


def is_transparent(service: Tree) -> bool:
    """Whether all traffic goes through the service's proxy."""
    sidecar = service["Connect"] and service["Connect"]["SidecarService"]
    return bool(sidecar and sidecar["Proxy"] and sidecar["Proxy"]["TransparentProxy"])
