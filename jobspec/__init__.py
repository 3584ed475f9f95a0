"""Nomad job specifications: parse, canonicalize, validate, diff and plan them, offline.

The names of the public interface, each loaded on first use, so that a command imports no more than it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from jobspec.cluster import ClusterState as ClusterState
    from jobspec.decode import Jobspec as Jobspec
    from jobspec.decode import load as load
    from jobspec.decode import load_file as load_file
    from jobspec.decode import parse as parse
    from jobspec.decode import parse_file as parse_file
    from jobspec.diagnostics import Diagnostic as Diagnostic
    from jobspec.diagnostics import Edit as Edit
    from jobspec.diagnostics import Fix as Fix
    from jobspec.diagnostics import JobspecError as JobspecError
    from jobspec.diagnostics import ParseError as ParseError
    from jobspec.diagnostics import Position as Position
    from jobspec.diagnostics import Range as Range
    from jobspec.diagnostics import RefusedError as RefusedError
    from jobspec.diagnostics import StateError as StateError
    from jobspec.diff import JobDiff as JobDiff
    from jobspec.diff import diff as diff
    from jobspec.hcl import Value as Value
    from jobspec.launch import dispatch as dispatch
    from jobspec.launch import next_launches as next_launches
    from jobspec.model import Job as Job
    from jobspec.rules import Admission as Admission
    from jobspec.rules import Change as Change
    from jobspec.rules import admit as admit
    from jobspec.rules import canonicalize as canonicalize
    from jobspec.rules import lint as lint
    from jobspec.rules import validate as validate
    from jobspec.scheduler import Explanation as Explanation
    from jobspec.scheduler import Plan as Plan
    from jobspec.scheduler import plan as plan

_HOMES = {
    "jobspec.cluster": ("ClusterState",),
    "jobspec.decode": ("Jobspec", "load", "load_file", "parse", "parse_file"),
    "jobspec.diagnostics": (
        *("Diagnostic", "Edit", "Fix", "JobspecError", "ParseError"),
        *("Position", "Range", "RefusedError", "StateError"),
    ),
    "jobspec.diff": ("JobDiff", "diff"),
    "jobspec.hcl": ("Value",),
    "jobspec.launch": ("dispatch", "next_launches"),
    "jobspec.model": ("Job",),
    "jobspec.rules": ("Admission", "Change", "admit", "canonicalize", "lint", "validate"),
    "jobspec.scheduler": ("Explanation", "Plan", "plan"),
}

_HOME = {name: home for home, names in _HOMES.items() for name in names}
_MODULES = ("hcl", "launch", "model", "render", "server", "testing")

__all__ = ["__version__", *sorted(_HOME), *_MODULES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"jobspec.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'jobspec' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
