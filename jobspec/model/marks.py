"""How a field of a job is declared: the base of all blocks, the marks on fields, the number types.

A field is declared once, on its class. What follows from its name and type is not written: the JSON name is the
snake_case name in Go's spelling, the HCL name is the snake_case name (in the singular for a list of blocks), a field
whose type is a block or a map is a block, any other an argument. A mark says what is irregular. Nothing is known here
about single blocks.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["attr", "block", "label", "server"]

SECOND = 1_000_000_000
MINUTE = 60 * SECOND

INITIALISMS = frozenset(
    {"ca", "cni", "cpu", "csi", "dns", "fs", "grpc", "id", "iops", "ip", "mb", "numa", "sds", "sni", "tcp", "tls"}
    | {"ttl", "ui", "uid", "url"}
)
IRREGULAR_WORDS = {"cidr": "CIDR", "cidrs": "CIDRs", "mbits": "MBits", "selinux": "SELinux", "uids": "UIDs"}


def go_name(name: str) -> str:
    """A field's name as the API spells it.

    >>> go_name("memory_max_mb"), go_name("exclude_outbound_cidrs")
    ('MemoryMaxMB', 'ExcludeOutboundCIDRs')
    """
    return "".join(map(_go_word, name.split("_")))


def _go_word(word: str) -> str:
    if word in INITIALISMS:
        return word.upper()
    return IRREGULAR_WORDS.get(word) or word.capitalize()


class Mark(NamedTuple):
    """What is irregular about a field, or not to be seen from its type."""

    kind: Kind
    hcl: str | None = None
    canonical: Any = None
    """The constant that the API's client puts where nothing is set."""
    required: bool = False
    """Whether a jobspec without it is refused."""
    diff: str = ""
    """`never`: no change of it is ever listed; `shown`: listed although it may be null; else as its type has it."""
    server_null: bool = False
    """Whether the server keeps null apart from zero."""


def argument(hcl: str | None = None, **facts: Any) -> Mark:
    """An argument: `name = value`."""
    return Mark("attr", hcl, **facts)


def nested(hcl: str | None = None, **facts: Any) -> Mark:
    """A block: `name { … }`."""
    return Mark("block", hcl, **facts)


def block_label(**facts: Any) -> Mark:
    """The label of the block itself: `group "name" { … }`."""
    return Mark("label", **facts)


def server_only(**facts: Any) -> Mark:
    """What no jobspec can say: set by the server, or by API JSON only."""
    return Mark("server", **facts)


class Width(NamedTuple):
    """The type of a number, as the field table names it."""

    name: str


Int = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Int8 = Annotated[int, Width("int8"), Field(ge=-(2**7), lt=2**7)]
UInt = Annotated[int, Width("uint"), Field(ge=0, lt=2**64)]
UInt8 = Annotated[int, Width("uint8"), Field(ge=0, lt=2**8)]
UInt16 = Annotated[int, Width("uint16"), Field(ge=0, lt=2**16)]
UInt32 = Annotated[int, Width("uint32"), Field(ge=0, lt=2**32)]
Duration = Annotated[int, Width("duration"), Field(ge=-(2**63), lt=2**63)]
"""In nanoseconds."""
Bytes = Annotated[str, Width("bytes")]
"""In base64."""


class Block(BaseModel):
    """A part of a job. Attributes are in snake_case; JSON has the API's keys."""

    model_config = ConfigDict(alias_generator=go_name, populate_by_name=True, defer_build=True, extra="forbid")
