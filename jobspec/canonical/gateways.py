"""What the server adds to a gateway of the service mesh: where its proxy listens, and the task that runs it."""

from __future__ import annotations

from jobspec.canonical.clusters import DEFAULT, attribute
from jobspec.canonical.proxy_tasks import GATEWAY_IMAGE, guessed_driver, merged_task, proxy_task
from jobspec.canonical.trees import constrained
from jobspec.canonical.walk import unset
from jobspec.model.states import Tree

KINDS = (("Mesh", "connect-mesh"), ("Ingress", "connect-ingress"))
TERMINATING = "connect-terminating"
EVERYWHERE = "0.0.0.0"
LATER = -1
"""A port that is known only when the allocation runs."""


def gateway_kind(gateway: Tree) -> str:
    """The prefix of the names of the gateway's task and ports."""
    return next((prefix for key, prefix in KINDS if gateway[key] is not None), TERMINATING)


def gateway_proxy(gateway: Tree, mode: str) -> Tree:
    """The proxy with bind addresses that fit the network, unless the job has any of its own."""
    proxy: Tree | None = gateway["Proxy"]
    if proxy and binds_itself(proxy):
        return proxy
    kept = ("ConnectTimeout", "EnvoyDNSDiscoveryType", "Config")
    made = unset("ConsulGatewayProxy") | ({key: proxy[key] for key in kept} if proxy else {})
    if made["ConnectTimeout"] is None:
        made["ConnectTimeout"] = 5_000_000_000
    addresses = bind_addresses(gateway) if mode == "bridge" or mode.startswith("cni/") else None
    if addresses is None:
        return made
    return made | {"EnvoyGatewayNoDefaultBind": True, "EnvoyGatewayBindAddresses": addresses}


def binds_itself(proxy: Tree) -> bool:
    """Whether the job says where the proxy listens."""
    keys = ("EnvoyGatewayNoDefaultBind", "EnvoyGatewayBindTaggedAddresses", "EnvoyGatewayBindAddresses")
    return any(proxy[key] for key in keys)


def bind_addresses(gateway: Tree) -> dict[str, Tree] | None:
    """Where a gateway listens inside a network of its own."""
    if gateway["Ingress"] is not None:
        return {
            service["Name"]: address(listener["Port"])
            for listener in gateway["Ingress"]["Listeners"] or ()
            for service in listener["Services"] or ()
        }
    if gateway["Terminating"] is not None:
        return {"default": address(LATER)}
    return None if gateway["Mesh"] is None else {"wan": address(LATER), "lan": address(LATER)}


def address(port: int) -> Tree:
    """All addresses, at a port."""
    return unset("ConsulGatewayBindAddress") | {"Address": EVERYWHERE, "Port": port}


def gateway_task(group: Tree, service: Tree) -> Tree:
    """The task that runs the gateway."""
    connect = service["Connect"]
    kind = gateway_kind(connect["Gateway"])
    task = proxy_task(kind, service["Name"], driver=guessed_driver(group), image=GATEWAY_IMAGE)
    if group["Networks"][0]["Mode"] == "host":
        task["Config"] = task["Config"] | {"network_mode": "host"}
    if has_tls_of_its_own(connect["Gateway"]):
        task = constrained(task, (attribute("consul", DEFAULT, "version"), "semver", ">= 1.11.2"), always=True)
    return merged_task(task, connect["SidecarTask"])


def has_tls_of_its_own(gateway: Tree) -> bool:
    """Whether an ingress gateway chooses versions or cipher suites."""
    tls = gateway["Ingress"] and gateway["Ingress"]["TLS"]
    return bool(tls) and any(tls[key] for key in ("TLSMinVersion", "TLSMaxVersion", "CipherSuites"))
