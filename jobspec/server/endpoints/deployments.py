"""Deployments: all, one, of a job; failing, pausing and promoting one."""

from __future__ import annotations

from jobspec import wire
from jobspec.server import lookup, reading
from jobspec.server.bodies import read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.paging import page
from jobspec.server.remembered import Found
from jobspec.server.simulate import watch
from jobspec.server.state import deployments
from jobspec.server.store import Row


def list_all(server: Server, request: Request) -> Answer:
    """All deployments of a namespace, or of all."""
    namespace, prefix = reading.namespace_of(request), request.text("prefix")
    lookup.check_prefix(prefix)

    def query() -> Found:
        rows = (row for row in server.store.rows("deployment") if namespace in ("*", row["Namespace"]))
        found = page(request, (row for row in rows if row["ID"].startswith(prefix)), lookup.token, lookup.order)
        return Found(server.store.last("deployment"), [deployments.shown(row) for row in found.rows], found.next_token)

    return reading.read(server, request, query, ("deployment",))


def of_job(server: Server, request: Request) -> Answer:
    """The deployments of a job."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]

    def query() -> Found:
        rows = sorted(server.store.of_job("deployment", namespace, job_id), key=lambda row: str(row["ID"]))
        return Found(server.store.last("deployment"), [deployments.shown(row) for row in rows])

    return reading.read(server, request, query, ("deployment", namespace, job_id))


def latest(server: Server, request: Request) -> Answer:
    """The newest deployment of a job, or null."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]

    def query() -> Found:
        rows = server.store.of_job("deployment", namespace, job_id)
        if not rows:
            return Found(server.store.last("deployment"), None)
        newest = max(rows, key=lambda row: int(row["CreateIndex"]))
        return Found(newest["ModifyIndex"], deployments.shown(newest))

    return reading.read(server, request, query, ("deployment", namespace, job_id))


def one(server: Server, request: Request) -> Answer:
    """One deployment."""
    wanted = lookup.identifier(request.place["id"], "deployment")

    def query() -> Found:
        row = server.store.get("deployment", wanted)
        return (
            Found(row["ModifyIndex"], deployments.shown(row)) if row else Found(server.store.last("deployment"), None)
        )

    return reading.read(server, request, query, ("deployment", wanted), missing=wire.DEPLOYMENT_NOT_FOUND)


def fail(server: Server, request: Request) -> Answer:
    """End a deployment as failed; a group that asks for it goes back to the last stable version."""
    with server.store.lock:
        row = _active(server, request, "failed")
        return _answer(watch.fail(server, row, wire.DEPLOYMENT_FAILED_BY_USER))


def pause(server: Server, request: Request) -> Answer:
    """Let a deployment pause, or go on."""
    body = read_object(request, {"DeploymentID": "text", "Pause": "flag"})
    with server.store.lock:
        row = _active(server, request, "paused")
        return _answer(watch.pause(server, row, body["Pause"]))


def promote(server: Server, request: Request) -> Answer:
    """Let canaries take over."""
    body = read_object(request, {"DeploymentID": "text", "All": "flag", "Groups": "any"})
    with server.store.lock:
        row = _active(server, request, "promoted")
        names = set(row["TaskGroups"]) if body["All"] else set(body["Groups"] or ())
        return _answer(watch.promote(server, row, names))


def _active(server: Server, request: Request, word: str) -> Row:
    wanted = lookup.identifier(request.place["id"], "deployment")
    row = server.store.get("deployment", wanted)
    if row is None:
        raise Refused(404, wire.DEPLOYMENT_NOT_FOUND)
    if not deployments.is_active(row):
        raise Refused(500, f"The deployment is {row['Status']}: it cannot be {word}")
    return row


def _answer(result: watch.Outcome) -> Answer:
    body = {
        "DeploymentModifyIndex": result.at,
        "EvalCreateIndex": result.at if result.eval_id else 0,
        "EvalID": result.eval_id,
        "Index": result.at,
        "RevertedJobVersion": result.reverted_to,
    }
    return reading.written(result.at, body)
