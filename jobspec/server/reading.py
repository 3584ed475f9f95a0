"""Answers to reads: their headers, and waiting for a change (blocking queries)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from jobspec.server.core import DEFAULT_NAMESPACE, REGION, Server
from jobspec.server.http import Answer, Refused, Request, seconds_of

DEFAULT_WAIT = 300.0
LONGEST_WAIT = 600.0

Query = Callable[[], tuple[int, Any]]
"""Gives the index of what was read, and the body; a body of None stands for nothing found."""


def namespace_of(request: Request) -> str:
    """The namespace of a request for one job."""
    return request.text("namespace") or DEFAULT_NAMESPACE


def check_region(request: Request, region: str = "") -> None:
    """Refuse a request that belongs to another region."""
    if (region or request.text("region") or REGION) != REGION:
        raise Refused(500, "No path to region")


def headers(index: int, *, leader: bool = True) -> tuple[tuple[str, str], ...]:
    """The headers of a read."""
    return (
        ("X-Nomad-Index", str(index)),
        ("X-Nomad-KnownLeader", "true" if leader else "false"),
        ("X-Nomad-LastContact", "0"),
    )


def written(index: int, body: Any) -> Answer:
    """The answer to a write."""
    return Answer(body=body, headers=(("X-Nomad-Index", str(index)),))


def written_without_body(index: int) -> Answer:
    """The answer to a write that has nothing to tell."""
    return Answer(text="", headers=(("X-Nomad-Index", str(index)),))


def read(server: Server, request: Request, query: Query, missing: str = "") -> Answer:
    """Answer a read; with an index in the query, not before something changed or the wait is over."""
    least, wait = _blocking(request)
    _check_stale(request)
    check_region(request)
    with server.store.lock:
        index, body = query()
        if least and index <= least:
            index, body = _wait(server, query, least, wait, (index, body))
    if body is None and missing:
        raise Refused(404, missing, headers(index))
    return Answer(body=body, headers=headers(index))


def _blocking(request: Request) -> tuple[int, float]:
    wait = request.text("wait")
    seconds = seconds_of(wait) if wait else 0.0
    if seconds is None:
        raise Refused(400, "Invalid wait time")
    index = request.text("index")
    if index and not re.fullmatch(r"[0-9]{1,20}", index):
        raise Refused(400, "Invalid index")
    return int(index or 0), min(seconds or DEFAULT_WAIT, LONGEST_WAIT)


def _check_stale(request: Request) -> None:
    if request.text("stale") not in ("", "true", "false"):
        raise Refused(400, '"stale" must be true or false')


def _wait(server: Server, query: Query, least: int, wait: float, found: tuple[int, Any]) -> tuple[int, Any]:
    """Woken by what the query looks at: other writes may move its index, but end no wait."""
    until = time.monotonic() + wait
    while (left := until - time.monotonic()) > 0:
        server.store.changed.wait(min(left, 1.0))
        index, body = query()
        if body != found[1]:
            found = (index, body)
            if index > least:
                break
    return found
