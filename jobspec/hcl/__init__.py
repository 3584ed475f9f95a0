"""The HCL language, usable alone: parse, evaluate and format texts; nothing of jobs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobspec.hcl.format import format as format  # noqa: A004
    from jobspec.hcl.nodes import Attribute as Attribute
    from jobspec.hcl.nodes import Block as Block
    from jobspec.hcl.nodes import Body as Body
    from jobspec.hcl.nodes import walk as walk
    from jobspec.hcl.parser import parse as parse

_HOMES = {
    "Attribute": "nodes",
    "Block": "nodes",
    "Body": "nodes",
    "Value": "values",
    "evaluate": "standalone",
    "evaluate_template": "standalone",
    "parse": "parser",
    "walk": "nodes",
}

__all__ = ["Attribute", "Block", "Body", "Value", "evaluate", "evaluate_template", "format", "parse", "walk"]


def __getattr__(name: str) -> Any:
    if name == "format":
        # Named like its module, so it stays out of the table: importing the module would shadow it.
        value = import_module("jobspec.hcl.format").format
    elif name in _HOMES:
        value = getattr(import_module(f"jobspec.hcl.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module 'jobspec.hcl' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
