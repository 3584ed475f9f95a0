"""Which questions bring a whole state, and how their answers fit together. The asking itself is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

Ask = Callable[[str], Any]
"""A path with its query, below the server's address, to its decoded answer."""

AskAll = Callable[[str, list[str]], list[Any]]
"""A title for the progress and many paths, to their answers in the same order."""


def pull_state(ask: Ask, ask_all: AskAll, *, namespace: str = "*") -> dict[str, Any]:
    """The state of a cluster in the form of `ClusterState.from_api`: everything, or whatever `ask` raises."""
    jobs = ask(f"/v1/jobs?namespace={quote(namespace)}")
    allocations = ask(f"/v1/allocations?namespace={quote(namespace)}")
    volumes = ask(f"/v1/volumes?type=csi&namespace={quote(namespace)}")
    return {
        "Nodes": ask_all("nodes", [f"/v1/node/{quote(stub['ID'])}" for stub in ask("/v1/nodes")]),
        "Jobs": _versions(ask_all("jobs", [_versions_path(stub) for stub in jobs])),
        "Allocs": [
            _without_job(item) for item in ask_all("allocations", [_allocation_path(stub) for stub in allocations])
        ],
        "Deployments": ask(f"/v1/deployments?namespace={quote(namespace)}"),
        "NodePools": ask("/v1/node/pools"),
        "Namespaces": ask("/v1/namespaces"),
        "HostVolumes": ask(f"/v1/volumes?type=host&namespace={quote(namespace)}"),
        "HostVolumeClaims": ask(f"/v1/volumes/claims?namespace={quote(namespace)}"),
        "CSIVolumes": ask_all("CSI volumes", [_volume_path(stub) for stub in volumes]),
        "SchedulerConfig": ask("/v1/operator/scheduler/configuration").get("SchedulerConfig"),
    }


def _versions_path(stub: dict[str, Any]) -> str:
    return f"/v1/job/{quote(stub['ID'], safe='')}/versions?namespace={quote(stub.get('Namespace') or 'default')}"


def _allocation_path(stub: dict[str, Any]) -> str:
    return f"/v1/allocation/{quote(stub['ID'])}?namespace={quote(stub.get('Namespace') or 'default')}"


def _volume_path(stub: dict[str, Any]) -> str:
    namespace = quote(stub.get("Namespace") or "default")
    return f"/v1/volume/csi/{quote(stub['ID'], safe='')}?namespace={namespace}"


def _versions(answers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [job for answer in answers for job in answer.get("Versions") or []]


def _without_job(allocation: dict[str, Any]) -> dict[str, Any]:
    """The job of an allocation stands in the state already, once for all its allocations."""
    return {key: value for key, value in allocation.items() if key != "Job"}
