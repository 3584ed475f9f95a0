"""Workload identities: who a task or service is."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, Duration, argument


class WorkloadIdentity(Block):
    """Who a task or service is, as a signed token."""

    name: str = ""
    """Name of the identity."""

    audience: Annotated[list[str] | None, argument("aud")] = None
    """Who the token is meant for."""

    change_mode: str = ""
    """What a new token does: `noop`, `restart` or `signal`."""

    change_signal: str = ""
    """Signal that is sent for a new token."""

    env: bool = False
    """Whether the token is in the task's environment."""

    file: bool = False
    """Whether the token is written to a file."""

    filepath: str = ""
    """That file."""

    service_name: str = ""
    """Service that the identity belongs to."""

    ttl: Duration = 0
    """How long a token is valid."""

    extra_claims: Annotated[list[str] | None, argument(diff="never")] = None
    """Further claims of the token."""
