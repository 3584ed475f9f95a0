"""Texts to jobs: HCL2, its JSON syntax, API JSON and legacy HCL1, with variables, locals and dynamic blocks.

The public names are loaded on first use, so that a server starts without the parser.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobspec.decode.jobspec import Jobspec as Jobspec
    from jobspec.decode.loading import load as load
    from jobspec.decode.loading import load_file as load_file
    from jobspec.decode.loading import parse as parse
    from jobspec.decode.loading import parse_file as parse_file

_HOMES = {
    "Jobspec": "jobspec",
    "load": "loading",
    "load_file": "loading",
    "parse": "loading",
    "parse_file": "loading",
}

__all__ = ["Jobspec", "load", "load_file", "parse", "parse_file"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'jobspec.decode' has no attribute {name!r}")
    value = getattr(import_module(f"jobspec.decode.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
