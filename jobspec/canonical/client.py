"""The defaults of the API's client: what `POST /v1/jobs/parse` with `Canonicalize` adds to a job.

Constants stand in the marks of the model. Here is what depends on the surroundings: on the job's type, on the blocks of
job and group that overlay each other, on a sibling. Only null is replaced; an empty text and 0 stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec.canonical.policies import inherit_policies
from jobspec.canonical.walk import Around, Special, Walk, overlaid, unset
from jobspec.model.states import ClientJob, Tree
from jobspec.model.table import Field

MISSING_BLOCKS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "TaskGroup": (("EphemeralDisk", "EphemeralDisk"),),
    "Task": (("Resources", "Resources"), ("LogConfig", "LogConfig")),
    "SidecarTask": (("Resources", "Resources"), ("LogConfig", "LogConfig")),
    "Multiregion": (("Strategy", "MultiregionStrategy"),),
}
"""Blocks that are there even if nobody wrote them: key and struct."""

EMPTIED: Mapping[str, tuple[str, ...]] = {
    "JobUIConfig": ("Links",),
    "NUMAResource": ("Devices",),
    "TaskArtifact": ("GetterOptions", "GetterHeaders"),
    "Secret": ("Config", "Env"),
    "Service": ("Meta", "CanaryMeta", "TaggedAddresses"),
    "ConsulSidecarService": ("Tags", "Meta"),
    "SidecarTask": ("Config", "Env", "Meta"),
    "ConsulProxy": ("Upstreams", "Config"),
    "ConsulUpstream": ("Config",),
    "ConsulTransparentProxy": ("ExcludeInboundPorts", "ExcludeOutboundCIDRs", "ExcludeOutboundPorts", "ExcludeUIDs"),
    "ConsulExposeConfig": ("Paths", "Path"),
    "ConsulGatewayProxy": ("EnvoyGatewayBindAddresses", "Config"),
    "ConsulIngressConfigEntry": ("Listeners",),
    "ConsulIngressListener": ("Services",),
    "ConsulTerminatingConfigEntry": ("Services",),
}
"""Lists and maps that the client takes for absent when they are empty."""

SKIPPED = frozenset(
    {
        ("Job", "Migrate"),
        ("Job", "Reschedule"),
        ("Service", "CheckRestart"),
        ("Task", "ScalingPolicies"),
        ("ConsulProxy", "ExposeConfig"),
        ("ConsulIngressListener", "Services"),
    }
)
"""Blocks that the client leaves alone: those that only serve to be inherited, and those that it never looks into."""

CHECK_THRESHOLDS = ("SuccessBeforePassing", "FailuresBeforeCritical", "FailuresBeforeWarning")


def canonicalize(tree: Tree) -> ClientJob:
    """The job with the client's defaults."""
    return ClientJob(CLIENT.rewrite("Job", tree))


def client_constant(struct: str, field: Field) -> tuple[str, Any, Any] | None:
    """The constant of a field's mark, for whatever counts as unset."""
    return None if field.canonical is None else (field.json, field.unset, field.canonical)


def job(tree: Tree, around: Around) -> None:
    """The name is the ID; service and system jobs have an update block, and groups inherit whatever there is."""
    tree["ID"] = tree["ID"] if tree["ID"] is not None else ""
    tree["Name"] = tree["Name"] if tree["Name"] is not None else tree["ID"]
    tree["Type"] = tree["Type"] if tree["Type"] is not None else "service"
    if tree["Update"] is None and tree["Type"] in ("service", "system"):
        tree["Update"] = unset("UpdateStrategy")
    if tree["Update"] is not None:
        tree["Update"] = CLIENT.rewrite("UpdateStrategy", tree["Update"])


def group(tree: Tree, around: Around) -> None:
    """A missing count is the lower bound of scaling; policies come from the job."""
    tree["Name"] = tree["Name"] if tree["Name"] is not None else ""
    scaling = tree["Scaling"]
    if tree["Count"] is None:
        bound = scaling["Min"] if scaling else None
        tree["Count"] = 1 if bound is None else bound
    if scaling:
        least = tree["Count"] if scaling["Min"] is None else scaling["Min"]
        tree["Scaling"] = scaling | {"Min": least, "Type": scaling["Type"] or "horizontal"}
    [parent] = around
    if tree["Consul"] and not tree["Consul"]["Namespace"]:
        tree["Consul"] = tree["Consul"] | {"Namespace": parent["ConsulNamespace"]}
    inherit_policies(tree, parent)
    add_missing_blocks("TaskGroup", tree)


