"""Services that running allocations offer through the server itself, and actions of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jobspec import wire
from jobspec.server import reading
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.paging import page
from jobspec.server.remembered import Found
from jobspec.server.store import Row


def of_job(server: Server, request: Request) -> Answer:
    """The services of one job."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]

    def query() -> Found:
        if server.store.get("jobs", namespace, job_id) is None:
            return Found(0, None)
        allocs = server.store.of_job("allocs", namespace, job_id)
        return Found(_index(allocs), list(_registered(server, allocs)))

    return reading.read(
        server, request, query, ("jobs", namespace, job_id), ("allocs", namespace, job_id), missing=wire.JOB_NOT_FOUND
    )


def list_all(server: Server, request: Request) -> Answer:
    """The names and tags of all services, by namespace."""
    wanted = reading.namespace_of(request)

    def query() -> Found:
        allocs = server.store.rows("allocs")
        found: dict[str, dict[str, set[str]]] = {}
        for service in _registered(server, allocs):
            if wanted in ("*", service["Namespace"]):
                names = found.setdefault(service["Namespace"], {})
                names.setdefault(service["ServiceName"], set()).update(service["Tags"] or ())
        body = [
            {
                "Namespace": namespace,
                "Services": [{"ServiceName": name, "Tags": sorted(tags)} for name, tags in sorted(names.items())],
            }
            for namespace, names in sorted(found.items())
        ]
        return Found(_index(allocs), body)

    return reading.read(server, request, query, ("allocs",), ("nodes",))


def one(server: Server, request: Request) -> Answer:
    """Everyone that offers a service."""
    namespace, name = reading.namespace_of(request), request.place["name"]

    def query() -> Found:
        allocs = server.store.rows("allocs")
        rows = (
            service
            for service in _registered(server, allocs)
            if service["ServiceName"] == name and namespace in ("*", service["Namespace"])
        )
        found = page(request, rows, lambda row: str(row["ID"]), lambda row: row["ID"])
        return Found(_index(allocs), found.rows, found.next_token)

    return reading.read(server, request, query, ("allocs",), ("nodes",))


def actions(server: Server, request: Request) -> Answer:
    """The actions of a job's tasks."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]
    with server.store.lock:
        job = server.store.get("jobs", namespace, job_id)
    if job is None:
        raise Refused(500, f'There is no job "{job_id}"')
    body = [
        {
            "Args": action["Args"],
            "Command": action["Command"],
            "Name": action["Name"],
            "TaskGroupName": group["Name"],
            "TaskName": task["Name"],
        }
        for group in job["TaskGroups"] or ()
        for task in group["Tasks"] or ()
        for action in task["Actions"] or ()
    ]
    return Answer(body=body, headers=reading.headers(0, leader=False))


def _index(allocs: Iterable[Row]) -> int:
    """When a service last came or went."""
    changes = [
        alloc["CreateIndex"] if alloc["ClientStatus"] == "running" else alloc["ModifyIndex"]
        for alloc in allocs
        if any(_offered(alloc))
    ]
    return max(changes, default=1)


def _registered(server: Server, allocs: Iterable[Row]) -> Iterator[dict[str, Any]]:
    for alloc in allocs:
        if alloc["ClientStatus"] != "running":
            continue
        node = server.store.get("nodes", alloc["NodeID"]) or {}
        for owner, service in _offered(alloc):
            label = service["PortLabel"] or ""
            address, port = _place(alloc, label, node)
            yield {
                "Address": service["Address"] or address,
                "AllocID": alloc["ID"],
                "CreateIndex": alloc["CreateIndex"],
                "Datacenter": node.get("Datacenter", ""),
                "ID": f"_nomad-task-{alloc['ID']}-{owner}-{service['Name']}-{label}",
                "JobID": alloc["JobID"],
                "ModifyIndex": alloc["CreateIndex"],
                "Namespace": alloc["Namespace"],
                "NodeID": alloc["NodeID"],
                "Port": port,
                "ServiceName": service["Name"],
                "Tags": service["Tags"] or [],
            }


def _offered(alloc: Row) -> Iterator[tuple[str, Row]]:
    """The services of an allocation with who offers them: its group or a task."""
    group = next((one for one in alloc["Job"]["TaskGroups"] if one["Name"] == alloc["TaskGroup"]), None)
    if group is None:
        return
    owners = [(f"group-{group['Name']}", group), *((task["Name"], task) for task in group["Tasks"] or ())]
    for name, owner in owners:
        for service in owner["Services"] or ():
            if service["Provider"] == "nomad":
                yield name, service


def _place(alloc: Row, label: str, node: Row) -> tuple[str, int]:
    """Where a port is reached."""
    for port in alloc["AllocatedResources"]["Shared"]["Ports"] or ():
        if port["Label"] == label:
            return port["HostIP"], port["Value"]
    address = node.get("HTTPAddr", "").rpartition(":")[0]
    return address, int(label) if label.isdigit() else 0
