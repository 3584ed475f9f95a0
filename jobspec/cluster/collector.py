"""The garbage collector, held still while many objects are made that all stay: it would walk them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 100_000
"""So many new objects are not walked even once when the collector goes on."""


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pauses the collector, if it runs, for as long as the block takes."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if gc.get_count()[0] > MANY and not gc.get_freeze_count():
                # Frozen and unfrozen, objects are among the oldest at once, and are looked at with those.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
