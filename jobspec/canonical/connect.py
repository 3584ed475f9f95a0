"""The mutator `connect`: sidecar proxies, native services and gateways of the service mesh.

Only groups that have a network are looked at: the others are refused by the rules.
"""

from __future__ import annotations

from jobspec.canonical.facts import ClusterFacts
from jobspec.canonical.gateways import TERMINATING, gateway_proxy, gateway_task
from jobspec.canonical.proxy_tasks import SIDECAR_IMAGE, guessed_driver, merged_task, proxy_task
from jobspec.canonical.server import SERVER, interpolated, named_identity, opened
from jobspec.canonical.trees import added, put, refusal, short_digest
from jobspec.canonical.walk import unset
from jobspec.diagnostics import Diagnostic
from jobspec.model.states import Tree
from jobspec.patterns import pattern

PROXY = "connect-proxy"
NATIVE = "connect-native"
GATEWAYS = ("connect-ingress", "connect-terminating", "connect-mesh")
NOT_IN_A_NAME = pattern(r"[^a-zA-Z0-9_]")


def connect(job: Tree, facts: ClusterFacts) -> Tree | Diagnostic:
    """The job with tasks and ports for its mesh services."""
    groups = list(job["TaskGroups"] or ())
    for index, group in enumerate(groups):
        if group["Networks"] and any(service["Connect"] for service in group["Services"] or ()):
            changed = connected_group(job, group, index)
            if isinstance(changed, Diagnostic):
                return changed
            groups[index] = changed
    return job if groups == (job["TaskGroups"] or []) else job | {"TaskGroups": groups}


def connected_group(job: Tree, group: Tree, position: int) -> Tree | Diagnostic:
    """A group with a network, its services in turn; later ones see the tasks added for earlier ones."""
    names = known_names(job, group)
    for index, service in enumerate(group["Services"] or ()):
        block = service["Connect"]
        changed: Tree | Diagnostic = group
        if block and block["SidecarService"]:
            changed = with_sidecar(job, group, index, names)
        elif block and block["Native"]:
            changed = with_native_task(group, index, position)
        elif block and block["Gateway"]:
            changed = with_gateway(job, group, index, names, position)
        if isinstance(changed, Diagnostic):
            return changed
        group = changed
    # Ports that were added get their host network.
    return group | {"Networks": opened(group["Networks"])}


def known_names(job: Tree, group: Tree) -> dict[str, str]:
    """What a service's name can refer to before there is an allocation."""
    names = {
        "NOMAD_JOB_NAME": job["Name"],
        "NOMAD_JOB_ID": job["ID"],
        "NOMAD_GROUP_NAME": group["Name"],
        "NOMAD_REGION": job["Region"],
        "NOMAD_ALLOC_INDEX": "0",
    }
    for key, value in ((job["Meta"] or {}) | (group["Meta"] or {})).items():
        for spelling in (key, key.upper()):
            names["NOMAD_META_" + NOT_IN_A_NAME.sub("_", spelling)] = value
    return names


def with_sidecar(job: Tree, group: Tree, index: int, names: dict[str, str]) -> Tree:
    """The group with a proxy task beside the service, and a port for it."""
    service = group["Services"][index]
    block = service["Connect"]
    changed = block | {"SidecarTask": as_its_task_has_them(block["SidecarTask"])}
    service = service | {"Name": interpolated(service["Name"], names), "Connect": changed}
    group = group | {"Services": put(group["Services"], index, service)}
    tasks = list(group["Tasks"] or ())
    kind = f"{PROXY}:{service['Name']}"
    place = next((place for place, task in enumerate(tasks) if task["Kind"] == kind), len(tasks))
    if place == len(tasks):
        made = proxy_task(
            *(PROXY, service["Name"]),
            driver=guessed_driver(group),
            image=SIDECAR_IMAGE,
        )
        lifecycle = {"Hook": "prestart", "Sidecar": True}
        tasks.append(made | {"Name": free_name(made["Name"], tasks), "Lifecycle": lifecycle})
    task = merged_task(tasks[place], service["Connect"]["SidecarTask"])
    group = group | {"Tasks": put(tasks, place, SERVER.rewrite("Task", task, (job, group)))}
    return with_port(group, service["Connect"]["SidecarService"]["Port"] or kind.replace(":", "-"))


