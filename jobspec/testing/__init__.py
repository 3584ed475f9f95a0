"""What users' own tests need: a simulated server, Hypothesis strategies."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobspec.testing.cluster_strategies import cluster_states as cluster_states
    from jobspec.testing.simulated import SimulatedServer as SimulatedServer
    from jobspec.testing.simulated import simulated_server as simulated_server
    from jobspec.testing.strategies import jobs as jobs

_HOMES = {
    "SimulatedServer": "simulated",
    "cluster_states": "cluster_strategies",
    "jobs": "strategies",
    "simulated_server": "simulated",
}

__all__ = [*_HOMES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'jobspec.testing' has no attribute {name!r}")
    value = getattr(import_module(f"jobspec.testing.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
