"""Processing evaluations: the planner is asked, and what it answers is carried out."""

from __future__ import annotations

import uuid
from typing import Any

from jobspec import wire
from jobspec.model.states import StoredJob
from jobspec.scheduler.nodes import VisitingOrder
from jobspec.scheduler.outcome import CreatedEval, Outcome
from jobspec.scheduler.planner import Options, schedule
from jobspec.scheduler.submission import Submission
from jobspec.server.core import Server
from jobspec.server.simulate import carry_out
from jobspec.server.simulate.room import Waiting
from jobspec.server.simulate.snapshot import snapshot
from jobspec.server.state import evaluations
from jobspec.server.store import Row, Transaction


def step(server: Server) -> bool:
    """Process the first evaluation that is due, or the next that waits for room if some became free."""
    due = [row for row in server.store.group("evals", "open", "pending") if _is_due(server, row)]
    if due:
        process(server, min(due, key=lambda row: (-row["Priority"], row["CreateIndex"])))
        return True
    waiting = server.memory(Waiting)
    if server.room_made:
        server.room_made = False
        waiting.room_made(server)
    row = waiting.next(server)
    if row is not None:
        process(server, row)
    return row is not None


def _is_due(server: Server, evaluation: Row) -> bool:
    at = evaluation["WaitUntil"]
    return not at or at <= server.clock.now()


def next_due(server: Server) -> int | None:
    """When a delayed evaluation is due."""
    pending = server.store.group("evals", "open", "pending")
    return min((row["WaitUntil"] for row in pending if row["WaitUntil"]), default=None)


def process(server: Server, evaluation: Row) -> None:
    """Schedule the job of an evaluation, carry out the plan, and finish the evaluation."""
    snapshot_index = server.store.index
    job = _job(server, evaluation)
    if job is None:
        nothing: dict[str, Any] = {"PlanAnnotations": {"DesiredTGUpdates": {}, "PreemptedAllocs": None}}
        _finish(server, {**evaluation, **nothing, "Status": "complete", "SnapshotIndex": snapshot_index})
        return
    outcome = _outcome(server, evaluation, job)
    waited = evaluation["Status"] == "blocked"
    if waited and outcome.failed and not outcome.placed:
        return
    ids = {one.id: str(uuid.uuid4()) for one in outcome.evals}
    failed = {name: metric.to_api() for name, metric in outcome.failed.items()} or None
    gone = server.store.get("jobs", evaluation["Namespace"], evaluation["JobID"]) is None
    done = {
        **evaluation,
        "SnapshotIndex": snapshot_index,
        "Status": "complete",
        "StatusDescription": "",
        "FailedTGAllocs": failed,
        "QueuedAllocations": {} if gone else dict(outcome.queued),
        "PlanAnnotations": _annotations(outcome, gone),
    }
    if waited and failed:
        done |= {"Status": "blocked", "StatusDescription": evaluation["StatusDescription"]}
    made = [one for one in outcome.evals if not (waited and one.status == "blocked")]
    _create_all(server, done, made, ids)
    for one in made:
        done["BlockedEval" if one.status == "blocked" else "NextEval"] = ids[one.id]
    done["DeploymentID"] = carry_out.plan(server, evaluation, job, outcome, ids) or evaluation["DeploymentID"]
    _finish(server, done)
    if done["BlockedEval"]:
        _cancel_older(server, done)


def _cancel_older(server: Server, done: Row) -> None:
    """Of several blocked evaluations of a job only the newest goes on waiting."""
    others = server.store.of_job("evals", done["Namespace"], done["JobID"])
    if any(one["Status"] == "blocked" and one["ID"] != done["BlockedEval"] for one in others):
        newest = {**done, "ID": done["BlockedEval"], "ModifyTime": server.clock.now()}
        with server.store.write() as tx:
            evaluations.cancel_blocked(tx, newest, wire.existing_blocked(done["JobID"]))


def _annotations(outcome: Outcome, gone: bool) -> dict[str, Any]:
    """What was wanted for each group; a job that is gone has none."""
    updates = {} if gone else {name: dict(counts) for name, counts in outcome.updates.items()}
    return {"DesiredTGUpdates": updates, "PreemptedAllocs": None}


def _job(server: Server, evaluation: Row) -> Row | None:
    """The job as it is; for one that is gone, its last self, stopped."""
    key = (evaluation["Namespace"], evaluation["JobID"])
    job = server.store.get("jobs", *key)
    if job is not None:
        return job
    left = server.store.of_job("allocs", *key)
    return {**left[-1]["Job"], "Stop": True} if left else None


def _outcome(server: Server, evaluation: Row, job: Row) -> Outcome:
    state = snapshot(server)
    # Stopping a job is a matter of the scheduler of services, as the evaluation says.
    planned = StoredJob({**job, "Type": evaluation["Type"]})
    submission = Submission(planned, planned, planned, False, state.index)
    order = VisitingOrder.choose(None, evaluation["ID"], state.index, 0, reference=True)
    return schedule(state, submission, Options(server.clock.now(), order, "reference", evaluation["ID"], 0))


def _finish(server: Server, done: dict[str, Any]) -> None:
    with server.store.write() as tx:
        evaluations.upsert(tx, {**done, "ModifyTime": server.clock.now()})


def _create_all(server: Server, parent: Row, made: list[CreatedEval], ids: dict[str, str]) -> None:
    """The evaluations that one leaves behind: delayed ones before its plan is carried out, blocked ones after it."""
    for one in made:
        with server.store.write() as tx:
            _create(tx, parent, one, ids[one.id], server.clock.now())


def _create(tx: Transaction, parent: Row, made: CreatedEval, id: str, now: int) -> None:
    """An evaluation for later: when there is room, or when its time comes."""
    job = tx.get("jobs", parent["Namespace"], parent["JobID"])
    if job is None:
        return
    row = evaluations.new(
        job,
        made.trigger,
        now,
        ID=id,
        Status=made.status,
        StatusDescription=made.description,
        WaitUntil=made.wait_until,
        PreviousEval=parent["ID"],
        Priority=parent["Priority"],
        NodeID=made.node,
        ClassEligibility=dict(made.classes) if made.classes is not None else None,
        EscapedComputedClass=made.escaped,
        SnapshotIndex=parent["SnapshotIndex"],
    )
    if made.status == "blocked":
        row |= {"FailedTGAllocs": parent["FailedTGAllocs"], "JobModifyIndex": parent["JobModifyIndex"]}
    else:
        row["JobModifyIndex"] = job["ModifyIndex"]
    evaluations.upsert(tx, row)
