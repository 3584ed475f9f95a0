"""Nodes: all, one."""

from __future__ import annotations

from typing import Any

from jobspec import wire
from jobspec.server import lookup, reading
from jobspec.server.core import Server
from jobspec.server.http import Answer, Request
from jobspec.server.paging import page
from jobspec.server.remembered import Found
from jobspec.server.simulate.node import NOMAD_VERSION
from jobspec.server.store import Row

_STUB = (
    *("ID", "Name", "Datacenter", "NodeClass", "NodePool", "Drain", "SchedulingEligibility", "Status"),
    *("StatusDescription", "Drivers", "HostVolumes", "LastDrain", "CreateIndex", "ModifyIndex"),
)


def list_all(server: Server, request: Request) -> Answer:
    """All nodes, as stubs."""
    prefix = request.text("prefix")
    lookup.check_prefix(prefix)

    def query() -> Found:
        rows = (row for row in server.store.rows("nodes") if row["ID"].startswith(prefix))
        found = page(request, rows, lambda row: str(row["ID"]), lambda row: row["ID"])
        return Found(server.store.last("nodes"), [_stub(row) for row in found.rows], found.next_token)

    return reading.read(server, request, query, ("nodes",))


def _stub(row: Row) -> dict[str, Any]:
    address = row["HTTPAddr"].rpartition(":")[0]
    return {**{key: row[key] for key in _STUB}, "Address": address, "Version": NOMAD_VERSION}


def one(server: Server, request: Request) -> Answer:
    """One node, whole."""
    wanted = lookup.identifier(request.place["id"], "node")

    def query() -> Found:
        row = server.store.get("nodes", wanted)
        return Found(row["ModifyIndex"], row) if row else Found(server.store.last("nodes"), None)

    return reading.read(server, request, query, ("nodes", wanted), missing=wire.NODE_NOT_FOUND)
