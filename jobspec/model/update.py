"""How changes reach running allocations."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import MINUTE, SECOND, Block, Duration, Int, argument


class UpdateStrategy(Block):
    """How changes are rolled out."""

    stagger: Annotated[Duration | None, argument(canonical=30 * SECOND, diff="never")] = None
    """Time between two batches of system allocations."""

    max_parallel: Annotated[Int | None, argument(canonical=1)] = None
    """Allocations that are changed at a time; 0 changes all at once."""

    health_check: Annotated[str | None, argument(canonical="checks")] = None
    """What makes an allocation healthy: `checks`, `task_states` or `manual`."""

    min_healthy_time: Annotated[Duration | None, argument(canonical=10 * SECOND)] = None
    """How long it must stay healthy."""

    healthy_deadline: Annotated[Duration | None, argument(canonical=5 * MINUTE)] = None
    """When it must be healthy."""

    progress_deadline: Annotated[Duration | None, argument(canonical=10 * MINUTE)] = None
    """When the next one must be healthy."""

    canary: Annotated[Int | None, argument(canonical=0)] = None
    """Allocations that are tried beside the old ones."""

    auto_revert: Annotated[bool | None, argument(canonical=False)] = None
    """Whether a failed deployment goes back to the last stable version."""

    auto_promote: Annotated[bool | None, argument(canonical=False)] = None
    """Whether healthy canaries are promoted without being asked."""


class MigrateStrategy(Block):
    """How allocations leave draining nodes."""

    max_parallel: Annotated[Int | None, argument(canonical=1)] = None
    """Allocations that leave at a time."""

    health_check: Annotated[str | None, argument(canonical="checks")] = None
    """What makes a replacement healthy: `checks` or `task_states`."""

    min_healthy_time: Annotated[Duration | None, argument(canonical=10 * SECOND)] = None
    """How long it must stay healthy."""

    healthy_deadline: Annotated[Duration | None, argument(canonical=5 * MINUTE)] = None
    """When it must be healthy."""
