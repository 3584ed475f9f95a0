"""Files that are fetched for a task."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, argument, nested


class TaskArtifact(Block):
    """A file or folder that is fetched before the task starts."""

    getter_source: Annotated[str | None, argument("source", canonical="")] = None
    """Where it is fetched from."""

    getter_options: Annotated[dict[str, str] | None, nested("options")] = None
    """Options of the fetch, such as a checksum."""

    getter_headers: Annotated[dict[str, str] | None, nested("headers")] = None
    """Headers of the HTTP request."""

    getter_mode: Annotated[str | None, argument("mode", canonical="any")] = None
    """What is fetched: `any`, `file` or `dir`."""

    getter_insecure: Annotated[bool | None, argument("insecure", canonical=False)] = None
    """Whether certificates are not verified."""

    relative_dest: Annotated[str | None, argument("destination")] = None
    """Where it is put, relative to the task's folder."""

    chown: bool = False
    """Whether it is given to the task's user."""
