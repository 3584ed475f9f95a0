"""What a target such as `${attr.kernel.name}` means on a node."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from jobspec.cluster import Node

Resolver = Callable[[Node], str | None]

UNIQUE_PREFIXES = ("${node.unique.", "${attr.unique.", "${meta.unique.", "${unique.")
"""Targets that begin so tell nodes of one class apart."""


@lru_cache(maxsize=1024)
def resolver(target: str) -> Resolver:
    """How to look a target up; the answer is None where it is not found."""
    if not target.startswith("${"):
        return lambda node: target
    known: dict[str, Resolver] = {
        "${node.unique.id}": lambda node: node.id,
        "${node.unique.name}": lambda node: node.name,
        "${node.datacenter}": lambda node: node.datacenter,
        "${node.class}": lambda node: node.node_class,
        "${node.pool}": lambda node: node.pool,
    }
    if target in known:
        return known[target]
    for prefix, attribute in (("${attr.", "attributes"), ("${meta.", "meta")):
        if target.startswith(prefix):
            key = target.removeprefix(prefix).removesuffix("}")
            return lambda node: getattr(node, attribute).get(key)
    return lambda node: None


def resolve(target: str, node: Node) -> str | None:
    """The value of a target on a node."""
    return resolver(target)(node)


def escapes(left: str, right: str) -> bool:
    """Whether a constraint looks at what is not the same within a node class."""
    return left.startswith(UNIQUE_PREFIXES) or right.startswith(UNIQUE_PREFIXES)
