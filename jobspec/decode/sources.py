"""Where the values of a decoded job were written: a path to its range, worked out when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobspec.decode.plan import plan
from jobspec.diagnostics import Range
from jobspec.hcl.legacy_nodes import LegacyItem, LegacyObject
from jobspec.hcl.nodes import Attribute, Block, Body, Node

Origins = dict[int, tuple[Any, Node, str]]


class Sources:
    """The origins of a job's containers, by identity."""

    __slots__ = ("origins", "tree")

    def __init__(self, tree: dict[str, Any], origins: Origins) -> None:
        self.tree = tree
        self.origins = origins

    def __getstate__(self) -> tuple[dict[str, Any], list[tuple[Any, Node, str]]]:
        return self.tree, list(self.origins.values())

    def __setstate__(self, state: tuple[dict[str, Any], list[tuple[Any, Node, str]]]) -> None:
        # A copy's containers have identities of their own.
        self.tree, origins = state
        self.origins = {id(origin[0]): origin for origin in origins}

    def range_of(self, path: Sequence[str | int]) -> Range | None:
        """The range of the value at a path; for one that was not written, that of the nearest object around it."""
        node: Node | None = None
        current: Any = self.tree
        for key in path:
            origin = self.origins.get(id(current))
            if origin is not None:
                node = origin[1]
                written = _member(node, origin[2], str(key))
                if written is not None:
                    node = written
            current = _step(current, key)
            if current is None:
                break
        else:
            origin = self.origins.get(id(current)) if isinstance(current, dict) else None
            node = origin[1] if origin is not None else node
        if node is None:
            origin = self.origins.get(id(self.tree))
            node = origin[1] if origin is not None else None
        return None if node is None else node.range


def _step(current: Any, key: str | int) -> Any:
    if isinstance(current, dict):
        return current.get(str(key))
    if isinstance(current, list) and str(key).lstrip("-").isdigit() and 0 <= int(key) < len(current):
        return current[int(key)]
    return None


def _member(node: Node, struct: str, key: str) -> Node | None:
    """The expression of an argument, or the block, that a key of a container stands for."""
    if isinstance(node, Attribute):
        return node.expression
    name = key if not struct else _hcl_name(struct, key)
    if isinstance(node, LegacyItem):
        items = node.value.items if isinstance(node.value, LegacyObject) else []
        found = next((item for item in items if item.keys[0] == name), None)
        return found.value if found is not None and found.assigned else found
    if not isinstance(node, Block):
        return None
    body: Body = node.body
    if name in body.attributes:
        return body.attributes[name].expression
    return next((block for block in body.blocks if block.type == name), None)


def _hcl_name(struct: str, key: str) -> str:
    shape = plan(struct)
    for fields in (shape.arguments, shape.blocks):
        for name, field in fields.items():
            if field.json == key:
                return name
    return ""


def path_of(given: Sequence[str | int] | str) -> list[str | int]:
    """A path, or the path that a JSON pointer means."""
    if not isinstance(given, str):
        return list(given)
    parts = given.split("/")[1:] if given else []
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]
