"""Values of HCL1 as the types of the field table: read weakly, as the old decoder did.

Text becomes numbers and numbers text, whatever is not a list is a list of one, and the last of several counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from jobspec.hcl.durations import DurationError, parse_duration
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.hcl.nodes import Expression, Literal, Template, Tuple
from jobspec.model.complete import RANGES
from jobspec.patterns import pattern

_TRUE = frozenset(["1", "t", "T", "true", "True", "TRUE"])
_FALSE = frozenset(["0", "f", "F", "false", "False", "FALSE", ""])
_WHOLE = pattern(r"([+-]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9][0-9]*)")
_BITS = {"int8": 8, "uint8": 8, "uint16": 16, "uint32": 32, "int": 64, "uint": 64}


class LegacyProblem(Exception):
    """A value cannot be read; where, and why."""

    def __init__(self, node: Expression | LegacyItem, detail: str) -> None:
        super().__init__(detail)
        self.node = node
        self.detail = detail


def scalar(node: Expression) -> str | int | float | bool | None:
    """The content of a text, number or bool; None for a list or an object."""
    if isinstance(node, Template):
        return node.plain or ""
    if isinstance(node, Literal):
        if node.kind == "bool":
            return bool(node.value)
        if node.kind == "null":
            return ""
        written = str(node.value)
        return int(written) if re.fullmatch(r"-?\d+", written) else float(written)
    return None


def as_text(node: Expression) -> str:
    """The text of a scalar: numbers in plain digits, true as "1" and false as "0"."""
    value = scalar(node)
    if value is None:
        raise LegacyProblem(node, "A text is required.")
    if isinstance(value, bool):
        return "1" if value else "0"
    return _plain(value) if isinstance(value, float) else str(value)


def _plain(value: float) -> str:
    """A double in its shortest plain digits."""
    written = repr(value)
    if "e" in written:
        digits, _, power = written.partition("e")
        places = max(len(digits.partition(".")[2]) - int(power), 0)
        written = f"{value:.{places}f}"
    return written.removesuffix(".0")


def as_whole(type_name: str) -> Callable[[Expression], int]:
    """A reader of whole numbers: fractions are cut, and what does not fit wraps."""

    def read(node: Expression) -> int:
        value = scalar(node)
        if value is None:
            raise LegacyProblem(node, "A number is required.")
        whole = _parsed(value, node) if isinstance(value, str) else int(value)
        bits = _BITS[type_name]
        low, high = RANGES[type_name]
        if type_name.startswith("u") and whole < 0:
            raise LegacyProblem(node, "The number must not be negative.")
        return whole if low <= whole <= high else (whole - low) % (1 << bits) + low

    return read


def _parsed(written: str, node: Expression) -> int:
    if not written:
        return 0
    match = _WHOLE.fullmatch(written)
    if match is None:
        raise LegacyProblem(node, f'"{written}" is no whole number.')
    digits = match[2]
    old_octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    size = int(digits, 8) if old_octal else int(digits, 0)
    return -size if match[1] == "-" else size


def as_bool(node: Expression) -> bool:
    """A bool: from a text such as "true" or "1", or whether a number is not 0."""
    value = scalar(node)
    if value is None or (isinstance(value, str) and value not in _TRUE | _FALSE):
        raise LegacyProblem(node, "True or false is required.")
    return value in _TRUE if isinstance(value, str) else bool(value)


def as_duration(node: Expression) -> int:
    """Nanoseconds: a text with units, or a number."""
    value = scalar(node)
    if isinstance(value, str):
        try:
            return parse_duration(value)
        except DurationError as error:
            raise LegacyProblem(node, f"{error}.") from None
    if value is None:
        raise LegacyProblem(node, "A duration such as 30s is required.")
    return int(value)


def as_texts(node: Expression) -> list[str]:
    """A list of texts; a scalar is a list of one."""
    return [as_text(item) for item in node.items] if isinstance(node, Tuple) else [as_text(node)]


def as_numbers(node: Expression) -> list[int]:
    """A list of whole numbers; a scalar is a list of one."""
    read = as_whole("uint16")
    return [read(item) for item in node.items] if isinstance(node, Tuple) else [read(node)]


READERS: dict[str, Callable[[Expression], Any]] = {
    "string": as_text,
    "bool": as_bool,
    "duration": as_duration,
    "strings": as_texts,
    "uint16s": as_numbers,
    **{name: as_whole(name) for name in _BITS},
}
"""What reads an argument of each type."""


def read_items(type_name: str, items: Sequence[LegacyItem]) -> Any:
    """The value of an argument that may be given more than once."""
    for item in items:
        if len(item.keys) > 1 or isinstance(item.value, LegacyObject):
            raise LegacyProblem(item.value, "A value is required, not a block.")
        if isinstance(item.value, Tuple) != isinstance(items[0].value, Tuple):
            raise LegacyProblem(item.value, "The same argument is a list in one place, and not in another.")
    if isinstance(items[0].value, Tuple) and len(items) > 1:
        return [one for item in items for one in READERS[type_name](item.value)]
    return READERS[type_name](items[-1].value) if len(items) == 1 else _last(type_name, items)


def _last(type_name: str, items: Sequence[LegacyItem]) -> Any:
    """The last of several scalars, read as the first one's type."""
    first, last = scalar(items[0].value), scalar(items[-1].value)
    if type_name == "string" and isinstance(first, str) and isinstance(last, bool):
        return str(last).lower()
    if type(first) is int and isinstance(last, float):
        raise LegacyProblem(items[-1].value, "The same argument is a whole number in one place, and not in another.")
    return READERS[type_name](items[-1].value)


