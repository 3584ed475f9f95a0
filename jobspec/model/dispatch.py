"""Launches on request."""

from __future__ import annotations

from jobspec.model.marks import Block


class ParameterizedJobConfig(Block):
    """Launches on request, with payload and metadata."""

    payload: str = ""
    """Whether a payload is `optional`, `required` or `forbidden`."""

    meta_required: list[str] | None = None
    """Keys that must be given."""

    meta_optional: list[str] | None = None
    """Keys that may be given."""
