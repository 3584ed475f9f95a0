"""The world beside the requests: does what is due, step by step, until nothing is."""

from __future__ import annotations

import threading
import time
import traceback

from jobspec.server.core import Server
from jobspec.server.simulate import clients, evaluate, joining, periodic, watch
from jobspec.server.simulate.clock import SECOND, ManualClock
from jobspec.server.store import EVERYTHING

_MOST_STEPS = 100_000
"""More steps without time passing would mean that something goes round in circles."""

_LONGEST_SLEEP = 3600.0
_AFTER_FAILURE = SECOND
"""Nanoseconds until a simulation that failed is tried again."""
_LONGEST_STRETCH = 0.005
"""Seconds for which the simulation keeps the store at a stretch."""
_GIVE_WAY = 0.0005
"""Seconds for which the simulation leaves the store to requests that want it."""


def settle(server: Server) -> None:
    """Do all that is due at this moment."""
    for _ in range(_MOST_STEPS):
        with server.store.lock:
            if not step(server):
                return
    raise RuntimeError("the simulation does not come to rest")


def step(server: Server) -> bool:
    """Do one thing that is due; whether there was one. Evaluations come first, as servers are faster than clients."""
    return (
        evaluate.step(server)
        or joining.step(server)
        or clients.step(server)
        or watch.step(server)
        or periodic.launch_due(server)
    )


def next_due(server: Server) -> int | None:
    """When something will be due by itself."""
    times = [each.next_due(server) for each in (evaluate, joining, clients, watch, periodic)]
    return min((at for at in times if at is not None), default=None)


def advance(server: Server, clock: ManualClock, seconds: float) -> None:
    """Move a clock by hand; what becomes due on the way happens at its own time."""
    end = clock.now() + round(seconds * SECOND)
    settle(server)
    while (at := next_due(server)) is not None and clock.now() < at <= end:
        clock.advance((at - clock.now()) / SECOND)
        settle(server)
    clock.advance((end - clock.now()) / SECOND)
    settle(server)


class Runner:
    """Lets a server with the machine's clock go on by itself, in a thread."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ended = False
        self._bell = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobspec-simulation", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._ended = True
        self._bell.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        server, store = self._server, self._server.store
        with store.bell(EVERYTHING) as self._bell:
            while not self._ended:
                self._bell.clear()
                try:
                    self._settle()
                    with store.lock:
                        at = next_due(server)
                except Exception:
                    # One job that cannot be simulated must not end the simulation of the others for good.
                    traceback.print_exc()
                    at = server.clock.now() + _AFTER_FAILURE
                wait = _LONGEST_SLEEP if at is None else (at - server.clock.now()) / SECOND
                if wait > 0:
                    self._bell.wait(min(wait, _LONGEST_SLEEP))

    def _settle(self) -> None:
        """Do all that is due, but let requests in between: some steps are short, all of them may not be."""
        store = self._server.store
        while not self._ended:
            until = time.monotonic() + _LONGEST_STRETCH
            with store.together():
                while step(self._server):
                    if time.monotonic() > until:
                        break
                else:
                    return
            if store.lock.wanted:
                time.sleep(_GIVE_WAY)
