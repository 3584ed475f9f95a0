"""The server over WSGI: registering, placing, stopping, dispatching, waiting, and what bad input comes to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from jobspec.testing import SimulatedServer, simulated_server


class Client:
    """Writes and reads, and lets what follows happen."""

    def __init__(self, server: SimulatedServer) -> None:
        self.server = server
        self.call = server.call

    def get(self, target: str) -> Any:
        reply = self.call("GET", target)
        assert reply.status == 200, reply.text
        return reply.json

    def post(self, target: str, body: Any = None) -> Any:
        reply = self.call("POST", target, body)
        assert reply.status == 200, reply.text
        self.server.settle()
        return reply.json


@pytest.fixture
def client() -> Iterator[Client]:
    with simulated_server() as server:
        yield Client(server)


def job(name: str = "web", count: int = 3, **members: Any) -> dict[str, Any]:
    task = {"Name": "main", "Driver": "raw_exec", "Config": {"command": "/bin/sleep", "args": ["600"]}}
    group = {"Name": "g", "Count": count, "Tasks": [task]}
    update = {"MinHealthyTime": 200_000_000, "HealthCheck": "task_states"}
    own: dict[str, Any] = {"ID": name, "Name": name, "Type": "service", "Update": update, "TaskGroups": [group]}
    return {"Job": {**own, **members}}


def batch(name: str, **members: Any) -> dict[str, Any]:
    body = job(name, 1, Type="batch", **members)
    del body["Job"]["Update"]
    return body


def test_a_service_is_placed_and_its_deployment_succeeds(client: Client) -> None:
    first = client.post("/v1/jobs", job())
    client.server.advance(5)
    allocs = client.get("/v1/job/web/allocations")
    assert [alloc["ClientStatus"] for alloc in allocs] == ["running"] * 3
    assert client.get("/v1/job/web/summary")["Summary"]["g"]["Running"] == 3
    assert client.get("/v1/job/web/deployment")["Status"] == "successful"
    assert client.get("/v1/job/web")["Stable"] is True
    evaluation = client.get(f"/v1/evaluation/{first['EvalID']}")
    assert (evaluation["Status"], evaluation["QueuedAllocations"]) == ("complete", {"g": 0})
    assert {alloc["EvalID"] for alloc in allocs} == {first["EvalID"]}


def test_a_second_version_and_a_stop_change_what_runs(client: Client) -> None:
    client.post("/v1/jobs", job())
    client.server.advance(5)
    client.post("/v1/jobs", job(count=1))
    client.server.advance(5)
    versions = client.get("/v1/job/web/versions?diffs=true")
    assert [version["Version"] for version in versions["Versions"]] == [1, 0]
    assert versions["Diffs"][0]["TaskGroups"][0]["Fields"][0]["New"] == "1"
    assert client.get("/v1/job/web/summary")["Summary"]["g"]["Running"] == 1
    client.call("DELETE", "/v1/job/web")
    client.server.settle()
    assert client.get("/v1/job/web")["Status"] == "dead"
    assert {alloc["ClientStatus"] for alloc in client.get("/v1/job/web/allocations")} == {"complete"}


def test_a_purged_job_is_gone(client: Client) -> None:
    client.post("/v1/jobs", job())
    client.call("DELETE", "/v1/job/web?purge=true")
    client.server.settle()
    assert client.call("GET", "/v1/job/web").status == 404
    assert client.get("/v1/job/web/allocations") == []


def test_what_does_not_fit_waits_for_room(client: Client) -> None:
    nowhere = {"LTarget": "${attr.kernel.name}", "Operand": "=", "RTarget": "plan9"}
    client.post("/v1/jobs", job("big", count=1, Constraints=[nowhere]))
    evaluations = client.get("/v1/job/big/evaluations")
    assert [evaluation["Status"] for evaluation in evaluations] == ["blocked", "complete"]
    assert client.get("/v1/job/big/summary")["Summary"]["g"]["Queued"] == 1


def test_a_dispatched_child_runs(client: Client) -> None:
    client.post("/v1/jobs", batch("etl", ParameterizedJob={"MetaRequired": ["input"]}))
    child = client.post("/v1/job/etl/dispatch?idempotency_token=t", {"Meta": {"input": "a"}, "Payload": "aGVsbG8="})
    again = client.post("/v1/job/etl/dispatch?idempotency_token=t", {"Meta": {"input": "a"}})
    assert child["DispatchedJobID"] == again["DispatchedJobID"]
    assert client.get(f"/v1/job/{child['DispatchedJobID']}")["Payload"] == "aGVsbG8="
    assert client.get("/v1/job/etl/summary")["Children"] == {"Pending": 0, "Running": 1, "Dead": 0}


def test_a_periodic_job_launches_on_its_schedule(client: Client) -> None:
    client.post("/v1/jobs", batch("tick", Periodic={"Specs": ["*/10 * * * * * *"], "SpecType": "cron"}))
    client.server.advance(30)
    children = client.get("/v1/jobs?prefix=tick/")
    assert len(children) == 3
    assert {child["ParentID"] for child in children} == {"tick"}


def test_a_finished_batch_job_is_dead(client: Client) -> None:
    body = batch("once")
    body["Job"]["TaskGroups"][0]["Tasks"][0]["Config"] = {"command": "/bin/sleep", "args": ["3"]}
    client.post("/v1/jobs", body)
    assert client.get("/v1/job/once")["Status"] == "running"
    client.server.advance(4)
    assert client.get("/v1/job/once")["Status"] == "dead"


def test_only_the_last_versions_are_kept(client: Client) -> None:
    for number in range(9):
        client.post("/v1/jobs", job(count=0, Meta={"n": str(number)}))
    versions = client.get("/v1/job/web/versions")["Versions"]
    assert [version["Version"] for version in versions] == [8, 7, 6, 5, 4, 3]


def test_a_blocking_query_is_woken_by_its_job_alone(client: Client) -> None:
    client.post("/v1/jobs", job(count=0))
    index = client.call("GET", "/v1/job/web").headers["X-Nomad-Index"]
    replies: list[Any] = []
    waiter = threading.Thread(target=lambda: replies.append(client.call("GET", f"/v1/job/web?index={index}&wait=10s")))
    waiter.start()
    time.sleep(0.1)
    client.post("/v1/jobs", job("other", count=0))
    time.sleep(0.1)
    assert not replies
    client.post("/v1/jobs", job(count=0, Meta={"a": "b"}))
    waiter.join(5)
    assert replies[0].json["Meta"] == {"a": "b"}


@pytest.mark.parametrize(
    ("method", "target", "body", "status"),
    [
        ("POST", "/v1/jobs", b"", 400),
        ("POST", "/v1/jobs", b"{nope", 400),
        ("POST", "/v1/jobs", b"[" * 100_000, 400),
        ("POST", "/v1/jobs", {"Job": "text"}, 400),
        ("POST", "/v1/jobs", {"Job": {"ID": "a", "Priority": "high"}}, 400),
        ("POST", "/v1/jobs", {"Job": {"ID": "a"}}, 500),
        ("POST", "/v1/jobs", b" " * (10 * 1024 * 1024 + 1), 413),
        ("POST", "/v1/job/a/dispatch", {"Payload": "%%%"}, 400),
        ("POST", "/v1/job/a/evaluate", None, 500),
        ("GET", "/v1/job/" + "x" * 5000, None, 404),
        ("GET", "/v1/job/a%2Fb%2e%2e", None, 404),
        ("GET", "/v1/nothing", None, 404),
        ("GET", "/v1//jobs", None, 307),
        ("GET", "/v1/jobs?filter=((", None, 400),
        ("GET", "/v1/job/a?wait=5", None, 400),
        ("GET", "/v1/job/a?region=mars", None, 500),
        ("PATCH", "/v1/jobs", None, 405),
    ],
)
def test_bad_requests_are_told_and_survived(client: Client, method: str, target: str, body: Any, status: int) -> None:
    assert client.call(method, target, body).status == status
    assert client.get("/v1/jobs") == []


def test_the_index_never_goes_back(client: Client) -> None:
    seen = [0]
    for number in range(5):
        client.post("/v1/jobs", job(count=number % 2, Meta={"n": str(number)}))
        seen.append(int(client.call("GET", "/v1/jobs").headers["X-Nomad-Index"]))
    assert seen == sorted(seen)
