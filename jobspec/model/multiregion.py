"""Regions that a job is registered in together (Enterprise)."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, Int, argument, block_label


class MultiregionStrategy(Block):
    """How regions follow each other."""

    max_parallel: Annotated[Int | None, argument(canonical=0)] = None
    """Regions at a time."""

    on_failure: Annotated[str | None, argument(canonical="")] = None
    """What a failure does: `fail_all`, `fail_local` or nothing."""


class MultiregionRegion(Block):
    """One of the regions."""

    name: Annotated[str, block_label()] = ""
    """Its name."""

    count: Annotated[Int | None, argument(canonical=1)] = None
    """Count of groups that give none."""

    datacenters: list[str] | None = None
    """Datacenters in it."""

    node_pool: str = ""
    """Pool of nodes in it."""

    meta: dict[str, str] | None = None
    """Free key-value pairs for it."""


class Multiregion(Block):
    """Regions that a job is registered in together."""

    strategy: MultiregionStrategy | None = None
    """How the regions follow each other."""

    regions: list[MultiregionRegion] | None = None
    """The regions."""
