"""Defaults of the client and the server, and the server's mutators, in order."""

from __future__ import annotations

from jobspec.canonical.client import canonicalize
from jobspec.canonical.server import server_view

__all__ = ["canonicalize", "server_view"]
