"""What a workload identity shows."""

from __future__ import annotations

from jobspec.diff.objects import many, nested, one, string_set
from jobspec.diff.pairs import by_field

_identity = nested("Identity", "WorkloadIdentity", (one("Audience", string_set("Audience")),))

IDENTITY = one("Identity", _identity)
"""The identity of a service, or the one that every task has."""

IDENTITIES = many("Identities", by_field("Name"), _identity)
"""The further identities of a task or a sidecar."""
