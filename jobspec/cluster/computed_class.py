"""The class of a node: equal for nodes that feasibility cannot tell apart.

Only equality matters; the values are our own and are made only for nodes that come without one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

UNIQUE = "unique."
"""Keys that begin so belong to one node alone and take no part."""


def computed_class(node: Mapping[str, Any]) -> str:
    """`v1:` and a number, made of all that nodes of one class share."""
    traits = {
        "Datacenter": node.get("Datacenter") or "",
        "NodeClass": node.get("NodeClass") or "",
        "NodePool": node.get("NodePool") or "default",
        "Attributes": _shared(node.get("Attributes")),
        "Meta": _shared(node.get("Meta")),
        "Devices": _devices((node.get("NodeResources") or {}).get("Devices")),
    }
    text = json.dumps(traits, sort_keys=True, separators=(",", ":"))
    return f"v1:{int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), 'big')}"


def _shared(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (values or {}).items() if not key.startswith(UNIQUE)}


def _devices(devices: list[Mapping[str, Any]] | None) -> list[Any]:
    # Neither the order of the groups nor their instances tell classes apart.
    traits = [
        [group.get("Vendor"), group.get("Type"), group.get("Name"), _shared(group.get("Attributes"))]
        for group in devices or ()
    ]
    return sorted(traits, key=lambda group: json.dumps(group, sort_keys=True))
