"""Garbage collection: stopped jobs, and evaluations and allocations of jobs that are gone."""

from __future__ import annotations

from jobspec.server.core import Server
from jobspec.server.state import jobs
from jobspec.server.store import Row


def collect_garbage(server: Server) -> None:
    """Take away dead stopped jobs, and whatever is over and belongs to no job."""
    with server.store.lock:
        for job in server.store.rows("jobs"):
            if (
                job["Status"] == "dead"
                and (job["Stop"] or job["Type"] in ("batch", "sysbatch"))
                and _is_over(server, job)
            ):
                with server.store.write() as tx:
                    jobs.purge(tx, job)
        _collect_leftovers(server)


def _is_over(server: Server, job: Row) -> bool:
    own = (job["Namespace"], job["ID"])
    store = server.store
    return not store.any_in("allocs", "live_of_job", *own) and not store.any_in("evals", "open_of_job", *own)


def _collect_leftovers(server: Server) -> None:
    store = server.store
    gone = {
        table: [
            row
            for row in store.rows(table)
            if store.get("jobs", row["Namespace"], row["JobID"]) is None and _ended(row)
        ]
        for table in ("evals", "allocs")
    }
    if any(gone.values()):
        with store.write() as tx:
            for table, rows in gone.items():
                for row in rows:
                    tx.delete(table, (row["ID"],))


def _ended(row: Row) -> bool:
    if "ClientStatus" in row:
        return row["ClientStatus"] in jobs.ENDED_ALLOCATION
    return row["Status"] in jobs.ENDED_EVALUATION
