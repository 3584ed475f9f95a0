"""The pytest plugin, as a project that installs nomad-jobspec meets it."""

from __future__ import annotations

from jobspec.testing import SimulatedServer


def test_the_fixture_is_a_fresh_server_with_a_node(nomad_server: SimulatedServer) -> None:
    assert nomad_server.call("GET", "/v1/jobs").json == []
    assert [node["Status"] for node in nomad_server.call("GET", "/v1/nodes").json] == ["ready"]
