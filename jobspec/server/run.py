"""Running the application as a server of its own, under granian."""

from __future__ import annotations

import atexit
import traceback
from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from jobspec.server.app import Application, Environment, StartResponse
from jobspec.server.start import create_app

THREADS = 128
"""Requests served at once; blocking queries hold one each while they wait."""


def run(address: str, port: int, options: Mapping[str, Any]) -> None:
    """Serve until the process is told to stop. ModuleNotFoundError without granian (extra `server`)."""
    granian = import_module("granian")
    constants = import_module("granian.constants")
    server = granian.Granian(
        "jobspec.server.run:load",
        address=address,
        port=port,
        interface=constants.Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=True,
        log_access_format='[%(time)s] %(addr)s "%(method)s %(path)s?%(query_string)s" %(status)d %(dt_ms).1f ms',
        backlog=1024,
        websockets=False,
    )
    server.serve(target_loader=partial(load, **options), wrap_loader=False)


def load(**options: Any) -> Served:
    """The application, in the process that serves; closed when that ends."""
    app = create_app(**options)
    atexit.register(app.close)
    return Served(app)


class Served:
    """The application as a server runs it that can neither drop a connection nor survive an exception of its own."""

    def __init__(self, app: Application) -> None:
        self._app = app

    def __call__(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
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
