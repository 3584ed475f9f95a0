"""Registering and stopping jobs: the server's checks in their order, and the writes."""

from __future__ import annotations

from typing import Any, NamedTuple

from jobspec import wire
from jobspec.server.admission import admitted
from jobspec.server.core import Server
from jobspec.server.http import Refused
from jobspec.server.state import evaluations, jobs, scaling
from jobspec.server.store import Row, Transaction

LARGEST_SOURCE = 1_000_000
"""Bytes of a job's source text that are kept with it."""


class Registration(NamedTuple):
    """What a caller wants registered."""

    job: dict[str, Any]
    enforce_index: int | None = None
    priority: int = 0
    submission: Row | None = None
    keep_counts: bool = False


def register(server: Server, wanted: Registration) -> dict[str, Any]:
    """Register a job; the members of the answer."""
    with server.store.lock:
        stored = admitted(server, wanted.job)
        namespace, job_id = stored.job["Namespace"], stored.job["ID"]
        before = server.store.get("jobs", namespace, job_id)
        check_index(wanted.enforce_index, before)
        job = stored.job
        if before is not None:
            _check_transition(before, job)
            if wanted.keep_counts:
                job = _with_counts(job, before)
        submission = wanted.submission
        if submission is not None and (size := len(submission.get("Source") or "")) > LARGEST_SOURCE:
            caution = f"The job's source has {size} bytes and is not kept: {LARGEST_SOURCE} are the most"
            stored, submission = stored._replace(cautions=(*stored.cautions, caution)), None
        result = put_job(server, job, wanted.priority, submission)
        return {**result, "Warnings": stored.warnings}


def put_job(server: Server, job: Row, priority: int = 0, submission: Row | None = None) -> dict[str, Any]:
    """Write an admitted job and the evaluation that looks at it; nothing of the job if it asks for nothing new."""
    now = server.clock.now()
    before = server.store.get("jobs", job["Namespace"], job["ID"])
    job = scaling.with_policies(job, before, server.store.index + 1)
    if before is not None and jobs.same_content(before, job):
        return _evaluate_again(server, before, priority, now)
    with server.store.write() as tx:
        row = jobs.upsert(tx, {**job, "SubmitTime": now})
        scaling.put_policies(tx, row)
        _put_submission(tx, row, submission)
        evaluation = None
        if jobs.is_parameterized(row):
            pass
        elif row["Periodic"] is not None:
            tx.put("periodic_launch", (row["Namespace"], row["ID"]), launch_row(row, now))
        else:
            members = {"JobModifyIndex": tx.index, "Priority": priority or row["Priority"]}
            evaluation = evaluations.upsert(tx, evaluations.new(row, wire.TRIGGER_REGISTER, now, **members))
        return answer(tx.index, tx.index, evaluation)


def scale(server: Server, job: Row, group: str, event: dict[str, Any]) -> dict[str, Any]:
    """Give a group the count of an event, and keep the event: three writes, as the reference makes them."""
    now = server.clock.now()
    modified, evaluation = job["ModifyIndex"], None
    if event["Count"] is not None:
        with server.store.write() as tx:
            groups = [{**one, "Count": event["Count"]} if one["Name"] == group else one for one in job["TaskGroups"]]
            job = jobs.upsert(tx, {**job, "TaskGroups": groups, "SubmitTime": now})
            _put_submission(tx, job, None)
            modified = tx.index
        if job["Periodic"] is None and not jobs.is_parameterized(job):
            with server.store.write() as tx:
                new = evaluations.new(job, wire.TRIGGER_SCALING, now, JobModifyIndex=modified)
                evaluation = evaluations.upsert(tx, new)
    with server.store.write() as tx:
        scaling.note(tx, job, group, {**event, "EvalID": evaluation["ID"] if evaluation else None, "Time": now})
        return {**answer(tx.index, modified, evaluation), "Warnings": ""}


def _evaluate_again(server: Server, job: Row, priority: int, now: int) -> dict[str, Any]:
    if job["Periodic"] is not None or jobs.is_parameterized(job):
        return answer(job["ModifyIndex"], job["ModifyIndex"], None)
    with server.store.write() as tx:
        modified = job["ModifyIndex"]
        members = {"Priority": priority or job["Priority"]}
        evaluation = evaluations.upsert(tx, evaluations.new(job, wire.TRIGGER_REGISTER, now, **members))
        return answer(tx.index, modified, evaluation)


def answer(index: int, modified: int, evaluation: Row | None) -> dict[str, Any]:
    """What is told of a write to a job."""
    return {
        "EvalCreateIndex": evaluation["CreateIndex"] if evaluation else 0,
        "EvalID": evaluation["ID"] if evaluation else "",
        "Index": index,
        "JobModifyIndex": modified,
    }


