"""Which Consul a group or task talks to."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, argument


class Consul(Block):
    """Which Consul a group or task talks to."""

    namespace: str = ""
    """Consul namespace."""

    cluster: Annotated[str, argument(canonical="default")] = ""
    """Consul cluster."""

    partition: str = ""
    """Consul partition."""
