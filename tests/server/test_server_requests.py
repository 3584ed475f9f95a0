"""Requests as people and programs really send them: encodings, paths, parameters, bodies that make no sense."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from jobspec.testing import SimulatedServer, simulated_server


@pytest.fixture
def server() -> Iterator[SimulatedServer]:
    with simulated_server() as started:
        yield started


def send(server: SimulatedServer, target: str, **more: Any) -> tuple[str, dict[str, str], bytes]:
    path, _, query = target.partition("?")
    seen: list[Any] = []
    environment: dict[str, Any] = {"REQUEST_METHOD": "GET", "RAW_URI": target, "PATH_INFO": path, "QUERY_STRING": query}
    environment |= {"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0", **more}
    body = b"".join(server.wsgi(environment, lambda status, headers: seen.extend([status, dict(headers)])))
    return seen[0], seen[1], body


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("deflate, gzip", "deflate"),
        ("br, gzip", "gzip"),
        ("", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0.5", None),
        ("GZIP", None),
        ("*", None),
    ],
)
def test_the_first_encoding_that_is_known_is_taken(
    server: SimulatedServer, accepted: str, encoding: str | None
) -> None:
    _, headers, body = send(server, "/v1/jobs", HTTP_ACCEPT_ENCODING=accepted)
    assert headers.get("Content-Encoding") == encoding
    assert headers["Content-Length"] == str(len(body))
    if encoding == "gzip":
        body = gzip.decompress(body)
    elif encoding == "deflate":
        body = zlib.decompress(body, -15)
    assert json.loads(body) == []


@pytest.mark.parametrize(
    ("target", "status", "place"),
    [
        ("/v1//jobs", 307, "/v1/jobs"),
        ("/v1/job/..", 307, "/v1"),
        ("/v1/job/./x/", 307, "/v1/job/x/"),
        ("/v1/job/x//plan?a=b", 307, "/v1/job/x/plan?a=b"),
        ("/v1/job/%2e%2e", 404, None),
        ("/v1/job/%2Fx", 404, None),
        ("/v1/job/%zz", 400, None),
        ("/v1/jobs?stale=1", 200, None),
        ("/v1/jobs?stale=maybe", 400, None),
        ("/v1/jobs?index=abc", 400, None),
        ("/v1/jobs?per_page=-1", 200, None),
        ("/v1/jobs?per_page=1.5", 400, None),
        ("/v1/jobs?filter=ID+==", 400, None),
        ("/v1/jobs?region=mars", 500, None),
    ],
)
def test_odd_paths_and_parameters(server: SimulatedServer, target: str, status: int, place: str | None) -> None:
    line, headers, _ = send(server, target)
    assert (int(line[:3]), headers.get("Location")) == (status, place)


def test_a_server_that_shows_no_escapes_still_serves_slashes_in_an_id(server: SimulatedServer) -> None:
    group = {"Name": "g", "Count": 0, "Tasks": [{"Name": "t", "Driver": "raw_exec", "Config": {"command": "x"}}]}
    for name in ("/lead", "a//b", ".."):
        reply = server.call("POST", "/v1/jobs", {"Job": {"ID": name, "Type": "batch", "TaskGroups": [group]}})
        assert reply.status == 200, reply.text
        line, _, body = send(server, "", PATH_INFO=f"/v1/job/{name}", RAW_URI="")
        assert (line, json.loads(body)["ID"]) == ("200 OK", name)


def test_pretty_shows_the_same(server: SimulatedServer) -> None:
    plain, pretty = (send(server, f"/v1/nodes{query}")[2] for query in ("", "?pretty"))
    assert pretty == (json.dumps(json.loads(plain), indent=4, sort_keys=True) + "\n").encode()


def test_variables_that_cannot_be_read_are_no_reason_to_try_the_older_language(server: SimulatedServer) -> None:
    reply = server.call("POST", "/v1/jobs/parse", {"JobHCL": 'job "x" {}', "Variables": "((("})
    assert (reply.status, reply.text.partition("\n")[0]) == (400, "The variables cannot be read:")


def test_half_a_character_is_replaced(server: SimulatedServer) -> None:
    group = {"Name": "g", "Count": 0, "Tasks": [{"Name": "t", "Driver": "raw_exec", "Config": {"command": "x"}}]}
    body = json.dumps({"Job": {"ID": "x\ud800y", "Type": "batch", "TaskGroups": [group]}}).encode()
    assert server.call("POST", "/v1/jobs", body).status == 200
    assert [job["ID"] for job in server.call("GET", "/v1/jobs").json] == ["x\ufffdy"]


def test_diffs_of_one_version_and_allocations_of_none_are_null(server: SimulatedServer) -> None:
    group = {"Name": "g", "Count": 0, "Tasks": [{"Name": "t", "Driver": "raw_exec", "Config": {"command": "x"}}]}
    server.call("POST", "/v1/jobs", {"Job": {"ID": "x", "Type": "batch", "TaskGroups": [group]}})
    server.settle()
    assert server.call("GET", "/v1/job/x/versions?diffs=true").json["Diffs"] is None
    assert [one["Allocs"] for one in server.call("GET", "/v1/jobs/statuses").json] == [None]
    assert "Meta" not in server.call("GET", "/v1/jobs?meta=true").json[0]
