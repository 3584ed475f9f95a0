"""The page's own samples: each request works, and each answer has every field that the page shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobspec.testing import SimulatedServer, simulated_server

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "seed" / "samples.json"
if not SAMPLES.is_file():
    pytest.skip("the page's samples are not here", allow_module_level=True)
ENDPOINTS: dict[str, dict[str, Any]] = {
    one["title"]: one for one in json.loads(SAMPLES.read_text(encoding="utf-8"))["endpoints"]
}
NODE = {"drivers": ["raw_exec", "docker"], "cpu_mhz": 40000, "memory_mb": 64000}


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
    """A server that has the page's job twice over, with its ID and with the other that the page uses."""
    with simulated_server({"node": NODE}) as server:
        client = Client(server)
        for name in ("example", "my-job"):
            for count in (1, 2, 3):
                client.post("/v1/jobs", {"Job": created(name, count)})
                server.advance(400)
        yield client


def created(name: str, count: int = 1) -> dict[str, Any]:
    job: dict[str, Any] = json.loads(json.dumps(ENDPOINTS["Create Job"]["request"]["Job"])) | {"ID": name, "Name": name}
    job["TaskGroups"][0]["Count"] = count
    return job


def missing(wanted: Any, got: Any, at: str = "") -> Iterator[str]:
    """Fields of a sample that an answer does not have, as far as both go into the same things."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key, value in wanted.items():
            if key.startswith("v1:"):
                continue
            named = any(isinstance(other, dict) for other in got.values()) and key not in got and key in NAMES
            if key not in got and not named and key not in LEFT_OUT:
                yield f"{at}/{key}"
            yield from missing(value, next(iter(got.values()), None) if named else got.get(key), f"{at}/{key}")
    elif isinstance(wanted, list) and isinstance(got, list) and wanted and got:
        # The reference leaves out what is empty: it is enough if one of the things listed has a field.
        yield from set.intersection(*(set(missing(wanted[0], item, f"{at}/0")) for item in got))


NAMES = {"cache", "redis"}
"""Names of groups and tasks are values, not fields."""

LEFT_OUT = {"Device", "CIDR", "IP", "ReservedPorts", "Value", "Spreads"} | {"CreateIndex", "ModifyIndex"}
"""What the reference leaves out of networks and planned evaluations while it is empty; tasks have no spread."""


def answer_of(client: Client, title: str, job_id: str = "my-job") -> Any:
    endpoint = ENDPOINTS[title]
    target = endpoint["path"].replace(":job_id", job_id)
    reply = client.call(endpoint["method"], target, endpoint["request"])
    assert reply.status == 200, reply.text
    client.server.settle()
    return reply.json


READ = [
    *("List Jobs", "Read Job", "List Job Allocations", "List Job Evaluations", "List Job Deployments"),
    *("Read Job's Most Recent Deployment", "Read Job Summary", "Create Job"),
]
CHANGED = ["Revert to older Job Version", "Set Job Stability", "Create Job Evaluation", "Stop a Job"]


@pytest.mark.parametrize("title", [*READ, *CHANGED])
def test_the_request_works_and_the_answer_has_every_field(client: Client, title: str) -> None:
    if title == "Revert to older Job Version":
        client.post("/v1/jobs", {"Job": created("my-job", 4)})
    assert list(missing(ENDPOINTS[title]["response"], answer_of(client, title))) == []


def test_versions_are_the_pages_list(client: Client) -> None:
    wanted = ENDPOINTS["List Job Versions"]["response"]
    assert list(missing(wanted, client.get("/v1/job/example/versions")["Versions"])) == []


def test_update_and_plan_take_the_pages_job(client: Client) -> None:
    index = client.get("/v1/job/example")["JobModifyIndex"]
    update = {**ENDPOINTS["Update Existing Job"]["request"], "Job": created("example", 5), "JobModifyIndex": index}
    assert list(missing(ENDPOINTS["Update Existing Job"]["response"], client.post("/v1/job/example", update))) == []
    plan = {**ENDPOINTS["Create Job Plan"]["request"], "Job": created("example", 6)}
    wanted = {key: value for key, value in ENDPOINTS["Create Job Plan"]["response"].items() if key != "Diff"}
    assert list(missing(wanted, client.post("/v1/job/example/plan", plan))) == []


def test_dispatch_takes_the_pages_request_with_its_padding_mended(client: Client) -> None:
    batch = {**created("param"), "Type": "batch", "ParameterizedJob": {"MetaOptional": ["key"]}}
    batch.pop("Update", None)
    for group in batch["TaskGroups"]:
        group.pop("Update", None)
    client.post("/v1/jobs", {"Job": batch})
    sample = ENDPOINTS["Dispatch Job"]
    assert client.call("POST", "/v1/job/param/dispatch", sample["request"]).status == 400
    mended = {**sample["request"], "Payload": "A28C3w=="}
    assert list(missing(sample["response"], client.post("/v1/job/param/dispatch", mended))) == []


def test_force_launches_a_periodic_job(client: Client) -> None:
    batch = {**created("cron"), "Type": "batch", "Periodic": {"Specs": ["0 0 1 1 *"]}}
    batch.pop("Update", None)
    for group in batch["TaskGroups"]:
        group.pop("Update", None)
    client.post("/v1/jobs", {"Job": batch})
    answer = answer_of(client, "Force New Periodic Instance", "cron")
    assert list(missing(ENDPOINTS["Force New Periodic Instance"]["response"], answer)) == []


def test_parse_reads_the_pages_jobspec(client: Client) -> None:
    """The reference no longer shows the token that the page has."""
    assert list(missing(ENDPOINTS["Parse Job"]["response"], answer_of(client, "Parse Job"))) == ["/VaultToken"]