def launch_row(job: Row, launched: int) -> dict[str, Any]:
    """When a periodic job was launched last."""
    key = (job["Namespace"], job["ID"])
    return {"Namespace": job["Namespace"], "JobID": job["ID"], "Key": key, "Launch": launched}


def check_index(wanted: int | None, before: Row | None) -> None:
    """Refuse a write if the job is not at the index that is wanted; zero stands for a job that is not there."""
    if wanted is None:
        return
    if before is None:
        if wanted:
            raise Refused(500, wire.enforcing_index(wanted, "job does not exist"))
    elif wanted == 0:
        raise Refused(500, wire.enforcing_index(wanted, "job already exists"))
    elif before["JobModifyIndex"] != wanted:
        conflict = f"job exists with conflicting job modify index: {before['JobModifyIndex']}"
        raise Refused(500, wire.enforcing_index(wanted, conflict))


def _check_transition(before: Row, job: Row) -> None:
    """What a job may not become while it is there."""
    if before["Dispatched"] != job["Dispatched"]:
        raise Refused(500, "A dispatched job cannot be registered again: Dispatched is the server's own")
    if before["Type"] != job["Type"]:
        raise Refused(500, f"A {before['Type']} job cannot become a {job['Type']} job: purge it first")
    for block in ("Periodic", "ParameterizedJob"):
        if (before[block] is None) != (job[block] is None):
            word = "periodic" if block == "Periodic" else "parameterized"
            change = f"stop being {word}" if job[block] is None else f"become {word}"
            raise Refused(500, f"The job cannot {change}: purge it first")


def _with_counts(job: dict[str, Any], before: Row) -> dict[str, Any]:
    counts = {group["Name"]: group["Count"] for group in before["TaskGroups"] or ()}
    groups = [{**group, "Count": counts.get(group["Name"], group["Count"])} for group in job["TaskGroups"] or ()]
    return {**job, "TaskGroups": groups}


def _put_submission(tx: Transaction, job: Row, submission: Row | None) -> None:
    """Keep the source of a version; one that comes without takes over that of the version before."""
    if submission is None and job["Version"]:
        before = jobs.version_key(job["Namespace"], job["ID"], job["Version"] - 1)
        submission = tx.get("job_submission", *before)
    if submission is None:
        return
    key = jobs.version_key(job["Namespace"], job["ID"], job["Version"])
    row = {
        "Format": submission.get("Format") or "",
        "Source": submission.get("Source") or "",
        "VariableFlags": submission.get("VariableFlags"),
        "Variables": submission.get("Variables") or "",
        "Namespace": job["Namespace"],
        "JobID": job["ID"],
        "Version": job["Version"],
        "JobModifyIndex": job["JobModifyIndex"],
        "Key": key,
    }
    tx.put("job_submission", key, row)
    kept = {version["Version"] for version in jobs.versions(tx, job["Namespace"], job["ID"])}
    for other in tx.of_job("job_submission", *key[:2]):
        if other["Version"] not in kept:
            tx.delete("job_submission", tuple(other["Key"]))


def deregister(server: Server, namespace: str, job_id: str, *, purge: bool, priority: int = 0) -> dict[str, Any]:
    """Stop a job, or take it away; the members of the answer."""
    extra = {"VolumeEvalID": "", "VolumeEvalIndex": 0}
    with server.store.lock:
        job = server.store.get("jobs", namespace, job_id)
        if job is None:
            return answer(0, 0, None) | extra
        now = server.clock.now()
        refused = not purge and server.store.get("namespaces", namespace) is None
        with server.store.write() as tx:
            if purge:
                jobs.purge(tx, job)
            elif not refused:
                _put_submission(tx, jobs.upsert(tx, {**job, "Stop": True, "SubmitTime": now}), None)
            # A job whose namespace is gone cannot be stopped, and is looked at again nevertheless.
            evaluation = None
            if job["Periodic"] is None and not jobs.is_parameterized(job):
                # The reference gives stopping a job to the scheduler of services, whatever kind of job it is.
                members = {"JobModifyIndex": tx.index, "Priority": priority or job["Priority"], "Type": "service"}
                evaluation = evaluations.upsert(tx, evaluations.new(job, wire.TRIGGER_DEREGISTER, now, **members))
            result = answer(tx.index, tx.index, evaluation)
        if refused:
            raise Refused(500, f'There is no namespace "{namespace}"')
        return result | extra | {"EvalCreateIndex": result["Index"]}
