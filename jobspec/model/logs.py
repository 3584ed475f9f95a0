"""Rotation of what tasks write to standard output and error."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, Int, argument


class LogConfig(Block):
    """Rotation of a task's output."""

    max_files: Annotated[Int | None, argument(canonical=10)] = None
    """Files kept for each stream."""

    max_file_size_mb: Annotated[Int | None, argument("max_file_size", canonical=10)] = None
    """Size in MB at which a file is rotated."""

    enabled: Annotated[bool | None, argument(diff="never")] = None
    """Deprecated: `disabled` replaced it."""

    disabled: Annotated[bool | None, argument(canonical=False)] = None
    """Whether output is not collected at all."""
