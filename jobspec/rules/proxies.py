"""Rules of tasks that are sidecar proxies."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.mesh import services_in_mesh
from jobspec.rules.registry import rule
from jobspec.rules.words import listed, quoted

_PROXY_TASK = '{"TaskGroups": [{"Tasks": [{"Kind": "connect-proxy:web"%s}]%s}]}'
_SIDECAR_JSON = (
    ', "Services": [{"Name": "api", "PortLabel": "9000", "Connect": {"SidecarService": {}}}]'
    ', "Networks": [{"Mode": "bridge"}]'
)
_KIND = "connect-proxy:"


def _proxied(task: Item) -> str | None:
    """The service whose proxy a task is."""
    kind = task["Kind"]
    return str(kind[len(_KIND) :]) if kind.startswith(_KIND) and len(kind) > len(_KIND) else None


@rule(
    "NJ5440",
    "connect-proxy-services",
    "task",
    bad=_PROXY_TASK % (', "Services": [{"Name": "a"}]', ""),
    good='{"ID": "a"}',
    place="json",
    when="Kind",
)
def proxy_services(task: Item, context: Context) -> Iterator[Finding]:
    """A task that is a sidecar proxy has no services of its own."""
    if _proxied(task) and task["Services"]:
        yield task.finding(
            f"Task {quoted(task.name)} is a sidecar proxy and has services", "Write them in the group.", "Services"
        )


@rule(
    "NJ5441",
    "connect-proxy-leader",
    "task",
    bad=_PROXY_TASK % (', "Leader": true', ""),
    good='{"ID": "a"}',
    place="json",
    when="Kind",
)
def proxy_leader(task: Item, context: Context) -> Iterator[Finding]:
    """A task that is a sidecar proxy is not its group's leader."""
    if _proxied(task) and task["Leader"]:
        yield task.finding(f"Task {quoted(task.name)} is a sidecar proxy and leader", "Mark another task.", "Leader")


def _sidecar_services(task: Item) -> list[str]:
    return [service["Name"] for service in services_in_mesh(task.group, "SidecarService")]


@rule(
    "NJ5442",
    "connect-proxy-no-service",
    "task",
    bad=_PROXY_TASK % ("", ""),
    good='{"ID": "a"}',
    place="json",
    when="Kind",
)
def proxy_no_service(task: Item, context: Context) -> Iterator[Finding]:
    """A task that is a sidecar proxy stands in a group with a sidecar service."""
    if _proxied(task) and not _sidecar_services(task):
        yield task.finding(
            f"Task {quoted(task.name)} is the proxy of {quoted(_proxied(task))}, and its group has no sidecar",
            "Add the service with a sidecar_service block, or remove the kind.",
            "Kind",
        )


@rule(
    "NJ5443",
    "connect-proxy-other-service",
    "task",
    bad=_PROXY_TASK % ("", _SIDECAR_JSON),
    good='{"ID": "a"}',
    place="json",
    when="Kind",
)
def proxy_other_service(task: Item, context: Context) -> Iterator[Finding]:
    """A task that is a sidecar proxy names a sidecar service of its group."""
    known = _sidecar_services(task)
    if known and _proxied(task) and _proxied(task) not in known:
        yield task.finding(
            f"Task {quoted(task.name)} is the proxy of {quoted(_proxied(task))}, which has no sidecar",
            f"Services with a sidecar: {listed(known)}.",
            "Kind",
        )
