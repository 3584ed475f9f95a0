"""The mutators `node-pool` and `implicit-identities`: the default pool, and identities of services."""

from __future__ import annotations

from jobspec.canonical.facts import ClusterFacts
from jobspec.canonical.implied import NOMAD_VERSION, all_services
from jobspec.canonical.trees import Constraint, constrained, each
from jobspec.model.states import Tree

IDENTITIES: Constraint = (NOMAD_VERSION, "semver", ">= 1.7.0-a")


def node_pool(job: Tree, facts: ClusterFacts) -> Tree:
    """A job without a pool is in the default one."""
    return job if job["NodePool"] else job | {"NodePool": "default"}


def implicit_identities(job: Tree, facts: ClusterFacts) -> Tree:
    """Identities towards Consul are named by the server; groups with any identity need nodes that know them."""
    return each(job, "TaskGroups", _group_with_identities)


def _group_with_identities(group: Tree) -> Tree:
    group = each(group, "Services", with_named_identity)
    group = each(group, "Tasks", lambda task: each(task, "Services", with_named_identity))
    in_services = any(service["Identity"] for service in all_services(group))
    in_tasks = any(task["Identities"] for task in group["Tasks"] or ())
    # Added even if it is there: admitted jobs that are submitted again gather it.
    return constrained(group, IDENTITIES, always=True) if in_services or in_tasks else group


def with_named_identity(service: Tree) -> Tree:
    """A Consul service with its own identity, called by the server's scheme."""
    if service["Provider"] not in ("", "consul") or not service["Identity"]:
        return service
    parts = [service["TaskName"]] if service["TaskName"] else []
    name = "consul-service_" + "-".join([*parts, service["Name"], service["PortLabel"]])
    return service | {"Identity": service["Identity"] | {"Name": name, "ServiceName": service["Name"]}}
