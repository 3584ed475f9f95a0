"""Whether a node runs a task driver."""

from __future__ import annotations

from collections.abc import Iterable

from jobspec.cluster import Node
from jobspec.matching import truth


def has_driver(node: Node, driver: str) -> bool:
    """Detected and healthy if the node lists it; otherwise its attribute must say so (an older client)."""
    if driver in node.drivers:
        info = node.drivers[driver] or {}
        return bool(info.get("Detected")) and bool(info.get("Healthy"))
    return truth(node.attributes.get(f"driver.{driver}", "")) is True


def has_drivers(node: Node, drivers: Iterable[str]) -> bool:
    """Whether it runs all of them."""
    return all(has_driver(node, driver) for driver in drivers)
