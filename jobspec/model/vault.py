"""Access to secrets of Vault."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, argument


class Vault(Block):
    """Access to secrets of Vault."""

    policies: Annotated[list[str] | None, argument(diff="never")] = None
    """Deprecated: roles replaced it."""

    role: str = ""
    """Role that the task's identity is exchanged for."""

    namespace: Annotated[str | None, argument(canonical="")] = None
    """Vault namespace (Enterprise)."""

    cluster: Annotated[str, argument(canonical="default")] = ""
    """Vault cluster."""

    env: Annotated[bool | None, argument(canonical=True)] = None
    """Whether the token is in the task's environment."""

    disable_file: Annotated[bool | None, argument(canonical=False)] = None
    """Whether the token is not written to the task's folder."""

    change_mode: Annotated[str | None, argument(canonical="restart")] = None
    """What a new token does: `noop`, `restart` or `signal`."""

    change_signal: Annotated[str | None, argument(canonical="SIGHUP")] = None
    """Signal that is sent for a new token."""

    allow_token_expiration: Annotated[bool | None, argument(canonical=False)] = None
    """Whether the token is not renewed."""