def task(tree: Tree, around: Around) -> None:
    """The restart policy overlays the group's."""
    inherited = around[1]["RestartPolicy"]
    tree["RestartPolicy"] = overlaid(inherited, tree["RestartPolicy"] or {})
    add_missing_blocks("Task", tree)


def add_missing_blocks(struct: str, tree: Tree) -> None:
    """Put blocks in place that are filled next."""
    for key, inner in MISSING_BLOCKS[struct]:
        if tree[key] is None:
            tree[key] = unset(inner)


def sidecar_task(tree: Tree, around: Around) -> None:
    """A sidecar's task is completed like any other."""
    add_missing_blocks("SidecarTask", tree)


def resources(tree: Tree, around: Around) -> None:
    """CPU has a default only where no cores are asked for."""
    if tree["CPU"] is None:
        tree["CPU"] = 100 if tree["Cores"] is None else 0
    if tree["Cores"] is None:
        tree["Cores"] = 0


def service(tree: Tree, around: Around) -> None:
    """A service without a name has those of job, group and task; its checks inherit when they restart a task."""
    if not tree["Name"]:
        tree["Name"] = "-".join(parent["Name"] for parent in around)
    tree["OnUpdate"] = tree["OnUpdate"] or "require_healthy"
    tree["Checks"] = tree["Checks"] and [inheriting_check(item, tree) for item in tree["Checks"]]


def inheriting_check(check: Tree, owner: Tree) -> Tree:
    """The check with what it takes from its service."""
    restart = {"CheckRestart": inherited_restart(owner["CheckRestart"], check["CheckRestart"])}
    thresholds = {key: max(check[key], 0) for key in CHECK_THRESHOLDS}
    return check | restart | thresholds | {"OnUpdate": check["OnUpdate"] or owner["OnUpdate"]}


def inherited_restart(below: Tree | None, above: Tree | None) -> Tree | None:
    """The service's restart block overlaid by the check's: no limit up to zero and no false overlays anything."""
    if below is None or above is None:
        return below or above
    counted = {"Limit": above["Limit"] > 0, "Grace": above["Grace"] is not None}
    return below | {key: value for key, value in above.items() if counted.get(key, value)}


def weights(tree: Tree, around: Around) -> None:
    """Weights count from 1."""
    for key in ("Passing", "Warning"):
        tree[key] = max(tree[key], 1)


def artifact(tree: Tree, around: Around) -> None:
    """A file keeps the last part of its source as its name, whatever query follows."""
    if tree["RelativeDest"] is None:
        tree["RelativeDest"] = (
            "local/" if tree["GetterMode"] != "file" else file_destination(tree["GetterSource"] or "")
        )


def file_destination(source: str) -> str:
    """Where a single file is put."""
    name = source.rstrip("/").rpartition("/")[2]
    # An empty path is the folder itself, and so is one of slashes only.
    return "local" if name in ("", ".") else "." if name == ".." else f"local/{name}"


def template(tree: Tree, around: Around) -> None:
    """Signals are in upper case; a mode of signalling has one."""
    signal = tree["ChangeSignal"]
    fallback = "SIGHUP" if tree["ChangeMode"] == "signal" else ""
    tree["ChangeSignal"] = fallback if signal is None else signal.upper()


def change_script(tree: Tree, around: Around) -> None:
    """Arguments are a list even without any."""
    if tree["Args"] is None:
        tree["Args"] = []


def periodic(tree: Tree, around: Around) -> None:
    """Expressions are a list even without any; an empty time zone counts as none."""
    tree["Specs"] = [] if tree["Specs"] is None else tree["Specs"]
    tree["TimeZone"] = tree["TimeZone"] or "UTC"


def multiregion(tree: Tree, around: Around) -> None:
    """Regions are a list even without any."""
    tree["Regions"] = tree["Regions"] or []
    add_missing_blocks("Multiregion", tree)


def region(tree: Tree, around: Around) -> None:
    """Datacenters and metadata of a region are never null."""
    tree["Datacenters"] = tree["Datacenters"] or []
    tree["Meta"] = tree["Meta"] or {}


SPECIAL: Mapping[str, Special] = {
    "Job": job,
    "TaskGroup": group,
    "Task": task,
    "SidecarTask": sidecar_task,
    "Resources": resources,
    "Service": service,
    "ServiceWeights": weights,
    "TaskArtifact": artifact,
    "Template": template,
    "ChangeScript": change_script,
    "PeriodicConfig": periodic,
    "Multiregion": multiregion,
    "MultiregionRegion": region,
}
"""What is special about a struct."""

CLIENT = Walk(constants=client_constant, emptied=EMPTIED, special=SPECIAL, skipped=SKIPPED)
