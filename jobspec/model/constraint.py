"""Which nodes are possible, preferred, and how allocations spread over them."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import Block, Int8, UInt8, argument, block_label, nested


class Constraint(Block):
    """A condition that nodes must meet."""

    l_target: Annotated[str, argument("attribute")] = ""
    """What is compared: an attribute in `${…}`."""

    r_target: Annotated[str, argument("value")] = ""
    """What it is compared with."""

    operand: Annotated[str, argument("operator")] = ""
    """How it is compared."""


class Affinity(Block):
    """A kind of node that is preferred, or avoided."""

    l_target: Annotated[str, argument("attribute")] = ""
    """What is compared: an attribute in `${…}`."""

    r_target: Annotated[str, argument("value")] = ""
    """What it is compared with."""

    operand: Annotated[str, argument("operator")] = ""
    """How it is compared."""

    weight: Annotated[Int8 | None, argument(canonical=50)] = None
    """How much it counts, -100 to 100."""


class SpreadTarget(Block):
    """The share of one value of the attribute."""

    value: Annotated[str, block_label()] = ""
    """The value."""

    percent: UInt8 = 0
    """Its share in percent."""


class Spread(Block):
    """An attribute of nodes over which allocations are spread."""

    attribute: str = ""
    """The attribute in `${…}`."""

    weight: Annotated[Int8 | None, argument(canonical=50)] = None
    """How much it counts, 0 to 100."""

    spread_target: Annotated[list[SpreadTarget] | None, nested("target")] = None
    """Shares by value; equal shares without."""
