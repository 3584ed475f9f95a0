"""Namespaces: all, one; making and taking away one."""

from __future__ import annotations

import re
from typing import Any

from jobspec.server import reading
from jobspec.server.bodies import read_object
from jobspec.server.core import DEFAULT_NAMESPACE, Server, new_namespace
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.remembered import Found

_NAME = re.compile(r"[a-zA-Z0-9-]{1,128}")
_NAMESPACE = {"Name": "text", "Description": "text", "Quota": "text", "Meta": "object", "Capabilities": "object"}


def list_all(server: Server, request: Request) -> Answer:
    """All namespaces by name."""
    prefix = request.text("prefix")

    def query() -> Found:
        rows = sorted(server.store.rows("namespaces"), key=lambda row: str(row["Name"]))
        return Found(server.store.last("namespaces"), [_shown(row) for row in rows if row["Name"].startswith(prefix)])

    return reading.read(server, request, query, ("namespaces",))


def _shown(row: Any) -> dict[str, Any]:
    return {**row, "Hash": ""}


def endpoint(server: Server, request: Request) -> Answer:
    """Read, change or take away one."""
    name = request.place.get("name", "")
    if request.writes:
        return put(server, request)
    return delete(server, request, name) if request.method == "DELETE" else _read(server, request, name)


def _read(server: Server, request: Request, name: str) -> Answer:
    def query() -> Found:
        row = server.store.get("namespaces", name)
        return Found(row["ModifyIndex"], _shown(row)) if row else Found(server.store.last("namespaces"), None)

    return reading.read(server, request, query, ("namespaces", name), missing="Namespace not found")


def put(server: Server, request: Request) -> Answer:
    """Make or change a namespace."""
    body = read_object(request, _NAMESPACE)
    name = body["Name"] or request.place.get("name", "")
    if not _NAME.fullmatch(name):
        raise Refused(500, f'"{name}" is no name of a namespace: letters, digits and dashes, up to 128, are needed')
    members = {"Quota": body["Quota"], "Meta": body["Meta"], "Capabilities": body["Capabilities"]}
    with server.store.write() as tx:
        before = tx.get("namespaces", name)
        created = before["CreateIndex"] if before else tx.index
        row = new_namespace(name, body["Description"], **members, CreateIndex=created, ModifyIndex=tx.index)
        tx.put("namespaces", (name,), row)
    return reading.written_without_body(tx.index)


def delete(server: Server, request: Request, name: str) -> Answer:
    """Take away a namespace that has no jobs."""
    if name == DEFAULT_NAMESPACE:
        raise Refused(500, "The default namespace cannot be taken away")
    with server.store.lock:
        if server.store.get("namespaces", name) is None:
            raise Refused(500, f'There is no namespace "{name}"')
        if any(row["Namespace"] == name and row["Status"] != "dead" for row in server.store.rows("jobs")):
            raise Refused(500, f'The namespace "{name}" has jobs that are not dead')
        with server.store.write() as tx:
            tx.delete("namespaces", (name,))
    return reading.written_without_body(tx.index)
