"""What filters look at: finding a field of a row, and comparing what is there."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from jobspec.model.table import STRUCTS


class Broken(Exception):
    """A filter that cannot be applied to a row, and why."""


def lookup(row: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """The value at a path. An unknown field breaks the filter; an unknown key of a map is just not there."""
    value: Any = row
    for depth, part in enumerate(path):
        if isinstance(value, Mapping):
            if part in value:
                value = value[part]
            elif depth and path[depth - 1] in _MAPS:
                return None
            else:
                raise Broken(f'there is no field "{part}"')
        elif isinstance(value, list):
            if not part.isdigit():
                raise Broken(f'"{part}" is no position in a list')
            value = value[int(part)] if int(part) < len(value) else None
        elif value is None and depth and path[depth - 1] in _MAPS:
            return None
        else:
            raise Broken(f'"{path[depth - 1]}" has no field "{part}"')
    return value


_MAPS = frozenset({"Meta", "Attributes", "QueuedAllocations", "Env", "Config", "Volumes", "TaskGroups", "Summary"})
"""Fields whose members have free names."""


_BLOCKS = frozenset(field.json for field in STRUCTS["Job"] if field.type == "struct")
"""Fields that hold an object or nothing: they are nil or not, but never empty."""


def compare(found: Any, operator: str, value: str, name: str) -> bool:
    """Whether an operator holds between what was found and a value that was written."""
    if operator == "nil":
        return found is None
    if operator == "empty":
        if name in _BLOCKS or (found is not None and not isinstance(found, list | Mapping | str)):
            raise Broken(f"{name} cannot be empty or not")
        return not found
    if operator in ("in", "contains"):
        return _contains(found, value, name)
    if operator == "matches":
        return _matches(found, value, name)
    return _equals(found, value, name)


def _contains(found: Any, value: str, name: str) -> bool:
    if found is None:
        return False
    if isinstance(found, str):
        return value in found
    if isinstance(found, Mapping):
        return value in found
    if isinstance(found, list):
        return any(_equals(item, value, name) for item in found)
    raise Broken(f"{name} holds no items")


def _matches(found: Any, value: str, name: str) -> bool:
    if found is None:
        return False
    if not isinstance(found, str):
        raise Broken(f"{name} is no text")
    re2 = import_module("re2")
    try:
        return re2.search(value, found) is not None
    except re2.error as error:
        raise Broken(f'"{value}" is no pattern: {error}') from None


def _equals(found: Any, value: str, name: str) -> bool:
    if isinstance(found, bool):
        if value in ("1", "t", "T", "TRUE", "true", "True"):
            return found
        if value in ("0", "f", "F", "FALSE", "false", "False"):
            return not found
        raise Broken(f'"{value}" is neither true nor false')
    if isinstance(found, int | float):
        try:
            return found == (int(value, 0) if isinstance(found, int) else float(value))
        except ValueError:
            raise Broken(f'"{value}" is no number') from None
    if isinstance(found, str):
        return found == value
    if found is None:
        return False
    raise Broken(f"{name} cannot be compared with a value")
