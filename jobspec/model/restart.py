"""What happens to tasks and allocations that failed."""

from __future__ import annotations

from jobspec.model.marks import Block, Duration, Int


class RestartPolicy(Block):
    """How often failed tasks are restarted on their node."""

    interval: Duration | None = None
    """Time in which attempts are counted."""

    attempts: Int | None = None
    """Restarts in that time."""

    delay: Duration | None = None
    """Time between failure and restart."""

    mode: str | None = None
    """What happens after the last one: `fail` or `delay`."""

    render_templates: bool | None = None
    """Whether templates are rendered again."""


class ReschedulePolicy(Block):
    """When failed allocations move to another node."""

    attempts: Int | None = None
    """Moves within the interval."""

    interval: Duration | None = None
    """Time in which they are counted."""

    delay: Duration | None = None
    """Time before the first one."""

    delay_function: str | None = None
    """How the delay grows: `constant`, `exponential` or `fibonacci`."""

    max_delay: Duration | None = None
    """Longest delay."""

    unlimited: bool | None = None
    """Whether moves are not counted."""
