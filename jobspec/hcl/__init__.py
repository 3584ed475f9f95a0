"""The HCL language, usable alone: parse, evaluate and format texts; nothing of jobs.

No module here may have the name of a public function: importing it would put the module into the function's place.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobspec.hcl.formatter import format as format  # noqa: A004
    from jobspec.hcl.nodes import Attribute as Attribute
    from jobspec.hcl.nodes import Block as Block
    from jobspec.hcl.nodes import Body as Body
    from jobspec.hcl.nodes import walk as walk
    from jobspec.hcl.parser import parse as parse
    from jobspec.hcl.standalone import evaluate as evaluate
    from jobspec.hcl.standalone import evaluate_template as evaluate_template
    from jobspec.hcl.values import Value as Value

_HOMES = {
    "Attribute": "nodes",
    "Block": "nodes",
    "Body": "nodes",
    "Value": "values",
    "evaluate": "standalone",
    "evaluate_template": "standalone",
    "format": "formatter",
    "parse": "parser",
    "walk": "nodes",
}

__all__ = ["Attribute", "Block", "Body", "Value", "evaluate", "evaluate_template", "format", "parse", "walk"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'jobspec.hcl' has no attribute {name!r}")
    value = getattr(import_module(f"jobspec.hcl.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
