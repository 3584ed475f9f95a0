"""Parameterized jobs: whether a dispatch is allowed, and the child that it makes."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from jobspec import model
from jobspec.cron import aware
from jobspec.diagnostics import Diagnostic, RefusedError
from jobspec.launch.periodic import EPOCH, unix_seconds

if TYPE_CHECKING:
    from jobspec.model import Job

PAYLOAD_LIMIT = 16 * 1024
"""Bytes of a payload, before compression."""

_MICROSECOND = timedelta(microseconds=1)


class Call(NamedTuple):
    """One dispatch, as it was asked for."""

    payload: bytes = b""
    meta: Mapping[str, str] = {}
    id_prefix: str = ""
    priority: int = 0
    idempotency_token: str = ""


def dispatch(
    job: Any,
    *,
    payload: bytes = b"",
    meta: Mapping[str, str] | None = None,
    id_prefix: str = "",
    priority: int = 0,
    idempotency_token: str = "",
    children: Iterable[Any] = (),
    now: datetime,
    suffix: str | None = None,
    max_priority: int = 100,
) -> Job:
    """The child job that the server would store, or `RefusedError` with what it would say first.

    `priority=0` is the parent's. With a token, the one of the existing `children` that has it is the answer.
    """
    if not isinstance(payload, bytes):
        raise TypeError(f"payload is bytes, not {type(payload).__name__}")
    if meta is not None and not isinstance(meta, Mapping):
        raise TypeError(f"meta is a mapping, not {type(meta).__name__}")
    aware(now, "now")
    parent = model.tree_of(job)
    call = Call(payload, meta or {}, id_prefix, priority, idempotency_token)
    if (refusal := refusal_of(parent, call, max_priority)) is not None:
        raise RefusedError([refusal])
    if (known := child_of_token((model.tree_of(child) for child in children), idempotency_token)) is not None:
        return model.Job.from_api(known)
    return model.Job.from_api(dispatched_tree(parent, call, now, suffix))


def refusal_of(parent: Mapping[str, Any], call: Call, max_priority: int = 100) -> Diagnostic | None:
    """The first reason why the server would refuse the call, if there is one."""
    return next(_refusals(parent, call, max_priority), None)


def _refusals(parent: Mapping[str, Any], call: Call, max_priority: int) -> Iterator[Diagnostic]:
    name = parent["ID"]
    if parent.get("ParameterizedJob") is None:
        detail = "Only a job with a parameterized block can be dispatched."
        yield Diagnostic("error", "NJ7520", f'Job "{name}" is not parameterized', detail, path=("ParameterizedJob",))
        return
    if parent.get("Stop"):
        detail = "Register it again to dispatch it."
        yield Diagnostic("error", "NJ7521", f'Job "{name}" is stopped', detail, path=("Stop",))
    yield from _payload_refusals(parent["ParameterizedJob"], call.payload)
    yield from _meta_refusals(parent["ParameterizedJob"], call.meta)
    priority = call.priority or parent.get("Priority") or 0
    if not 1 <= priority <= max_priority:
        detail = f"It must be from 1 to {max_priority}."
        yield Diagnostic("error", "NJ7527", f"Priority {priority} is out of range", detail, path=("Priority",))


def _payload_refusals(demands: Mapping[str, Any], payload: bytes) -> Iterator[Diagnostic]:
    path = ("ParameterizedJob", "Payload")
    wanted = demands.get("Payload") or "optional"
    if wanted == "required" and not payload:
        detail = "The job demands one; an empty payload counts as none."
        yield Diagnostic("error", "NJ7522", "The payload is missing", detail, path=path)
    if wanted == "forbidden" and payload:
        yield Diagnostic("error", "NJ7523", "A payload is forbidden", "The job takes none.", path=path)
    if len(payload) > PAYLOAD_LIMIT:
        summary = f"The payload of {len(payload)} bytes is too large"
        yield Diagnostic("error", "NJ7524", summary, f"The limit is {PAYLOAD_LIMIT} bytes.", path=path)


def _meta_refusals(demands: Mapping[str, Any], meta: Mapping[str, str]) -> Iterator[Diagnostic]:
    required, optional = set(demands.get("MetaRequired") or ()), set(demands.get("MetaOptional") or ())
    if unexpected := sorted(meta.keys() - required - optional):
        known = ", ".join(sorted(required | optional)) or "none"
        summary = f"The job does not take the meta {_keys(unexpected)}"
        detail = f"Its parameterized block allows: {known}."
        yield Diagnostic("error", "NJ7525", summary, detail, path=("ParameterizedJob", "MetaOptional"))
    if missing := sorted(required - meta.keys()):
        summary = f"The required meta {_keys(missing)} missing"
        detail = "A required key may be empty, but it must be given."
        yield Diagnostic("error", "NJ7526", summary, detail, path=("ParameterizedJob", "MetaRequired"))


def _keys(names: list[str]) -> str:
    return f"{'key' if len(names) == 1 else 'keys'} {', '.join(names)}"


def child_of_token(children: Iterable[Mapping[str, Any]], token: str) -> Mapping[str, Any] | None:
    """The existing child that was dispatched with a token."""
    if not token:
        return None
    return next((child for child in children if child.get("DispatchIdempotencyToken") == token), None)


def dispatched_tree(parent: Mapping[str, Any], call: Call, now: datetime, suffix: str | None = None) -> dict[str, Any]:
    """The child's tree: the parent with another identity, the request's meta over its own, and the payload."""
    name = dispatched_id(parent["ID"], at=now, id_prefix=call.id_prefix, suffix=suffix)
    meta = {**(parent.get("Meta") or {}), **call.meta}
    return {
        **parent,
        "ID": name,
        "Name": name,
        "ParentID": parent["ID"],
        "Dispatched": True,
        "Status": None if parent.get("Status") is None else "",
        "SubmitTime": (now - EPOCH) // _MICROSECOND * 1000,
        "Priority": call.priority or parent.get("Priority"),
        "Meta": meta or parent.get("Meta"),
        "Payload": b64encode(call.payload).decode() if call.payload else None,
        "DispatchIdempotencyToken": call.idempotency_token,
    }


def dispatched_id(parent_id: str, *, at: datetime, id_prefix: str = "", suffix: str | None = None) -> str:
    """The ID of a dispatched job; `suffix` is its eight hexadecimal digits, drawn if it is None.

    >>> from datetime import UTC
    >>> dispatched_id("etl", at=datetime(2026, 1, 1, tzinfo=UTC), suffix="0123abcd")
    'etl/dispatch-1767225600-0123abcd'
    """
    prefix = f"{id_prefix}-" if id_prefix else ""
    digits = secrets.token_hex(4) if suffix is None else suffix
    return f"{parent_id}/dispatch-{prefix}{unix_seconds(at)}-{digits}"
