"""What the server makes of a job that a client sent, before any mutator: conversion and its own defaults.

The server keeps no null where it has a zero, takes empty lists and maps for absent, and does not know some keys of the
client; those are unset here. What it compares in a diff is this form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec.canonical.client import canonicalize
from jobspec.canonical.walk import Around, Special, Walk, unset
from jobspec.model.states import ServerJob, Tree
from jobspec.model.table import STRUCTS, Field
from jobspec.model.write import NOT_STORED
from jobspec.patterns import pattern

LOST: Mapping[str, tuple[str, ...]] = {
    "Job": (
        *("Migrate", "Reschedule", "ParentID", "Dispatched", "DispatchIdempotencyToken", "ConsulNamespace"),
        *("NomadTokenID", "Status", "StatusDescription", "Stable", "SubmitTime"),
        *("CreateIndex", "ModifyIndex", "JobModifyIndex"),
    ),
    "TaskGroup": ("MaxClientDisconnect", "StopAfterClientDisconnect", "PreventRescheduleOnLost"),
    "NetworkResource": ("Device",),
    "Resources": ("DiskMB",),
    "LogConfig": ("Enabled",),
    "Vault": ("Policies",),
    "Service": ("CheckRestart",),
    "ServiceCheck": ("Advertise",),
    "ScalingPolicy": ("ID", "Namespace", "CreateIndex", "ModifyIndex"),
    "ConsulGatewayBindAddress": ("Name",),
}
"""What the conversion drops."""

EMPTIED: Mapping[str, tuple[str, ...]] = {
    "Job": ("Meta", "Constraints", "Affinities", "Spreads", "TaskGroups"),
    "JobUIConfig": ("Links",),
    "TaskGroup": ("Meta", "Constraints", "Affinities", "Spreads", "Tasks", "Services", "Networks"),
    "Task": (
        *("Meta", "Config", "Env", "Constraints", "Affinities", "VolumeMounts", "Services", "ScalingPolicies"),
        *("Artifacts", "Secrets", "Templates", "Actions"),
    ),
    "Secret": ("Config",),
    "Resources": ("Networks", "Devices"),
    "NetworkResource": ("ReservedPorts", "DynamicPorts", "MBits"),
    "NUMAResource": ("Devices",),
    "Service": ("Tags", "CanaryTags", "Checks", "TaggedAddresses"),
    "ServiceCheck": ("Args", "Header"),
    "SidecarTask": ("Identities",),
    "ConsulProxy": ("Upstreams",),
    "ConsulExposeConfig": ("Paths",),
    "ConsulIngressConfigEntry": ("Listeners",),
    "ConsulIngressListener": ("Services",),
    "ConsulTerminatingConfigEntry": ("Services",),
}
"""Lists and maps that are null on the server when they are empty; others keep the difference."""

VOLUME_TYPES = ("host", "csi")
DEFAULT_IDENTITY = "default"
AUDIENCE = "nomadproject.io"
VARIABLE = pattern(r"\$\{([a-zA-Z0-9_\-.]+)\}")


def server_view(tree: Tree) -> ServerJob:
    """The job as the server holds it before its mutators run: what a diff compares."""
    return ServerJob(SERVER.rewrite("Job", canonicalize(tree)))


def zero(struct: str, field: Field) -> tuple[str, Any, Any] | None:
    """The zero that the server has for null, but for the few scalars that it keeps apart."""
    if not field.nullable or field.server_null or field.type not in ZEROS or field.json in NOT_STORED.get(struct, ()):
        return None
    return field.json, None, ZEROS[field.type]


ZEROS: Mapping[str, Any] = {
    "string": "",
    "bool": False,
    "duration": 0,
    **dict.fromkeys(("int", "int8", "uint", "uint8", "uint16", "uint32"), 0),
}


def interpolated(text: str, values: Mapping[str, str]) -> str:
    """The text with known variables in `${…}` replaced; others stay."""
    return VARIABLE.sub(lambda match: values.get(match[1], match[0]), text) if "${" in text else text


def job(tree: Tree, around: Around) -> None:
    """Of the update block only two values live on; groups have the rest."""
    update = tree["Update"]
    kept = {"Stagger": update["Stagger"], "MaxParallel": update["MaxParallel"]} if update else {}
    tree["Update"] = unset("UpdateStrategy") | (kept if kept.get("MaxParallel", 0) > 0 else {})
    tree["Namespace"] = tree["Namespace"] or "default"
    tree["Datacenters"] = tree["Datacenters"] or ["*"]


def group(tree: Tree, around: Around) -> None:
    """Volumes of unknown types vanish; ports are opened in some network of the host."""
    volumes = tree["Volumes"] or {}
    known = {name: volume for name, volume in volumes.items() if volume["Type"] in VOLUME_TYPES}
    tree["Volumes"] = known if volumes else None
    tree["Networks"] = opened(tree["Networks"])


def task(tree: Tree, around: Around) -> None:
    """Each task has an identity of its own, and never waits for no time at all; an empty schedule is none."""
    tree["KillTimeout"] = tree["KillTimeout"] or 5_000_000_000
    if tree["RestartPolicy"] is None:
        # Only tasks that a mutator adds have none.
        tree["RestartPolicy"] = around[1]["RestartPolicy"]
    identities = [named_identity(identity) for identity in tree["Identities"] or ()]
    own = [identity for identity in identities if identity["Name"] == DEFAULT_IDENTITY]
    schedule = tree["Schedule"]
    tree["Schedule"] = schedule if schedule and schedule["Cron"] else None
    tree["Identity"] = named_identity(own[-1] if own else tree["Identity"] or unset("WorkloadIdentity"))
    # Only the last one moves. Where one did, the list that is left may be empty, but is there.
    tree["Identities"] = without_last(identities, own) if identities else None
    tree["VolumeMounts"] = mounts(tree["VolumeMounts"])
    if tree["Resources"] and tree["Resources"]["Networks"]:
        tree["Resources"] = tree["Resources"] | {"Networks": opened(tree["Resources"]["Networks"])}


def without_last(identities: list[Tree], own: list[Tree]) -> list[Tree]:
    """The identities without the one that became the task's own."""
    return [identity for identity in identities if not own or identity is not own[-1]]


