"""Nodes that joined: a client registers once more when it has found out all about its machine."""

from __future__ import annotations

from jobspec.server.core import Server

FINDING_OUT = 400_000_000
"""Nanoseconds from when a node is ready to its second registration: a client's own takes some seconds from its start,
and its node is ready for most of them only at their end."""


class Joined:
    """Nodes that will register again, with the time of it."""

    def __init__(self) -> None:
        self.due: dict[str, int] = {}


def joined(server: Server, node_id: str) -> None:
    """A node is new."""
    server.memory(Joined).due[node_id] = server.clock.now() + FINDING_OUT


def step(server: Server) -> bool:
    """Let a node register again if it is time; whether there was one."""
    due = server.memory(Joined).due
    for node_id, at in due.items():
        if at <= server.clock.now():
            del due[node_id]
            row = server.store.get("nodes", node_id)
            if row is not None:
                with server.store.write() as tx:
                    tx.put("nodes", (node_id,), {**row, "ModifyIndex": tx.index})
            return True
    return False


def next_due(server: Server) -> int | None:
    """When a node registers again."""
    return min(server.memory(Joined).due.values(), default=None)
