"""A lock that knows whether others want it."""

from __future__ import annotations

import threading
from types import TracebackType


class Gate:
    """A re-entrant lock. `wanted` tells one who holds or held it for long that others wait."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._waiting: set[int] = set()

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for it."""
        return bool(self._waiting)

    def __enter__(self) -> Gate:
        if not self._lock.acquire(blocking=False):
            me = threading.get_ident()
            self._waiting.add(me)
            self._lock.acquire()
            self._waiting.discard(me)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()
