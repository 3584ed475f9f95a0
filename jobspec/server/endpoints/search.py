"""`/v1/search`: what begins with a text, and what has a text in its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from jobspec.server import reading
from jobspec.server.admission import facts_of
from jobspec.server.bodies import read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.state import scaling

_SEARCH = {"Prefix": "text", "Context": "text", "Region": "text", "Namespace": "text"}
_FUZZY = {"Text": "text", "Context": "text", "Region": "text", "Namespace": "text"}
_CONTEXTS = (
    *("allocs", "jobs", "nodes", "node_pools", "evals", "deployment", "plugins", "volumes", "scaling_policy"),
    *("vars", "namespaces", "host_volumes"),
)
_TABLES = {
    **{name: name for name in ("allocs", "jobs", "nodes", "evals", "deployment", "namespaces")},
    "scaling_policy": scaling.POLICIES,
    "node_pools": "nodes",
}
_BY_ID_ONLY = frozenset({"deployment", "volumes", "scaling_policy", "host_volumes", "evals"})
"""Contexts whose names are random: no text is looked for inside of them."""

MOST_MATCHES = 20
SHORTEST_TEXT = 2


class Named(NamedTuple):
    """Something that can be found, with what leads to it."""

    name: str
    scope: tuple[str, ...]


def by_prefix(server: Server, request: Request) -> Answer:
    """IDs that begin with a text."""
    body = read_object(request, _SEARCH)
    contexts, prefix = _contexts(body["Context"]), body["Prefix"]

    def matches(context: str) -> list[Any] | None:
        ids = (one.scope[-1] for one in _named(server, context, _namespace(request, body)))
        return [one for one in ids if one.startswith(prefix)] or None

    return _answer(server, request, contexts, matches)


def fuzzy(server: Server, request: Request) -> Answer:
    """Names that have a text in them, in any letter case."""
    body = read_object(request, _FUZZY)
    text = body["Text"].lower()
    if len(text) < SHORTEST_TEXT:
        raise Refused(500, f"At least {SHORTEST_TEXT} characters are needed to look for a text")
    contexts = _contexts(body["Context"])

    def matches(context: str) -> list[Any] | None:
        if context in _BY_ID_ONLY:
            return []
        named = _named(server, context, _namespace(request, body))
        found = sorted((one.name.lower().find(text), one) for one in named if text in one.name.lower())
        return [{"ID": one.name, "Scope": list(one.scope)} for _, one in found] or None

    return _answer(server, request, contexts, matches, sparse=True)


def _namespace(request: Request, body: dict[str, Any]) -> str:
    return request.text("namespace") or body["Namespace"] or reading.namespace_of(request)


def _contexts(name: str) -> tuple[str, ...]:
    if name == "all":
        return _CONTEXTS
    if name not in _CONTEXTS:
        raise Refused(500, f'"{name}" is no context; they are all, {", ".join(_CONTEXTS)}')
    return (name,)


def _answer(
    server: Server,
    request: Request,
    contexts: Iterable[str],
    matches: Callable[[str], list[Any] | None],
    *,
    sparse: bool = False,
) -> Answer:
    """The answer with the first matches of each context; sparse, contexts without any are left out."""
    reading.check_region(request)
    with server.store.lock:
        found = {context: matches(context) for context in contexts}
        index = max(server.store.last(*(_TABLES[one] for one in contexts if one in _TABLES)), 1)
    body = {
        "Index": index,
        "KnownLeader": True,
        "LastContact": 0,
        "Matches": {name: one and one[:MOST_MATCHES] for name, one in found.items() if one is not None or not sparse},
        "NextToken": "",
        "Truncations": {name: len(one or ()) > MOST_MATCHES for name, one in found.items()},
    }
    return Answer(body=body, headers=reading.headers(index))


def _named(server: Server, context: str, namespace: str) -> list[Named]:
    """What there is in a context, in order."""
    if context == "nodes":
        return sorted(Named(row["Name"], (row["ID"],)) for row in server.store.rows("nodes"))
    if context == "namespaces":
        return sorted(Named(row["Name"], (row["Name"],)) for row in server.store.rows("namespaces"))
    if context == "node_pools":
        return sorted(Named(name, (name,)) for name in facts_of(server).node_pools)
    if context not in _TABLES:
        return []
    rows = [row for row in server.store.rows(_TABLES[context]) if namespace in ("*", row["Namespace"])]
    if context == "scaling_policy":
        return sorted(Named(row["ID"], (row["ID"],)) for row in rows)
    name = "Name" if context == "allocs" else "ID"
    return sorted(Named(row[name], (row["Namespace"], row["ID"])) for row in rows)
