"""Answers to reads: their headers, and waiting for a change (blocking queries)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from jobspec.server.bodies import encoded
from jobspec.server.core import DEFAULT_NAMESPACE, REGION, Server
from jobspec.server.http import Answer, Refused, Request, is_boolean, seconds_of
from jobspec.server.remembered import Bodies, Found
from jobspec.server.store import Topic

DEFAULT_WAIT = 300.0
LONGEST_WAIT = 600.0

Query = Callable[[], Found]


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


def read(server: Server, request: Request, query: Query, *topics: Topic, missing: str = "") -> Answer:
    """Answer a read; with an index in the query, not before something changed or the wait is over.

    The topics name all that the query looks at.
    """
    least, wait = _blocking(request)
    _check_stale(request)
    check_region(request)
    look = _remembered(server, request, query, topics)
    found = look()
    if least and found.at <= least:
        found = _wait(server, look, least, wait, topics)
    told = headers(found.at)
    if found.body is None and missing:
        raise Refused(404, missing, told)
    if found.next_token:
        told = (*told, ("X-Nomad-NextToken", found.next_token))
    return Answer(body=found.body, headers=told)


def _remembered(server: Server, request: Request, query: Query, topics: tuple[Topic, ...]) -> Query:
    """The query with its body as bytes, which are kept as long as its tables are not written to."""
    store, bodies = server.store, server.memory(Bodies)
    tables = dict.fromkeys(topic[0] for topic in topics)
    key = None if request.writes else bodies.key(request)

    def look() -> Found:
        with store.lock:
            stamp = store.stamp(*tables)
            kept = bodies.get(key, stamp) if key else None
            if kept is not None:
                return kept
            found = query()
            if found.body is not None and not isinstance(found.body, bytes):
                found = found._replace(body=encoded(found.body))
            if key:
                bodies.keep(key, stamp, found)
            return found

    return look


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
    if not is_boolean(request.text("stale")):
        raise Refused(400, '"stale" must be true or false')


def _wait(server: Server, look: Query, least: int, wait: float, topics: tuple[Topic, ...]) -> Found:
    """Woken by what the query looks at: other writes may move its index, but end no wait."""
    until = time.monotonic() + wait
    with server.store.bell(*topics) as bell:
        found = look()
        while found.at <= least and not server.store.closed and (left := until - time.monotonic()) > 0:
            bell.wait(left)
            bell.clear()
            latest = look()
            if latest.body != found.body:
                found = latest
    return found
