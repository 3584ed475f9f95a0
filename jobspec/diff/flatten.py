"""From a part of a job to flat texts: which fields of a struct are shown, and how a value is written.

Drawn from the field table, so a field added to the model is shown without a change here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from jobspec.diff.changes import Flat
from jobspec.model.table import STRUCTS

_ZEROS = {"string": "", "bool": "false"}
_SCALARS = frozenset(
    ("string", "bool", "int", "int8", "uint", "uint8", "uint16", "uint32", "float", "duration"),
)
_OTHER_NAMES = {("JobUILink", "URL"): "Url"}
"""Fields that the server's struct spells in another way than the client's."""

_SERVER_FIELDS = {"Service": (("Namespace", "Namespace", ""),)}
"""Fields that only the server's struct has; see `comparable`."""


_EXPONENT_FROM = 1_000_000


class Layout(NamedTuple):
    """The own fields of a struct: key, shown name and zero text of scalars, key and shown name of maps."""

    scalars: tuple[tuple[str, str, str | None], ...]
    maps: tuple[tuple[str, str], ...]


@cache
def layout(struct: str, without: tuple[str, ...] = ()) -> Layout:
    """The layout of a struct. A pointer of the server's is not shown; one marked `shown` is, where it is set."""
    scalars: list[tuple[str, str, str | None]] = list(_SERVER_FIELDS.get(struct, ()))
    maps = []
    for field in STRUCTS[struct]:
        name = _OTHER_NAMES.get((struct, field.json), field.json)
        if field.diff == "never" or field.json in without:
            continue
        if field.type == "string_map":
            maps.append((field.json, name))
        elif field.type in _SCALARS and (not field.server_null or field.diff == "shown"):
            zero = None if field.server_null else _ZEROS.get(field.type, "0")
            scalars.append((field.json, name, zero))
    return Layout(tuple(scalars), tuple(maps))


def flatten(tree: Mapping[str, Any] | None, plan: Layout) -> Flat:
    """The own fields of one part as texts; none of a part that is not there."""
    if tree is None:
        return {}
    flat = {}
    for key, name, zero in plan.scalars:
        value = tree[key]
        if value is not None:
            flat[name] = value if value.__class__ is str else text_of(value)
        elif zero is not None:
            flat[name] = zero
    for key, name in plan.maps:
        pairs = tree[key]
        if pairs:
            for inner, value in pairs.items():
                flat[f"{name}[{inner}]"] = value or ""
    return flat


def flatten_struct_whole(tree: Mapping[str, Any], struct: str) -> Flat:
    """All fields of a struct to their full depth; a pointer that is not set is told as `nil`."""
    flat: dict[str, str] = {}
    for field in STRUCTS[struct]:
        value = tree[field.json]
        if field.type not in _SCALARS:
            flat.update(flatten_whole(value, prefix=field.json))
        elif value is not None:
            flat[field.json] = value if isinstance(value, str) else text_of(value)
        else:
            flat[field.json] = "nil" if field.server_null else _ZEROS.get(field.type, "0")
    return flat


def text_of(value: Any) -> str:
    """A scalar as the reference writes it; numbers of opaque maps are floats, see `flatten_whole`."""
    if value is True:
        return "true"
    return "false" if value is False else str(value)


def flatten_whole(value: Mapping[str, Any] | None, *, prefix: str = "") -> Flat:
    """A map to its full depth: `a[b][0]`; null is the text `nil`, empty lists and maps leave nothing.

    >>> flatten_whole({"image": "x", "ports": ["a"], "limits": {"nofile": 2097152}, "none": None})
    {'image': 'x', 'ports[0]': 'a', 'limits[nofile]': '2.097152e+06', 'none': 'nil'}
    """
    return dict(_leaves(prefix, value or {}))


def _leaves(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield prefix, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{prefix}[{key}]" if prefix else key, inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(f"{prefix}[{index}]", inner)
    elif value is None:
        yield prefix, "nil"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield prefix, number_text(value)
    else:
        yield prefix, text_of(value)


def number_text(number: float) -> str:
    """A number of an opaque map: a 64-bit float in shortest form, from a million on with an exponent.

    >>> [number_text(number) for number in (100000, 1000000, 20971521, 1e-7, 0.1, -5)]
    ['100000', '1e+06', '2.0971521e+07', '1e-07', '0.1', '-5']
    """
    value = float(number)
    text = repr(value)
    if "e" in text:
        return text
    if value == 0 or abs(value) < _EXPONENT_FROM:
        return text.removesuffix(".0")
    whole, _, fraction = text.removeprefix("-").removesuffix(".0").partition(".")
    digits = (whole + fraction).rstrip("0")
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{'-' if value < 0 else ''}{mantissa}e+{len(whole) - 1:02d}"
