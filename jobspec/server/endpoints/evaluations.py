"""Evaluations: all, one, how many, of a job."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobspec import wire
from jobspec.server import lookup, reading, shown
from jobspec.server.core import Server
from jobspec.server.filters import matcher
from jobspec.server.http import Answer, Request
from jobspec.server.paging import page
from jobspec.server.remembered import Found
from jobspec.server.store import Row


def list_all(server: Server, request: Request) -> Answer:
    """All evaluations of a namespace, or of all."""

    def query() -> Found:
        found = page(request, _wanted(server, request), lookup.token, lookup.order)
        return Found(server.store.last("evals"), [shown.evaluation(row) for row in found.rows], found.next_token)

    return reading.read(server, request, query, ("evals",))


def count(server: Server, request: Request) -> Answer:
    """How many evaluations there are."""

    def query() -> Found:
        accepts = matcher(request.text("filter"))
        number = sum(1 for row in _wanted(server, request) if accepts(row))
        index = server.store.last("evals")
        return Found(index, {"Count": number, "Index": index, "KnownLeader": True, "LastContact": 0, "NextToken": ""})

    return reading.read(server, request, query, ("evals",))


def _wanted(server: Server, request: Request) -> Iterator[Row]:
    namespace, prefix = reading.namespace_of(request), request.text("prefix")
    lookup.check_prefix(prefix)
    members = {"JobID": request.text("job"), "Status": request.text("status")}
    for row in server.store.rows("evals"):
        if namespace not in ("*", row["Namespace"]) or not row["ID"].startswith(prefix):
            continue
        if all(not value or row[name] == value for name, value in members.items()):
            yield row


def of_job(server: Server, request: Request) -> Answer:
    """The evaluations of a job."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]

    def query() -> Found:
        rows = sorted(server.store.of_job("evals", namespace, job_id), key=lambda row: (row["Status"], row["ID"]))
        return Found(server.store.last("evals"), [shown.evaluation(row) for row in rows])

    return reading.read(server, request, query, ("evals", namespace, job_id))


def one(server: Server, request: Request) -> Answer:
    """One evaluation; with `related`, those around it too."""
    wanted = lookup.identifier(request.place["id"], "evaluation")
    related = request.flag("related")

    def query() -> Found:
        row = server.store.get("evals", wanted)
        if row is None:
            return Found(server.store.last("evals"), None)
        body = shown.evaluation(row)
        if related and (others := _related(server, row)):
            body["RelatedEvals"] = others
        return Found(row["ModifyIndex"], body)

    return reading.read(server, request, query, ("evals",), missing=wire.EVAL_NOT_FOUND)


_LINKS = ("NextEval", "PreviousEval", "BlockedEval")
_RELATED = (
    *("ID", "PreviousEval", "NextEval", "BlockedEval", "Priority", "Type", "TriggeredBy", "JobID", "NodeID"),
    *("DeploymentID", "Namespace", "Status", "StatusDescription", "WaitUntil", "CreateIndex", "ModifyIndex"),
    *("CreateTime", "ModifyTime"),
)


def _related(server: Server, start: Row) -> list[dict[str, Any]]:
    """Those that lead here and that this one leads to, at any distance."""
    met, waiting = {start["ID"]}, [start]
    found = []
    while waiting:
        row = waiting.pop()
        linked = {row[name] for name in _LINKS} - {""}
        others = [one for one in server.store.of_job("evals", row["Namespace"], row["JobID"]) if one["ID"] not in met]
        for other in others:
            if other["ID"] in linked or row["ID"] in {other[name] for name in _LINKS}:
                met.add(other["ID"])
                waiting.append(other)
                found.append(other)
    return [_stub(row) for row in sorted(found, key=lookup.order)]


def _stub(row: Row) -> dict[str, Any]:
    shape = shown.evaluation(row)
    return {name: shape.get(name, row[name]) for name in _RELATED}
