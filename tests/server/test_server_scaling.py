"""Scaling and its policies, services, searching, statuses of jobs, and sources of versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobspec.testing import SimulatedServer, simulated_server


@pytest.fixture
def server() -> Iterator[SimulatedServer]:
    with simulated_server() as one:
        assert (
            one.call("POST", "/v1/jobs", {"Job": job(), "Submission": {"Source": "job {}", "Format": "hcl2"}}).status
            == 200
        )
        one.advance(1)
        yield one


def job() -> dict[str, Any]:
    task = {"Name": "main", "Driver": "raw_exec", "Config": {"command": "/bin/sleep", "args": ["600"]}}
    group = {
        "Name": "g",
        "Count": 1,
        "Tasks": [{**task, "Actions": [{"Name": "hello", "Command": "/bin/echo", "Args": ["hi"]}]}],
        "Networks": [{"ReservedPorts": [{"Label": "p", "Value": 18181}]}],
        "Services": [{"Name": "api", "PortLabel": "p", "Provider": "nomad", "Tags": ["t1"]}],
        "Scaling": {"Min": 1, "Max": 3, "Enabled": True, "Policy": {}},
    }
    other = {"Name": "other", "Count": 1, "Tasks": [task]}
    return {"ID": "web", "Name": "web", "Type": "batch", "TaskGroups": [group, other]}


def scale(server: SimulatedServer, **body: Any) -> Any:
    return server.call("POST", "/v1/job/web/scale", {"Target": {"Group": "other"}, **body})


def get(server: SimulatedServer, target: str) -> Any:
    reply = server.call("GET", target)
    assert reply.status == 200, reply.text
    return reply.json


def test_scaling_makes_a_version_an_evaluation_and_an_event(server: SimulatedServer) -> None:
    answer = scale(server, Count=2, Message="more", Meta={"a": 1}).json
    server.advance(1)
    assert answer["JobModifyIndex"] < answer["EvalCreateIndex"] < answer["Index"]
    status = get(server, "/v1/job/web/scale")["TaskGroups"]["other"]
    event = status["Events"][0]
    assert (status["Desired"], status["Running"], event["PreviousCount"], event["Count"]) == (2, 2, 1, 2)
    assert event["EvalID"] == answer["EvalID"]
    assert get(server, "/v1/job/web")["Version"] == 1


def test_a_message_alone_changes_nothing_else(server: SimulatedServer) -> None:
    assert scale(server, Message="only told").json["EvalID"] == ""
    assert get(server, "/v1/job/web")["Version"] == 0
    assert get(server, "/v1/job/web/scale")["TaskGroups"]["other"]["Events"][0]["Count"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"Count": -1}, 400),
        ({"Count": "2"}, 400),
        ({"Count": 1, "Error": True}, 400),
        ({"Count": 1, "Target": {}}, 400),
        ({"Count": 1, "Target": {"Group": "none"}}, 400),
        ({"Count": 1, "Target": {"Group": "g", "Job": "other"}}, 400),
        ({"Count": 4, "Target": {"Group": "g"}}, 400),
        ({"Count": 0, "Target": {"Group": "g"}}, 400),
        ({"Count": 1, "JobModifyIndex": 999}, 500),
    ],
)
def test_scaling_that_cannot_be_is_refused(server: SimulatedServer, body: dict[str, Any], status: int) -> None:
    assert scale(server, **body).status == status
    assert get(server, "/v1/job/web")["Version"] == 0


def test_a_policy_keeps_its_identity_over_versions(server: SimulatedServer) -> None:
    (policy,) = get(server, "/v1/scaling/policies?job=web")
    server.call("POST", "/v1/jobs", {"Job": {**job(), "Meta": {"x": "1"}}})
    assert get(server, "/v1/scaling/policies") == [policy]
    server.call("DELETE", "/v1/job/web?purge=true")
    assert get(server, "/v1/scaling/policies") == []


def test_the_source_follows_the_versions_that_come_without(server: SimulatedServer) -> None:
    scale(server, Count=2)
    server.call("POST", "/v1/jobs", {"Job": {**job(), "Meta": {"x": "1"}}, "Submission": {"Source": "x" * 1_000_001}})
    server.call("DELETE", "/v1/job/web")
    for version in range(4):
        assert get(server, f"/v1/job/web/submission?version={version}")["Source"] == "job {}"


def test_services_are_those_of_running_allocations(server: SimulatedServer) -> None:
    (service,) = get(server, "/v1/job/web/services")
    assert (service["ServiceName"], service["Port"], service["Address"]) == ("api", 18181, "127.0.0.1")
    assert get(server, "/v1/service/api") == [service]
    assert get(server, "/v1/services")[0]["Services"] == [{"ServiceName": "api", "Tags": ["t1"]}]
    server.call("DELETE", "/v1/job/web")
    server.advance(1)
    assert get(server, "/v1/service/api") == []


def test_actions_are_listed(server: SimulatedServer) -> None:
    (action,) = get(server, "/v1/job/web/actions")
    assert (action["TaskGroupName"], action["TaskName"], action["Name"]) == ("g", "main", "hello")


def test_searching_finds_by_prefix_and_by_text(server: SimulatedServer) -> None:
    alloc = get(server, "/v1/allocations")[0]["ID"]
    found = server.call("POST", "/v1/search", {"Prefix": alloc[:8], "Context": "all"}).json["Matches"]
    assert (found["allocs"], found["jobs"]) == ([alloc], None)
    found = server.call("POST", "/v1/search/fuzzy", {"Text": "EB.G", "Context": "allocs"}).json["Matches"]
    assert [one["ID"] for one in found["allocs"]] == ["web.g[0]"]
    assert server.call("POST", "/v1/search", {"Prefix": "w", "Context": "moons"}).status == 500


def test_statuses_tell_the_states_of_allocations(server: SimulatedServer) -> None:
    (status,) = get(server, "/v1/jobs/statuses")
    assert (status["GroupCountSum"], len(status["Allocs"]), status["LatestDeployment"]) == (2, 2, None)
    wanted = [{"ID": "web", "Namespace": "default"}, {"ID": "none", "Namespace": "default"}]
    assert server.call("POST", "/v1/jobs/statuses", {"Jobs": wanted}).json == [status]
    assert server.call("POST", "/v1/jobs/statuses", {}).status == 400
