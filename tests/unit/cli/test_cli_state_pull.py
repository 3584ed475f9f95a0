"""`jobspec state pull` against a small stand-in that answers, fails half-way, and fails once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from jobspec.cli.main import main

ANSWERS: dict[str, Any] = {
    "/v1/nodes": [{"ID": "n1"}],
    "/v1/node/n1": {"ID": "n1", "Name": "alder"},
    "/v1/jobs": [{"ID": "a/b", "Namespace": "default"}],
    "/v1/job/a%2Fb/versions": {"Versions": [{"ID": "a/b", "Version": 1}, {"ID": "a/b", "Version": 0}], "Diffs": None},
    "/v1/allocations": [{"ID": "x1", "Namespace": "default"}],
    "/v1/allocation/x1": {"ID": "x1", "JobID": "a/b", "Job": {"ID": "a/b"}},
    "/v1/deployments": [],
    "/v1/node/pools": [{"Name": "default"}],
    "/v1/namespaces": [{"Name": "default"}],
    "/v1/volumes": [{"ID": "v/1", "Namespace": "default"}],
    "/v1/volumes/claims": [{"ID": "c1", "JobID": "a/b"}],
    "/v1/volume/csi/v%2F1": {"ID": "v/1", "PluginID": "ebs"},
    "/v1/operator/scheduler/configuration": {"SchedulerConfig": {"SchedulerAlgorithm": "binpack"}},
}

STATE = {
    "Nodes": [{"ID": "n1", "Name": "alder"}],
    "Jobs": [{"ID": "a/b", "Version": 1}, {"ID": "a/b", "Version": 0}],
    "Allocs": [{"ID": "x1", "JobID": "a/b"}],
    "Deployments": [],
    "NodePools": [{"Name": "default"}],
    "Namespaces": [{"Name": "default"}],
    "HostVolumes": [{"ID": "v/1", "Namespace": "default"}],
    "HostVolumeClaims": [{"ID": "c1", "JobID": "a/b"}],
    "CSIVolumes": [{"ID": "v/1", "PluginID": "ebs"}],
    "SchedulerConfig": {"SchedulerAlgorithm": "binpack"},
}


class StandIn:
    """A server that knows the answers above; `failures` counts down per path before one is given."""

    def __init__(self) -> None:
        self.failures: dict[str, int] = {}
        self.tokens: set[str | None] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                outer.tokens.add(self.headers.get("X-Nomad-Token"))
                left = outer.failures.get(path, 0)
                outer.failures[path] = left - 1
                status = 500 if left > 0 else 200 if path in ANSWERS else 404
                body = json.dumps(ANSWERS.get(path)).encode() if status == 200 else b"not now"
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setattr("jobspec.cli.live.time.sleep", lambda _: None)
    for name in ("NOMAD_ADDR", "NOMAD_TOKEN", "NOMAD_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    server = StandIn()
    yield server
    server.server.shutdown()
    server.server.block_on_close = False
    server.server.server_close()


def test_everything_arrives(stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOMAD_ADDR", stand_in.address)
    out = tmp_path / "state.json"
    assert main(["state", "pull", "-token=secret", "-out", str(out)]) == 0
    assert json.loads(out.read_text()) == STATE
    assert stand_in.tokens == {"secret"}


def test_a_passing_failure_is_tried_again(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.failures["/v1/node/n1"] = 2
    out = tmp_path / "state.json"
    assert main(["state", "pull", "-address", stand_in.address, "-out", str(out)]) == 0
    assert json.loads(out.read_text()) == STATE


def test_a_failure_half_way_writes_nothing(
    stand_in: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in.failures["/v1/allocation/x1"] = 99
    out = tmp_path / "state.json"
    out.write_text("before")
    assert main(["state", "pull", "-address", stand_in.address, "-out", str(out)]) == 1
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]
    assert "nothing was written" in capsys.readouterr().err


def test_nobody_listens(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobspec.cli.live.time.sleep", lambda _: None)
    assert main(["state", "pull", "-address", "http://127.0.0.1:9", "-out", str(tmp_path / "s")]) == 1
    assert capsys.readouterr().err.startswith("jobspec state pull: nothing was written: http://127.0.0.1:9/v1/")