def named_identity(identity: Tree) -> Tree:
    """The identity with its name; the default one is always for Nomad itself."""
    name = identity["Name"] or DEFAULT_IDENTITY
    audience = [AUDIENCE] if name == DEFAULT_IDENTITY else identity["Audience"]
    return identity | {"Name": name, "Audience": audience, "ChangeSignal": identity["ChangeSignal"].upper()}


def mounts(listed: list[Tree] | None) -> list[Tree] | None:
    """The mounts that name a volume."""
    return listed and [mount for mount in listed if mount["Volume"] is not None]


def sidecar_task(tree: Tree, around: Around) -> None:
    """A sidecar's mounts name a volume, too."""
    tree["VolumeMounts"] = mounts(tree["VolumeMounts"])


def scaling(tree: Tree, around: Around) -> None:
    """A policy names its target; an upper bound is asked for by the rules."""
    names = dict(zip(("Job", "Group", "Task"), (parent["ID" if not i else "Name"] for i, parent in enumerate(around))))
    tree["Target"] = {"Namespace": around[0]["Namespace"], **names}
    tree["Enabled"] = tree["Enabled"] is not False
    tree["Max"] = -1 if tree["Max"] is None else tree["Max"]
    tree["Type"] = tree["Type"] or "horizontal"


def opened(networks: list[Tree] | None) -> list[Tree] | None:
    """The networks with their ports in the host's network called default. A sidecar's ports are left as they are."""
    return networks and [
        network | {key: network[key] and list(map(hosted, network[key])) for key in ("ReservedPorts", "DynamicPorts")}
        for network in networks
    ]