def check_kind(type_name: str, node: Expression) -> None:
    """Refuse a value that would have to be converted."""
    items = node.items if type_name.endswith("s") and isinstance(node, Tuple) else [node]
    for item in items:
        value = scalar(item)
        wanted = _KINDS.get(type_name, int)
        if type(value) is not wanted and not (wanted is int and isinstance(value, float)):
            raise LegacyProblem(item, "The value has another type, which is not converted here.")


_KINDS: dict[str, type] = {"string": str, "strings": str, "bool": bool, "duration": str}


def free_map(node: LegacyObject) -> dict[str, Any]:
    """The content of a free-form block: every object in it is a list of maps."""
    members: dict[str, Any] = {}
    labelled: dict[str, bool] = {}
    for item in node.items:
        name = item.keys[0]
        if labelled.setdefault(name, len(item.keys) > 1) != (len(item.keys) > 1):
            raise LegacyProblem(item, f'"{name}" has a label in one place, and none in another.')
        value = _free_value(item.value)
        for label in reversed(item.keys[1:]):
            value = [{label: value}]
        members[name] = _joined(members[name], value, item) if name in members else value
    return members


def _free_value(node: Expression) -> Any:
    if isinstance(node, LegacyObject):
        return [free_map(node)]
    if isinstance(node, Tuple):
        items: list[Any] = []
        for item in node.items:
            if isinstance(item, LegacyObject):
                items.append(free_map(item))
            else:
                items.append(_free_value(item))
        return items
    return scalar(node)


def _joined(before: Any, value: Any, item: LegacyItem) -> Any:
    """What a key that is given again holds: lists grow, of scalars the last one counts."""
    if isinstance(before, list) != isinstance(value, list):
        raise LegacyProblem(item.value, f'"{item.keys[0]}" is a list in one place, and not in another.')
    if isinstance(before, list):
        return [*before, *value]
    if isinstance(before, str) and not isinstance(value, str):
        return as_text(item.value) if not isinstance(value, bool) else str(value).lower()
    return value


def text_map(nodes: Sequence[LegacyObject]) -> dict[str, str]:
    """Maps of texts in one; of equal keys the last one's value."""
    members: dict[str, str] = {}
    for node in nodes:
        for item in node.items:
            if len(item.keys) > 1:
                raise LegacyProblem(item, "A text is required, not a block.")
            members[item.keys[0]] = as_text(item.value)
    return members
