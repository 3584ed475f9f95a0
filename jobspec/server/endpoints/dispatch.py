"""`/v1/job/ID/dispatch`, with a JSON body or a raw payload."""

from __future__ import annotations

import secrets

from jobspec import wire
from jobspec.launch import Call
from jobspec.launch.dispatching import child_of_token, dispatched_tree, refusal_of
from jobspec.server import reading
from jobspec.server.bodies import read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.simulate.clock import SECOND, moment
from jobspec.server.state import evaluations, jobs

_DISPATCH = {
    "JobID": "text",
    "Payload": "bytes",
    "Meta": "texts",
    "IdPrefixTemplate": "text",
    "Priority": "int",
    "IdempotencyToken": "text",
    "Region": "text",
    "Namespace": "text",
}


def endpoint(server: Server, request: Request) -> Answer:
    """Dispatch a parameterized job."""
    body = read_object(request, _DISPATCH)
    if body["JobID"] and body["JobID"] != request.place["job"]:
        raise Refused(400, "JobID is not the one of the path")
    token = request.text("idempotency_token") or body["IdempotencyToken"]
    call = Call(body["Payload"], body["Meta"] or {}, body["IdPrefixTemplate"], body["Priority"], token)
    return _dispatch(server, request, call)


def payload(server: Server, request: Request) -> Answer:
    """Dispatch with the body as it is for payload."""
    return _dispatch(server, request, Call(request.body, idempotency_token=request.text("idempotency_token")))


def _dispatch(server: Server, request: Request, call: Call) -> Answer:
    reading.check_region(request)
    namespace, job_id = reading.namespace_of(request), request.place["job"]
    with server.store.lock:
        parent = server.store.get("jobs", namespace, job_id)
        if parent is None:
            raise Refused(500, f'There is no parameterized job "{job_id}"')
        demanding = parent if jobs.is_parameterized(parent) else {**parent, "ParameterizedJob": None}
        if (refusal := refusal_of(demanding, call)) is not None:
            raise Refused(500, f"{refusal.summary}: {refusal.detail}")
        known = child_of_token(server.store.group("jobs", "children", namespace, job_id), call.idempotency_token)
        if known is not None:
            return _answer(known["ID"], known["CreateIndex"], known["ModifyIndex"], "", 0)
        now = server.clock.now()
        with server.store.write() as tx:
            tree = dispatched_tree(parent, call, moment(now), server.memory(Suffixes).next(now // SECOND))
            child = jobs.upsert(tx, {**tree, "SubmitTime": now})
            eval_id = ""
            if child["Periodic"] is None:
                evaluation = evaluations.new(child, wire.TRIGGER_REGISTER, now, JobModifyIndex=tx.index)
                eval_id = evaluations.upsert(tx, evaluation)["ID"]
        return _answer(child["ID"], tx.index, tx.index, eval_id, tx.index if eval_id else 0)


class Suffixes:
    """The digits of IDs: at random, but growing within a second, so that its children are listed as they came."""

    def __init__(self) -> None:
        self._second = self._last = 0

    def next(self, second: int) -> str:
        """Digits that no child of this second has."""
        if second != self._second:
            self._second, self._last = second, secrets.randbelow(1 << 31)
        self._last += 1 + secrets.randbelow(1 << 12)
        return f"{self._last:08x}"


def _answer(job_id: str, created: int, index: int, eval_id: str, evaluated: int) -> Answer:
    body = {
        "DispatchedJobID": job_id,
        "EvalCreateIndex": evaluated,
        "EvalID": eval_id,
        "Index": index,
        "JobCreateIndex": created,
    }
    return reading.written(index, body)
