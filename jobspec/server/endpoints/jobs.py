"""`/v1/jobs`: list all jobs, register one."""

from __future__ import annotations

from typing import Any

from jobspec.server import reading, shown
from jobspec.server.bodies import encoded, read_job, read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.paging import page
from jobspec.server.registering import Registration, register
from jobspec.server.remembered import Found
from jobspec.server.store import Row

_REGISTER = {
    "Job": "any",
    "EnforceIndex": "flag",
    "JobModifyIndex": "uint",
    "EvalPriority": "int",
    "Submission": "object",
    "PolicyOverride": "flag",
    "PreserveCounts": "flag",
    "PreserveResources": "flag",
    "Region": "text",
    "Namespace": "text",
    "SecretID": "text",
}


def endpoint(server: Server, request: Request) -> Answer:
    """List or register."""
    return update(server, request) if request.writes else list_jobs(server, request)


def list_jobs(server: Server, request: Request) -> Answer:
    """All jobs of a namespace, or of all, as stubs."""
    namespace = reading.namespace_of(request)
    prefix, with_meta = request.text("prefix"), request.flag("meta")
    stubs = server.memory(Stubs)

    def summary_of(row: Row) -> Row | None:
        return server.store.get("job_summary", row["Namespace"], row["ID"])

    def query() -> Found:
        rows = [
            row
            for row in server.store.rows("jobs")
            if namespace in ("*", row["Namespace"]) and row["ID"].startswith(prefix)
        ]
        found = page(request, rows, lambda row: f"{row['Namespace']}.{row['ID']}", _order)
        texts = (stubs.text(row, summary_of(row), with_meta) for row in found.rows)
        return Found(server.store.last("jobs", "job_summary"), b"[" + b",".join(texts) + b"]", found.next_token)

    return reading.read(server, request, query, ("jobs",), ("job_summary",))


class Stubs:
    """Jobs in lists as bytes, each made again only when the job or its summary changed."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, bool], tuple[Row, Row | None, bytes]] = {}

    def text(self, row: Row, summary: Row | None, with_meta: bool) -> bytes:
        """A job and its summary."""
        key = (row["Namespace"], row["ID"], with_meta)
        kept = self._kept.get(key)
        if kept is None or kept[0] is not row or kept[1] is not summary:
            if len(self._kept) >= _MOST_STUBS:
                self._kept.clear()
            kept = self._kept[key] = (row, summary, encoded(shown.job_stub(row, summary, meta=with_meta)))
        return kept[2]


_MOST_STUBS = 20_000


def _order(row: Any) -> tuple[bytes, bytes]:
    return row["Namespace"].encode(), row["ID"].encode()


def update(server: Server, request: Request) -> Answer:
    """Register a job, or another version of it."""
    body = read_object(request, _REGISTER)
    if body["Job"] is None:
        raise Refused(400, "Job must be specified")
    job = read_job(body["Job"])
    if job["ID"] is None:
        raise Refused(400, "The job has no ID")
    wanted = request.place.get("job")
    if wanted is not None and wanted != job["ID"]:
        raise Refused(400, "The job's ID is not the one of the path")
    if job["Type"] == "system" and any(group["Scaling"] for group in job["TaskGroups"] or ()):
        raise Refused(400, "A system job cannot have scaling blocks")
    priority = body["EvalPriority"]
    if priority and not 1 <= priority <= 100:
        raise Refused(400, "EvalPriority must be from 1 to 100")
    reading.check_region(request, body["Region"] or request.text("region") or job["Region"] or "")
    job["Namespace"] = request.text("namespace") or job["Namespace"] or body["Namespace"] or "default"
    registration = Registration(
        job,
        body["JobModifyIndex"] if body["EnforceIndex"] else None,
        priority,
        body["Submission"],
        body["PreserveCounts"],
    )
    return _answer(register(server, registration))


def _answer(result: dict[str, Any]) -> Answer:
    return reading.written(result["Index"], {**result, "KnownLeader": False, "LastContact": 0, "NextToken": ""})
