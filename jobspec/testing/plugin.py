"""The pytest plugin: the fixture `nomad_server`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jobspec.testing.simulated import SimulatedServer, simulated_server


@pytest.fixture
def nomad_server() -> Iterator[SimulatedServer]:
    """A fresh simulated Nomad server, with a clock moved by hand."""
    with simulated_server() as server:
        yield server
