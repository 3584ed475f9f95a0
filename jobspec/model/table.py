"""The field table: what the declarations say about every struct and field, without pydantic.

The rows are frozen in `_tables` by `python -m jobspec._dev freeze`; this module only gives them names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jobspec.model import _tables


class Field(NamedTuple):
    """One field of a struct."""

    name: str
    """The attribute of the model, in snake_case."""
    json: str
    """The key of the API."""
    hcl: str | None
    """The name in a jobspec; None for labels and what cannot be written."""
    kind: str
    """`attr`, `block`, `label` or `server`."""
    type: str
    """A scalar (`string int uint int8 uint8 uint16 uint32 bool float duration bytes any`), a list (`strings uint16s`),
    a map (`string_map strings_map any_map`), or what `struct` names (`struct structs struct_map`)."""
    struct: str
    """The struct of a nested block, or nothing."""
    nullable: bool
    """Whether the client has null where nothing is set, rather than a zero value."""
    required: bool
    """Whether a jobspec without it is refused."""
    unset: Any
    """The value in a complete tree when nothing is set."""
    canonical: Any
    """The constant that the client's defaults put where nothing is set, or None."""
    diff: str
    """`never` if a diff does not list it, `shown` if it does in spite of `server_null`, else nothing."""
    server_null: bool
    """Whether the server keeps null apart from zero (16 scalars)."""
    doc: str
    """What it is, in one sentence."""


STRUCTS: Mapping[str, tuple[Field, ...]] = {name: tuple(map(Field._make, rows)) for name, _, rows in _tables.STRUCTS}
"""All fields by struct, in the API's own names of structs."""

DOCS: Mapping[str, str] = {name: doc for name, doc, _ in _tables.STRUCTS}
"""What each struct is, in one sentence."""

BY_JSON: Mapping[str, Mapping[str, Field]] = {
    name: {field.json: field for field in fields} for name, fields in STRUCTS.items()
}
"""All fields by struct and key of the API."""
