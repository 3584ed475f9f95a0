"""State files: JSON, plain or packed with gzip."""

from __future__ import annotations

import gzip
import importlib
import json
import os
from typing import Any

from jobspec.cluster.collector import paused_collector
from jobspec.diagnostics import Diagnostic, StateError

StrPath = str | os.PathLike[str]


def read_state(path: StrPath) -> dict[str, Any]:
    """The JSON object in a state file; StateError if it is none."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        if os.fspath(path).endswith(".gz"):
            content = gzip.decompress(content)
        data = _decode(content)
    except (ValueError, EOFError, OSError, RecursionError) as problem:
        raise StateError([_unreadable(path, str(problem))]) from None
    if not isinstance(data, dict):
        raise StateError([_unreadable(path, "a state is a JSON object")])
    return data


def _decode(content: bytes) -> Any:
    with paused_collector():
        try:
            msgspec = importlib.import_module("msgspec")
        except ImportError:
            return json.loads(content)
        return msgspec.json.decode(content)


def _unreadable(path: StrPath, reason: str) -> Diagnostic:
    return Diagnostic("error", "NJ7800", f"{os.fspath(path)} is not a cluster state", f"It cannot be read: {reason}.")
