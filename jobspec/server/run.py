"""Running the application as a server of its own, under granian."""

from __future__ import annotations

import atexit
import json
import socket
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from jobspec.cluster import ClusterState
from jobspec.server.app import Application, Environment, StartResponse
from jobspec.server.start import create_app

STOPPING = 5
"""Seconds after which a process that does not end is killed; what it answered is durable."""
THREADS = 128
"""Requests served at once; blocking queries hold one each while they wait."""


def run(address: str, port: int, options: Mapping[str, Any]) -> None:
    """Serve until the process is told to stop.

    ModuleNotFoundError without granian (extra `server`); OSError or StateError if it cannot begin.
    """
    granian = import_module("granian")
    constants = import_module("granian.constants")
    levels = import_module("granian.log").LogLevels
    options = {**options, "fleet": _checked(address, port, options)}
    print(f"Serving http://{address}:{port}", file=sys.stderr, flush=True)
    server = granian.Granian(
        "jobspec.server.run:load",
        address=address,
        port=port,
        interface=constants.Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=levels.error,
        workers_kill_timeout=STOPPING,
        backlog=1024,
        websockets=False,
    )
    server.serve(target_loader=partial(load, **options), wrap_loader=False)


def _checked(address: str, port: int, options: Mapping[str, Any]) -> ClusterState | None:
    """The fleet; what would end the process that serves is found here, if it can be."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.create_server((address, port), family=family).close()
    except OSError as error:
        raise OSError(f"{address}:{port} cannot be listened at: {error.strerror or error}") from None
    create_app(database=options["database"], time="manual").close()
    fleet = options.get("fleet")
    return ClusterState.from_file(fleet) if fleet else None


def load(**options: Any) -> Served:
    """The application, in the process that serves; closed when that ends."""
    try:
        app = create_app(**options)
    except OSError as error:
        sys.exit(f"jobspec serve: {error}")
    atexit.register(app.close)
    return Served(app)


class Served:
    """The application as a server runs it that can neither drop a connection nor survive an exception of its own."""

    def __init__(self, app: Application) -> None:
        self._app = app

    def __call__(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request, with a line in the log."""
        begun, status = time.monotonic(), ""

        def start(line: str, headers: list[tuple[str, str]]) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, headers)

        try:
            return self._serve(environment, start)
        finally:
            took = (time.monotonic() - begun) * 1000
            query = f"?{environment['QUERY_STRING']}" if environment.get("QUERY_STRING") else ""
            place = f"{environment['REQUEST_METHOD']} {environment['PATH_INFO']}{query}"
            moment, who = time.strftime("%Y-%m-%d %H:%M:%S %z"), environment.get("REMOTE_ADDR", "")
            sys.stderr.write(f"[{moment}] {who} {json.dumps(place)} {status} {took:.1f} ms\n")

    def _serve(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._app(environment, start_response)
        except ConnectionError as error:
            # The reference's handler crashes here and drops the connection.
            return _refused(start_response, "400 Bad Request", f"The request cannot be served: {error}")
        except Exception:
            traceback.print_exc()
            return _refused(start_response, "500 Internal Server Error", "The server failed; its log tells how")


def _refused(start_response: StartResponse, status: str, text: str) -> Iterable[bytes]:
    body = text.encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
