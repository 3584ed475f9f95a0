"""Values that a secrets provider hands to a task."""

from __future__ import annotations

from typing import Annotated, Any

from jobspec.model.marks import Block, block_label


class Secret(Block):
    """A value that a provider fetches for a task."""

    name: Annotated[str, block_label()] = ""
    """Name by which the task refers to it."""

    provider: str = ""
    """Provider: `nomad`, `vault` or the name of a plugin."""

    path: str = ""
    """Where the provider finds it."""

    config: dict[str, Any] | None = None
    """Settings of the provider."""

    env: dict[str, str] | None = None
    """Environment of the provider's plugin."""
