"""`/v1/job/ID/versions`, tags of versions, `revert` and `stable`."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from jobspec import wire
from jobspec.diff import diff_trees
from jobspec.model.states import ServerJob
from jobspec.server import reading, shown
from jobspec.server.admission import warnings_of
from jobspec.server.bodies import read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.registering import put_job
from jobspec.server.remembered import Found
from jobspec.server.state import jobs
from jobspec.server.store import Row

_REVERT = {
    "JobID": "text",
    "JobVersion": "uint",
    "EnforcePriorVersion": "any",
    "ConsulToken": "text",
    "VaultToken": "text",
    "Region": "text",
    "Namespace": "text",
}
_STABLE = {"JobID": "text", "JobVersion": "uint", "Stable": "flag", "Region": "text", "Namespace": "text"}
_TAG = {
    "Name": "text",
    "Description": "text",
    "Version": "uint",
    "Latest": "flag",
    "Region": "text",
    "Namespace": "text",
}


def versions(server: Server, request: Request) -> Answer:
    """All kept versions, the newest first, with the differences between them if asked. Any method will do."""
    namespace, job_id = reading.namespace_of(request), request.place["job"]
    with_diffs = request.flag("diffs")
    base_version, base_tag = request.number("diff_version", signed=False), request.text("diff_tag")

    def query() -> Found:
        rows = jobs.versions(server.store, namespace, job_id)
        if not rows:
            return Found(server.store.last("job_version"), None)
        index = max(row["ModifyIndex"] for row in rows)
        body = {
            "Diffs": (_diffs(rows, base_version, base_tag) or None) if with_diffs else None,
            "Index": index,
            "KnownLeader": True,
            "LastContact": 0,
            "NextToken": "",
            "Versions": [shown.job_version(row) for row in rows],
        }
        return Found(index, body)

    return reading.read(server, request, query, ("job_version", namespace, job_id), missing=wire.JOB_VERSIONS_NOT_FOUND)


def _diffs(rows: list[Row], version: int | None, tag: str) -> list[dict[str, Any]]:
    """Each version against the one before it, or all against one."""
    if version is None and not tag:
        return [_diff(old, new) for new, old in pairwise(rows)]
    base = next((row for row in rows if _is_base(row, version, tag)), None)
    if base is None:
        raise Refused(500, f'There is no version tagged "{tag}"' if tag else f"There is no version {version}")
    return [_diff(base, row) for row in rows]


def _diff(old: Row, new: Row) -> dict[str, Any]:
    return diff_trees(ServerJob(dict(old)), ServerJob(dict(new)), contextual=True).to_api()


def _is_base(row: Row, version: int | None, tag: str) -> bool:
    if tag:
        return row["VersionTag"] is not None and row["VersionTag"]["Name"] == tag
    return bool(row["Version"] == version)


def revert(server: Server, request: Request) -> Answer:
    """Register an older version again."""
    body = read_object(request, _REVERT)
    job_id = request.place["job"]
    if not body["JobID"]:
        raise Refused(400, "JobID must be given")
    if body["JobID"] != job_id:
        raise Refused(400, "JobID is not the one of the path")
    enforced = body["EnforcePriorVersion"]
    if enforced is not None and (type(enforced) is not int or enforced < 0):
        raise Refused(400, "EnforcePriorVersion must be a version number")
    reading.check_region(request, body["Region"] or request.text("region"))
    namespace, number = reading.namespace_of(request), body["JobVersion"]
    with server.store.lock:
        current = server.store.get("jobs", namespace, job_id)
        if current is None:
            raise Refused(500, f'There is no job "{job_id}"')
        if current["Version"] == number:
            raise Refused(500, "The job is at that version already")
        if enforced is not None and enforced != current["Version"]:
            raise Refused(500, f"The job is at version {current['Version']}, not at {enforced}")
        wanted = _version(server, namespace, job_id, number)
        result = put_job(server, {**wanted, "Stable": False})
    result |= {"KnownLeader": False, "LastContact": 0, "NextToken": "", "Warnings": warnings_of(server, wanted)}
    return Answer(body=result, headers=reading.headers(result["Index"], leader=False))


def _version(server: Server, namespace: str, job_id: str, number: int) -> Row:
    row = server.store.get("job_version", *jobs.version_key(namespace, job_id, number))
    if row is None:
        raise Refused(500, f'Job "{job_id}" in namespace "{namespace}" has no version {number}')
    return row


def stable(server: Server, request: Request) -> Answer:
    """Say of a version whether it is stable."""
    body = read_object(request, _STABLE)
    job_id = request.place["job"]
    if not body["JobID"]:
        raise Refused(400, "JobID must be given")
    if body["JobID"] != job_id:
        raise Refused(400, "JobID is not the one of the path")
    reading.check_region(request, body["Region"] or request.text("region"))
    with server.store.lock:
        row = _version(server, reading.namespace_of(request), job_id, body["JobVersion"])
        with server.store.write() as tx:
            tx.touch("raft")
            if row["Stable"] != body["Stable"]:
                row = jobs.change(tx, row, Stable=body["Stable"])
        return reading.written(tx.index, {"Index": tx.index, "JobModifyIndex": row["JobModifyIndex"]})


def tag(server: Server, request: Request) -> Answer:
    """Tag a version, or take a tag away."""
    namespace, job_id, name = reading.namespace_of(request), request.place["job"], request.place["tag"]
    return _untag(server, namespace, job_id, name) if request.method == "DELETE" else _tag(server, request, namespace)


def _tag(server: Server, request: Request, namespace: str) -> Answer:
    body = read_object(request, _TAG)
    job_id, name = request.place["job"], request.place["tag"]
    latest, number = body["Latest"], body["Version"]
    if latest and number:
        raise Refused(500, f"Version {number} and Latest cannot be asked for at once")
    with server.store.lock:
        rows = jobs.versions(server.store, namespace, job_id)
        row = next((one for one in rows if latest or one["Version"] == number), None)
        if row is None:
            raise Refused(500, f'Job "{job_id}" has no version {number}')
        holder = _tagged(rows, name)
        if holder is not None and holder["Version"] != row["Version"]:
            raise Refused(500, f'The tag "{name}" is on version {holder["Version"]} of the job')
        given = {"Name": name, "Description": body["Description"], "TaggedTime": server.clock.now()}
        with server.store.write() as tx:
            jobs.tag(tx, row, given)
        return _tag_answer(tx.index, given)


def _untag(server: Server, namespace: str, job_id: str, name: str) -> Answer:
    with server.store.lock:
        holder = _tagged(jobs.versions(server.store, namespace, job_id), name)
        if holder is None:
            raise Refused(500, f'Job "{job_id}" has no tag "{name}"')
        with server.store.write() as tx:
            jobs.tag(tx, holder, None)
        return _tag_answer(tx.index, {"Name": "", "Description": "", "TaggedTime": 0})


def _tagged(rows: list[Row], name: str) -> Row | None:
    return next((row for row in rows if row["VersionTag"] and row["VersionTag"]["Name"] == name), None)


def _tag_answer(index: int, given: dict[str, Any]) -> Answer:
    return Answer(body={**given, "Index": index, "KnownLeader": False, "LastContact": 0, "NextToken": ""})


def no_tag(server: Server, request: Request) -> Answer:
    """A path that looks like a tag's but is none."""
    raise Refused(404, wire.INVALID_TAG_ENDPOINT)
