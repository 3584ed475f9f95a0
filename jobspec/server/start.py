"""Starting a server: its store, its clock, its nodes."""

from __future__ import annotations

import time as machine
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Literal

from jobspec.cluster import ClusterState
from jobspec.cluster.computed_class import computed_class
from jobspec.server.app import Application
from jobspec.server.core import Server, Settings
from jobspec.server.groupings import GROUPINGS
from jobspec.server.simulate.clock import Clock, ManualClock, RealClock
from jobspec.server.simulate.joining import joined
from jobspec.server.simulate.node import new_node
from jobspec.server.simulate.world import Runner
from jobspec.server.store import Journal, NoJournal, Store

Time = Literal["real", "fast", "manual"]


def create_app(
    *,
    database: str = "sqlite://",
    acl: bool = False,
    fleet: ClusterState | str | None = None,
    time: Time = "real",
    test_controls: bool = False,
) -> Application:
    """A WSGI application that answers as a Nomad server of one node, or of a given fleet.

    `database` is a URL of SQLAlchemy's; `sqlite://` keeps everything in memory.
    """
    if time not in ("real", "manual"):
        raise ValueError(f"time must be real or manual, not {time!r}")
    if acl or test_controls:
        raise ValueError("access control and test controls are not there yet")
    clock: Clock = RealClock() if time == "real" else ManualClock(machine.time_ns())
    state = ClusterState.from_file(fleet) if isinstance(fleet, str) else fleet
    server = new_server(_journal(database), clock)
    add_nodes(server, [new_node({}, clock.now())] if state is None else state.to_api()["Nodes"])
    if time == "real":
        server.background = Runner(server)
    return Application(server)


def new_server(journal: Journal, clock: Clock, settings: Settings | None = None) -> Server:
    """A server on what a journal holds."""
    return Server(Store(journal, GROUPINGS), clock, settings)


def add_nodes(server: Server, nodes: list[Mapping[str, Any]]) -> None:
    """Let nodes join that are not known yet, by name."""
    known = {row["Name"] for row in server.store.rows("nodes")}
    for node in nodes:
        if node["Name"] in known:
            continue
        with server.store.write() as tx:
            row = {**node, "ComputedClass": node.get("ComputedClass") or computed_class(node)}
            tx.put("nodes", (node["ID"],), {**row, "CreateIndex": tx.index, "ModifyIndex": tx.index})
        joined(server, node["ID"])


def _journal(database: str) -> Journal:
    """The journal of a database; OSError if it cannot be opened. Memory needs none, and no SQLAlchemy."""
    if database in ("sqlite://", "sqlite:///:memory:"):
        return NoJournal()
    journal: Journal = import_module("jobspec.server.store.database").DatabaseJournal(database)
    return journal
