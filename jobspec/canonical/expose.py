"""The mutator `expose-check`: paths past a sidecar's proxy for the checks that ask for one."""

from __future__ import annotations

from jobspec.canonical.facts import ClusterFacts
from jobspec.canonical.trees import added, put, refusal, short_digest
from jobspec.canonical.walk import unset
from jobspec.diagnostics import Diagnostic
from jobspec.model.durations import format_duration
from jobspec.model.states import Tree


def expose_check(job: Tree, facts: ClusterFacts) -> Tree | Diagnostic:
    """The job with an exposed path for each exposed check of a service with a sidecar."""
    groups = list(job["TaskGroups"] or ())
    for position, group in enumerate(groups):
        for index, service in enumerate(group["Services"] or ()):
            for number, check in enumerate(service["Checks"] or ()):
                if check["Expose"] and has_sidecar(service) and is_exposable(check):
                    changed = exposed(groups[position], (position, index, number))
                    if isinstance(changed, Diagnostic):
                        return changed
                    groups[position] = changed
    return job if groups == (job["TaskGroups"] or []) else job | {"TaskGroups": groups}


def has_sidecar(service: Tree) -> bool:
    """Whether a proxy stands beside the service."""
    return bool(service["Connect"]) and service["Connect"]["SidecarService"] is not None


def is_exposable(check: Tree) -> bool:
    """Whether the check asks for a path at all."""
    return check["Type"].lower() in ("grpc", "http") and check["Path"].startswith("/")


def exposed(group: Tree, place: tuple[int, int, int]) -> Tree | Diagnostic:
    """The group with one check exposed: a port for it if it has none, and the path."""
    position, index, number = place
    if problem := unfit_network(group, position):
        return problem
    service = group["Services"][index]
    check = service["Checks"][number]
    network = group["Networks"][0]
    if not check["PortLabel"]:
        label = f"svc_{service['Name']}_ck_{fingerprint(service['Name'], number, check)}"
        check = check | {"PortLabel": label}
        port = unset("Port") | {"Label": label, "To": -1, "HostNetwork": "default"}
        network = added(network, "DynamicPorts", port)
    local = local_port(group, service["PortLabel"])
    if local is None:
        detail = "A path can only lead to a number or to a port with a fixed number of the group's network."
        summary = f'The local port of service "{service["Name"]}" is not known, so its checks cannot be exposed'
        return refusal("NJ5906", summary, detail, "TaskGroups", position, "Services", index, "PortLabel")
    service = service | {"Checks": put(service["Checks"], number, check)}
    service = with_path(service, check, local)
    return group | {
        "Networks": put(group["Networks"], 0, network),
        "Services": put(group["Services"], index, service),
    }


def unfit_network(group: Tree, position: int) -> Diagnostic | None:
    """Why nothing can be exposed in the group's networks."""
    networks = group["Networks"] or []
    path = ("TaskGroups", position, "Networks")
    if len(networks) != 1:
        detail = f"Paths past a proxy need exactly one network; there are {len(networks)}."
        return refusal("NJ5904", f'Group "{group["Name"]}" cannot expose checks', detail, *path)
    mode = networks[0]["Mode"]
    if mode == "bridge" or mode.startswith("cni/"):
        return None
    detail = f'Paths past a proxy need a network of mode "bridge" or "cni/…", not "{mode or "host"}".'
    return refusal("NJ5905", f'Group "{group["Name"]}" cannot expose checks', detail, *path, 0, "Mode")


def local_port(group: Tree, label: str) -> int | None:
    """The number behind a port's label: fixed in a network, or the label itself."""
    for network in group["Networks"]:
        for port in [*(network["ReservedPorts"] or ()), *(network["DynamicPorts"] or ())]:
            if port["Label"] == label and port["Value"] > 0:
                number: int = port["Value"]
                return number
    digits = label.removeprefix("+")
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) else None


def with_path(service: Tree, check: Tree, port: int) -> Tree:
    """The service with the check's path exposed, unless it is."""
    sidecar = service["Connect"]["SidecarService"]
    proxy = sidecar["Proxy"] or unset("ConsulProxy")
    expose = proxy["Expose"] or unset("ConsulExposeConfig")
    path = {
        "Path": check["Path"],
        "Protocol": check["Protocol"],
        "LocalPathPort": port,
        "ListenerPort": check["PortLabel"],
    }
    if path not in (expose["Paths"] or ()):
        expose = added(expose, "Paths", path)
    sidecar = sidecar | {"Proxy": proxy | {"Expose": expose}}
    return service | {"Connect": service["Connect"] | {"SidecarService": sidecar}}


def fingerprint(service: str, number: int, check: Tree) -> str:
    """Six digits that tell a check from others: programs find its port by them."""
    headers = sorted(key + "".join(values or ()) for key, values in (check["Header"] or {}).items())
    counts = (
        ("success", "SuccessBeforePassing"),
        ("failures", "FailuresBeforeCritical"),
        ("failures-before-warning", "FailuresBeforeWarning"),
    )
    parts = [
        f"{service}_{number}",
        *(check[key] for key in ("Name", "Type", "Command")),
        *(check["Args"] or ()),
        *(check[key] for key in ("Path", "Protocol", "PortLabel")),
        *(format_duration(check[key]) for key in ("Interval", "Timeout")),
        *(check[key] for key in ("Method", "Body", "OnUpdate", "Notes")),
        "true" if check["TLSSkipVerify"] else "",
        check["TLSServerName"],
        *headers,
        *(check[key] for key in ("AddressMode", "GRPCService")),
        "true" if check["GRPCUseTLS"] else "",
        *(f"{word}:{check[key]}" for word, key in counts if check[key]),
    ]
    return short_digest("".join(parts))
