"""How rows are found besides by key: each question that is asked at every write has its group, kept by the store."""

from __future__ import annotations

from collections.abc import Mapping

from jobspec.server.simulate.tasks import rests
from jobspec.server.state import jobs
from jobspec.server.store import OF_JOB, Grouping, Row

Job = tuple[str, str]


def _of_job(row: Row) -> Job:
    return row["Namespace"], row["JobID"]


def _open(row: Row) -> tuple[str] | None:
    return None if row["Status"] in jobs.ENDED_EVALUATION else (row["Status"],)


def _open_of_job(row: Row) -> Job | None:
    return None if row["Status"] in jobs.ENDED_EVALUATION else _of_job(row)


def _live_of_job(row: Row) -> Job | None:
    return _of_job(row) if jobs.is_live(row) else None


def _on_node(row: Row) -> tuple[str] | None:
    return None if row["ClientStatus"] in jobs.ENDED_ALLOCATION else (row["NodeID"],)


def _restless(row: Row) -> tuple[()] | None:
    return None if rests(row) else ()


def _active(row: Row) -> tuple[()] | None:
    return None if row["Status"] in jobs.ENDED_DEPLOYMENT else ()


def _active_of_job(row: Row) -> Job | None:
    return None if row["Status"] in jobs.ENDED_DEPLOYMENT else _of_job(row)


def _version_of(row: Row) -> Job:
    return row["Namespace"], row["ID"]


def _children(row: Row) -> Job | None:
    return (row["Namespace"], row["ParentID"]) if row["ParentID"] else None


def _tracked(row: Row) -> tuple[()] | None:
    return () if jobs.is_tracked(row) else None


GROUPINGS: Mapping[str, Mapping[str, Grouping]] = {
    "evals": {OF_JOB: _of_job, "open": _open, "open_of_job": _open_of_job},
    "allocs": {OF_JOB: _of_job, "live_of_job": _live_of_job, "on_node": _on_node, "restless": _restless},
    "deployment": {OF_JOB: _of_job, "active": _active, "active_of_job": _active_of_job},
    "job_version": {OF_JOB: _version_of},
    "job_submission": {OF_JOB: _of_job},
    "scaling_event": {OF_JOB: _of_job},
    "scaling_policy": {OF_JOB: _of_job},
    "periodic_launch": {OF_JOB: _of_job},
    "jobs": {"children": _children, "tracked": _tracked},
}
"""For each table the groups of its rows, by name."""
