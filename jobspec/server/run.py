"""Running the application as a server of its own, under granian."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import Any

from jobspec.server.app import Application
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


def load(**options: Any) -> Application:
    """The application, in the process that serves; closed when that ends."""
    app = create_app(**options)
    atexit.register(app.close)
    return app
