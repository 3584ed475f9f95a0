"""A server for tests: in memory, with a clock that is moved by hand."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import unquote

from jobspec.server.app import Application
from jobspec.server.core import Server, Settings
from jobspec.server.simulate.clock import ManualClock
from jobspec.server.simulate.node import new_node
from jobspec.server.simulate.world import advance, settle
from jobspec.server.start import add_nodes, new_server
from jobspec.server.store import NoJournal


class Reply(NamedTuple):
    """What the server answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


class SimulatedServer:
    """A fresh server with one client node. A context manager.

    `wsgi` is the application; after writing to it, `settle()` lets evaluations be processed and allocations be placed,
    and `advance()` lets time pass: a moment later their tasks are known to run.
    """

    wsgi: Application
    management_token: str | None
    """With access control: the secret of the first token."""

    def __init__(self, start: Mapping[str, Any] | None = None) -> None:
        given = start or {}
        self.management_token = given.get("management_token") if given.get("acl") else None
        settings = Settings(bool(given.get("acl")), self.management_token or "")
        self._clock = ManualClock(time.time_ns())
        self._server: Server = new_server(NoJournal(), self._clock, settings)
        node = given.get("node", {})
        if node is not None:
            add_nodes(self._server, [new_node(node, self._clock.now())])
        self.wsgi = Application(self._server)

    def settle(self) -> None:
        """Do all that is due now; time does not pass."""
        settle(self._server)

    def advance(self, seconds: float) -> None:
        """Move the clock, and do what becomes due."""
        advance(self._server, self._clock, seconds)

    def call(self, method: str, target: str, body: Any = None) -> Reply:
        """Send one request, in process; a body that is no bytes goes as JSON.

        >>> with simulated_server() as server:
        ...     server.call("GET", "/v1/jobs").json
        []
        """
        path, _, query = target.partition("?")
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        environment = {
            "REQUEST_METHOD": method,
            "RAW_URI": target,
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(raw)),
            "wsgi.input": io.BytesIO(raw),
        }
        seen: list[Any] = []
        parts = self.wsgi(environment, lambda status, headers: seen.extend([status, headers]))
        return Reply(int(seen[0][:3]), dict(seen[1]), b"".join(parts).decode())

    def close(self) -> None:
        """End it."""
        self._server.close()

    def __enter__(self) -> SimulatedServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def simulated_server(start: Mapping[str, Any] | None = None) -> SimulatedServer:
    """A fresh simulated server; `start` may hold `acl`, `management_token` and `node` (None: no client node)."""
    return SimulatedServer(start)
