"""Allocations: all, one, of a job, of an evaluation, of a deployment, of a node; stopping and restarting one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from jobspec import wire
from jobspec.server import lookup, reading, shown
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.paging import page
from jobspec.server.remembered import Found
from jobspec.server.simulate.clients import restart_tasks
from jobspec.server.state import evaluations
from jobspec.server.store import Row, Topic


def list_all(server: Server, request: Request) -> Answer:
    """All allocations of a namespace, or of all."""
    namespace, prefix = reading.namespace_of(request), request.text("prefix")
    lookup.check_prefix(prefix)
    resources = request.flag("resources")
    states = not request.text("task_states") or request.flag("task_states")

    def query() -> Found:
        rows = (row for row in server.store.rows("allocs") if namespace in ("*", row["Namespace"]))
        found = page(request, (row for row in rows if row["ID"].startswith(prefix)), lookup.token, lookup.order)
        return Found(
            server.store.last("allocs"), [_stub(row, resources, states) for row in found.rows], found.next_token
        )

    return reading.read(server, request, query, ("allocs",))


def _stub(row: Row, resources: bool, states: bool) -> dict[str, Any]:
    stub = shown.allocation_stub(row)
    if not states:
        stub["TaskStates"] = None
    return stub | {"AllocatedResources": row["AllocatedResources"]} if resources else stub


def _stubs(server: Server, request: Request, rows: Callable[[], Iterable[Row]], topic: Topic) -> Answer:
    def query() -> Found:
        found = sorted(rows(), key=lambda row: str(row["ID"]))
        return Found(server.store.last("allocs"), [shown.allocation_stub(row) for row in found])

    return reading.read(server, request, query, topic)


def of_job(server: Server, request: Request) -> Answer:
    """The allocations of a job."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]
    of_job = server.store.of_job
    return _stubs(server, request, lambda: of_job("allocs", namespace, job_id), ("allocs", namespace, job_id))


def of_evaluation(server: Server, request: Request) -> Answer:
    """The allocations that an evaluation made."""
    wanted = request.place["id"]
    return _those_with(server, request, "EvalID", wanted)


def of_deployment(server: Server, request: Request) -> Answer:
    """The allocations of a deployment."""
    wanted = request.place["id"]
    return _those_with(server, request, "DeploymentID", wanted)


def _those_with(server: Server, request: Request, member: str, value: str) -> Answer:
    rows = server.store.rows
    return _stubs(server, request, lambda: [row for row in rows("allocs") if row[member] == value], ("allocs",))


def of_node(server: Server, request: Request) -> Answer:
    """The allocations on a node, whole."""
    wanted = request.place["id"]

    def query() -> Found:
        rows = sorted(
            (row for row in server.store.rows("allocs") if row["NodeID"] == wanted), key=lambda row: str(row["ID"])
        )
        index = max((row["ModifyIndex"] for row in rows), default=server.store.last("allocs"))
        return Found(index, [shown.allocation(row) for row in rows])

    return reading.read(server, request, query, ("allocs",))


def one(server: Server, request: Request) -> Answer:
    """One allocation, whole."""
    wanted = lookup.identifier(request.place["id"], "allocation")

    def query() -> Found:
        row = server.store.get("allocs", wanted)
        return Found(row["ModifyIndex"], shown.allocation(row)) if row else Found(server.store.last("allocs"), None)

    return reading.read(server, request, query, ("allocs", wanted), missing=wire.ALLOC_NOT_FOUND)


def stop(server: Server, request: Request) -> Answer:
    """Stop an allocation; its job gets another one."""
    wanted = lookup.identifier(request.place["id"], "allocation")
    with server.store.lock:
        row = server.store.get("allocs", wanted)
        if row is None:
            raise Refused(404, wire.ALLOC_NOT_FOUND)
        now = server.clock.now()
        with server.store.write() as tx:
            wish = {**row["DesiredTransition"], "Migrate": True, "NoShutdownDelay": False, "Reschedule": False}
            tx.put("allocs", (wanted,), {**row, "DesiredTransition": wish, "ModifyIndex": tx.index, "ModifyTime": now})
            job = tx.get("jobs", row["Namespace"], row["JobID"]) or row["Job"]
            evaluation = evaluations.new(job, wire.TRIGGER_ALLOC_STOP, now, JobModifyIndex=job["JobModifyIndex"])
            evaluations.upsert(tx, evaluation, refresh=False)
        return reading.written(tx.index, {"EvalID": evaluation["ID"], "Index": tx.index})


def restart(server: Server, request: Request) -> Answer:
    """Restart the running tasks of an allocation where they are."""
    wanted = lookup.identifier(request.place["id"], "allocation")
    with server.store.lock:
        row = server.store.get("allocs", wanted)
        if row is None:
            raise Refused(404, f'There is no allocation "{wanted}"')
        restart_tasks(server, row)
    return Answer(body={"Index": 0}, headers=(("Vary", "Origin"),))
