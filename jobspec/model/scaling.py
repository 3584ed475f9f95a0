"""Bounds for an autoscaler."""

from __future__ import annotations

from typing import Annotated, Any

from jobspec.model.marks import Block, Int, UInt, argument, server_only


class ScalingPolicy(Block):
    """Bounds for an autoscaler, and what it goes by."""

    min: Int | None = None
    """Lowest value."""

    max: Int | None = None
    """Highest value."""

    policy: dict[str, Any] | None = None
    """What the autoscaler goes by; only it knows the names."""

    enabled: Annotated[bool | None, argument(canonical=True)] = None
    """Whether the policy is in force."""

    type: Annotated[str, argument(diff="never")] = ""
    """What is scaled: `horizontal`, `vertical_cpu` or `vertical_mem`."""

    id: Annotated[str, server_only(diff="never")] = ""
    """Name of the policy, given by the server."""

    namespace: Annotated[str, server_only(diff="never")] = ""
    """Namespace of the job."""

    target: Annotated[dict[str, str] | None, server_only(diff="never")] = None
    """What is scaled, by namespace, job, group and task."""

    create_index: Annotated[UInt, server_only(diff="never")] = 0
    """Raft index at which the policy first appeared."""

    modify_index: Annotated[UInt, server_only(diff="never")] = 0
    """Raft index of the last write to it."""