def hosted(port: Tree) -> Tree:
    """The port in some network of the host."""
    return port | {"HostNetwork": port["HostNetwork"] or "default"}


def disconnect(tree: Tree, around: Around) -> None:
    """An empty word for how to reconcile counts as none."""
    tree["Reconcile"] = tree["Reconcile"] or "best_score"


def service(tree: Tree, around: Around) -> None:
    """Names are filled in; checks know their service and task."""
    owner = around[2]["Name"] if len(around) > 2 else ""
    tree["TaskName"] = tree["TaskName"] or owner
    names = {"JOB": around[0]["Name"], "TASKGROUP": around[1]["Name"], "TASK": owner or "group"}
    base = {"BASE": "-".join(names.values())}
    tree["Name"] = interpolated(tree["Name"], names | base)
    tree["Checks"] = tree["Checks"] and [named_check(check, tree, len(around) > 2) for check in tree["Checks"]]


def named_check(check: Tree, owner: Tree, in_task: bool) -> Tree:
    """The check with name and task; in a task's service its own word for the task does not count."""
    name = check["Name"] or f"service: {quoted(owner['Name'])} check"
    return check | {"Name": name, "TaskName": ("" if in_task else check["TaskName"]) or owner["TaskName"]}


def quoted(text: str) -> str:
    """The text in quotes, as part of a name that the server makes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'


def check(tree: Tree, around: Around) -> None:
    """Headers without values have null rather than an empty list."""
    tree["Header"] = tree["Header"] and {name: values or None for name, values in tree["Header"].items()}


def proxy(tree: Tree, around: Around) -> None:
    """The older name of the exposed paths wins."""
    tree["Expose"] = tree["ExposeConfig"] if tree["ExposeConfig"] is not None else tree["Expose"]
    tree["ExposeConfig"] = None


def expose(tree: Tree, around: Around) -> None:
    """The older name of the list wins."""
    tree["Paths"] = tree["Path"] if tree["Path"] is not None else tree["Paths"]
    tree["Path"] = None


def upstream(tree: Tree, around: Around) -> None:
    """An upstream always says something of gateways."""
    tree["MeshGateway"] = tree["MeshGateway"] or unset("ConsulMeshGateway")


def gateway_proxy(tree: Tree, around: Around) -> None:
    """Bind addresses are a map even without any."""
    tree["EnvoyGatewayBindAddresses"] = tree["EnvoyGatewayBindAddresses"] or {}


def vault(tree: Tree, around: Around) -> None:
    """A namespace comes from the job; signals are in upper case."""
    tree["Namespace"] = tree["Namespace"] or around[0]["VaultNamespace"]
    tree["ChangeMode"] = tree["ChangeMode"] or "restart"
    tree["ChangeSignal"] = tree["ChangeSignal"].upper()


def parameterized(tree: Tree, around: Around) -> None:
    """Payloads are optional."""
    tree["Payload"] = tree["Payload"] or "optional"


SPECIAL: Mapping[str, Special] = {
    "Job": job,
    "TaskGroup": group,
    "Task": task,
    "SidecarTask": sidecar_task,
    "ScalingPolicy": scaling,
    "DisconnectStrategy": disconnect,
    "Service": service,
    "ServiceCheck": check,
    "ConsulProxy": proxy,
    "ConsulExposeConfig": expose,
    "ConsulUpstream": upstream,
    "ConsulGatewayProxy": gateway_proxy,
    "Vault": vault,
    "ParameterizedJobConfig": parameterized,
}

DROPPED: Mapping[str, Mapping[str, Any]] = {
    struct: {field.json: field.unset for field in STRUCTS[struct] if field.json in keys}
    for struct, keys in LOST.items()
}

SERVER = Walk(constants=zero, emptied=EMPTIED, special=SPECIAL, fixed=DROPPED)
