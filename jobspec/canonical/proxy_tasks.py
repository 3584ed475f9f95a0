"""Tasks that the server adds to a group for the proxies of its mesh services."""

from __future__ import annotations

from typing import Any

from jobspec.canonical.clusters import DEFAULT, attribute, consul_version
from jobspec.canonical.trees import Constraint, constrained
from jobspec.canonical.walk import unset
from jobspec.model.states import Tree

SECOND = 1_000_000_000
SIDECAR_IMAGE = "${meta.connect.sidecar_image}"
GATEWAY_IMAGE = "${meta.connect.gateway_image}"
ARGUMENTS = (
    *("-c", "${NOMAD_SECRETS_DIR}/envoy_bootstrap.json", "-l", "${meta.connect.log_level}"),
    *("--concurrency", "${meta.connect.proxy_concurrency}", "--disable-hot-restart"),
)
REPLACED_IF_SET = ("CPU", "Cores", "MemoryMB", "MemoryMaxMB", "DiskMB", "Networks", "Devices", "SecretsMB")
"""What of a sidecar's resources overlays those of its task: whatever is not zero or empty. NUMA does not."""


def proxy_task(prefix: str, service: str, *, driver: str, image: str) -> Tree:
    """The task of a proxy as the server makes it, before anything of the job overlays it.

    It asks for the default Consul cluster, whatever the service says: proxies know no other.
    """
    task = unset("Task") | {
        "Name": f"{prefix}-{service}",
        "Kind": f"{prefix}:{service}",
        "Driver": driver,
        "Config": {"image": image, "args": list(ARGUMENTS)},
        "ShutdownDelay": 5 * SECOND,
        "LogConfig": unset("LogConfig") | {"MaxFiles": 2, "MaxFileSizeMB": 2},
        "Resources": unset("Resources") | {"CPU": 250, "MemoryMB": 128},
        "KillTimeout": 0,
    }
    listener: Constraint = (attribute("consul", DEFAULT, "grpc"), ">", "0")
    return constrained(constrained(task, consul_version(DEFAULT), always=True), listener, always=True)


def guessed_driver(group: Tree) -> str:
    """Podman if the group's containers are podman's, else Docker."""
    drivers = {task["Driver"] for task in group["Tasks"] or ()}
    return "podman" if "podman" in drivers and "docker" not in drivers else "docker"


def merged_task(task: Tree, sidecar: Tree | None) -> Tree:
    """The task overlaid by a `sidecar_task` block: whatever is set there, its own defaults included."""
    if sidecar is None:
        return task
    changes: dict[str, Any] = {key: sidecar[key] for key in ("Name", "User", "KillSignal") if sidecar[key]}
    changes |= merged_driver(task, sidecar)
    for key in ("Env", "Meta"):
        if sidecar[key] is not None:
            changes[key] = (task[key] or {}) | sidecar[key]
    for key in ("KillTimeout", "ShutdownDelay", "VolumeMounts", "Identities"):
        if sidecar[key] is not None:
            changes[key] = sidecar[key]
    for key in ("Resources", "LogConfig"):
        if sidecar[key] is not None:
            changes[key] = merged_block(key, task[key], sidecar[key])
    return task | changes


def merged_driver(task: Tree, sidecar: Tree) -> dict[str, Any]:
    """Driver and config: another driver has a config of its own, the same one shares it key by key."""
    if sidecar["Driver"] and sidecar["Driver"] != task["Driver"]:
        return {"Driver": sidecar["Driver"], "Config": sidecar["Config"]}
    return {"Config": (task["Config"] or {}) | (sidecar["Config"] or {})}


def merged_block(key: str, below: Tree | None, above: Tree) -> Tree:
    """Resources or log settings with all that is set in the upper ones."""
    if below is None:
        return above
    names = REPLACED_IF_SET if key == "Resources" else ("MaxFiles", "MaxFileSizeMB")
    return below | {name: above[name] for name in names if above[name]}
