"""State files: JSON, plain or packed with gzip."""

from __future__ import annotations

import gzip
import json
import os
from typing import Any

from jobspec.diagnostics import Diagnostic, StateError

StrPath = str | os.PathLike[str]


def read_content(path: StrPath) -> bytes:
    """The JSON text in a state file; StateError if it cannot be unpacked."""
    with open(path, "rb") as file:
        content = file.read()
    if not os.fspath(path).endswith(".gz"):
        return content
    try:
        return gzip.decompress(content)
    except (ValueError, EOFError, OSError) as problem:
        raise StateError([_unreadable(path, str(problem))]) from None


def decode_content(path: StrPath, content: bytes) -> dict[str, Any]:
    """The JSON object in the text of a file; StateError if it is none."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise StateError([_unreadable(path, str(problem))]) from None
    if not isinstance(data, dict):
        raise StateError([_unreadable(path, "a state is a JSON object")])
    return data


def _unreadable(path: StrPath, reason: str) -> Diagnostic:
    return Diagnostic("error", "NJ7800", f"{os.fspath(path)} is not a cluster state", f"It cannot be read: {reason}.")
