"""Defaults of the client and the server, and the server's mutators, in order."""

from __future__ import annotations

from jobspec.canonical.admission import Admitted, stored
from jobspec.canonical.changes import Change
from jobspec.canonical.client import canonicalize
from jobspec.canonical.facts import ClusterFacts, facts_of
from jobspec.canonical.server import server_view

__all__ = ["Admitted", "Change", "ClusterFacts", "canonicalize", "facts_of", "server_view", "stored"]
