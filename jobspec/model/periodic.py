"""Launches by the clock."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, argument, server_only


class PeriodicConfig(Block):
    """Launches at times given by cron expressions."""

    enabled: Annotated[bool | None, argument(canonical=True)] = None
    """Whether launches happen."""

    spec: Annotated[str | None, argument("cron", canonical="")] = None
    """One cron expression."""

    specs: Annotated[list[str] | None, argument("crons")] = None
    """Several cron expressions."""

    spec_type: Annotated[str | None, server_only(canonical="cron")] = None
    """Language of the expressions; always `cron`."""

    prohibit_overlap: Annotated[bool | None, argument(canonical=False)] = None
    """Whether a launch is left out while the last one runs."""

    time_zone: Annotated[str | None, argument(canonical="UTC")] = None
    """Time zone of the expressions."""