def as_its_task_has_them(sidecar: Tree | None) -> Tree | None:
    """The block with identities and networks in the form of its task's: the server keeps one list for both."""
    if sidecar is None:
        return None
    identities, resources = sidecar["Identities"], sidecar["Resources"]
    changed = {"Identities": identities and list(map(named_identity, identities))}
    if resources and resources["Networks"]:
        changed["Resources"] = resources | {"Networks": opened(resources["Networks"])}
    return sidecar | changed


def free_name(name: str, tasks: list[Tree]) -> str:
    """The name, told from a task of that name by a few digits."""
    if all(task["Name"] != name for task in tasks):
        return name
    return f"{name}-{short_digest(name)}"


def with_port(group: Tree, label: str) -> Tree:
    """The group with a dynamic port that has the same number inside and outside, unless there is one of the label."""
    network = group["Networks"][0]
    if any(port["Label"] == label for port in network["DynamicPorts"] or ()):
        return group
    port = unset("Port") | {"Label": label, "To": -1}
    return group | {"Networks": put(group["Networks"], 0, added(network, "DynamicPorts", port))}


def with_native_task(group: Tree, index: int, position: int) -> Tree | Diagnostic:
    """The group with the task marked that speaks the mesh's protocol itself: the named one, or the only one."""
    service = group["Services"][index]
    tasks = list(group["Tasks"] or ())
    wanted = service["TaskName"]
    path = ("TaskGroups", position, "Services", index, "TaskName")
    if not wanted and len(tasks) != 1:
        detail = f"The group has {len(tasks)} tasks; `task` must name the one that speaks the mesh's protocol."
        return refusal("NJ5901", f'Native service "{service["Name"]}" names no task', detail, *path)
    place = next((place for place, task in enumerate(tasks) if not wanted or task["Name"] == wanted), None)
    if place is None:
        detail = f'The group has no task "{wanted}".'
        return refusal("NJ5902", f'Native service "{service["Name"]}" names a task that is not there', detail, *path)
    task = tasks[place] | {"Kind": f"{NATIVE}:{service['Name']}"}
    service = service | {"TaskName": task["Name"]}
    return group | {"Tasks": put(tasks, place, task), "Services": put(group["Services"], index, service)}


def with_gateway(job: Tree, group: Tree, index: int, names: dict[str, str], position: int) -> Tree | Diagnostic:
    """The group with the task and the ports of a gateway, and the addresses that it listens at."""
    service = group["Services"][index]
    block = service["Connect"]
    gateway = block["Gateway"] | {"Proxy": gateway_proxy(block["Gateway"], group["Networks"][0]["Mode"])}
    service = service | {
        "Name": interpolated(service["Name"], names),
        "Connect": block | {"Gateway": gateway, "SidecarTask": as_its_task_has_them(block["SidecarTask"])},
    }
    label = f"{TERMINATING}-{service['Name']}"
    if gateway["Terminating"] is not None and not service["PortLabel"]:
        service["PortLabel"] = label
        group = with_port(group, label)
    if gateway["Mesh"] is not None:
        if not service["PortLabel"]:
            path = ("TaskGroups", position, "Services", index, "PortLabel")
            detail = "A mesh gateway is reached from other datacenters: `port` must name a port of the group's network."
            return refusal("NJ5903", f'Mesh gateway "{service["Name"]}" has no port', detail, *path)
        group = with_port(group, f"connect-mesh-{service['Name']}-lan")
    group = group | {"Services": put(group["Services"], index, service)}
    kinds = {f"{each}:{service['Name']}" for each in GATEWAYS}
    if any(task["Kind"] in kinds for task in group["Tasks"] or ()):
        return group
    task = gateway_task(group, service)
    return added(group, "Tasks", SERVER.rewrite("Task", task, (job, group)))
