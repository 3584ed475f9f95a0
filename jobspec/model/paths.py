"""Finds values in a job's tree by their path."""

from __future__ import annotations

from typing import Any

from jobspec.diagnostics import Path
from jobspec.model.states import Tree
from jobspec.model.table import BY_JSON


def value_at(tree: Tree, path: Path) -> Any:
    """What stands at a path; None if there is nothing.

    >>> value_at({"TaskGroups": [{"Name": "web"}]}, ("TaskGroups", 0, "Name"))
    'web'
    """
    value: Any = tree
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def is_set(tree: Tree, path: Path, struct: str = "Job") -> bool:
    """Whether somebody gave the value at a path: a zero counts only where the client keeps it apart from null."""
    value = value_at(tree, path)
    if value or value is None:
        return value is not None
    for part in path[:-1]:
        field = BY_JSON[struct].get(part) if isinstance(part, str) else None
        if field and field.struct:
            struct = field.struct
    last = BY_JSON[struct].get(str(path[-1])) if path else None
    return last is None or last.nullable
