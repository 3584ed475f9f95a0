"""What simulated clients make of the tasks of a group: hooks, leaders, failures, and commands that never end."""

from __future__ import annotations

from typing import Any

import pytest

from jobspec.testing import simulated_server

SLEEP = ("/bin/sleep", ["600"])
TRUE: tuple[str, list[str]] = ("/bin/true", [])
FALSE: tuple[str, list[str]] = ("/bin/false", [])


def task(name: str, command: tuple[str, list[str]], **members: Any) -> dict[str, Any]:
    return {"Name": name, "Driver": "raw_exec", "Config": {"command": command[0], "args": command[1]}, **members}


def run(*tasks: dict[str, Any], seconds: float = 5, kind: str = "batch") -> dict[str, Any]:
    """The one allocation of a job with these tasks, after a while."""
    never = {"Attempts": 0, "Unlimited": False}
    group = {"Name": "g", "Tasks": tasks, "RestartPolicy": {"Attempts": 0, "Mode": "fail"}, "ReschedulePolicy": never}
    with simulated_server() as server:
        reply = server.call("POST", "/v1/jobs", {"Job": {"ID": "x", "Type": kind, "TaskGroups": [group]}})
        assert reply.status == 200, reply.text
        server.settle()
        server.advance(seconds)
        (alloc,) = server.call("GET", "/v1/job/x/allocations").json
        assert isinstance(alloc, dict)
        return alloc


def events(alloc: dict[str, Any], name: str) -> list[str]:
    return [event["Type"] for event in alloc["TaskStates"][name]["Events"]]


BEGUN = ["Received", "Task Setup", "Started"]
KILLED = ["Killing", "Terminated", "Killed"]


def test_a_task_that_ends_leaves_the_others_alone() -> None:
    alloc = run(task("short", TRUE), task("long", SLEEP))
    assert alloc["ClientStatus"] == "running"
    assert events(alloc, "short") == [*BEGUN, "Terminated"]
    assert events(alloc, "long") == BEGUN


def test_a_failure_takes_the_siblings_along() -> None:
    alloc = run(task("bad", FALSE), task("side", SLEEP))
    assert (alloc["ClientStatus"], alloc["ClientDescription"]) == ("failed", "Failed tasks")
    assert events(alloc, "bad") == [*BEGUN, "Terminated", "Not Restarting"]
    assert events(alloc, "side") == [*BEGUN, "Sibling Task Failed", *KILLED]


def test_main_tasks_wait_for_what_runs_before_them() -> None:
    init = task("init", ("/bin/sleep", ["30"]), Lifecycle={"Hook": "prestart"})
    waiting = run(init, task("main", SLEEP))
    assert events(waiting, "main") == ["Received"]
    assert waiting["TaskStates"]["main"]["State"] == "pending"
    running = run(init, task("main", SLEEP), seconds=40)
    assert events(running, "main") == BEGUN
    assert running["TaskStates"]["init"]["State"] == "dead"


def test_main_tasks_never_start_if_what_runs_before_them_fails() -> None:
    alloc = run(task("init", FALSE, Lifecycle={"Hook": "prestart"}), task("main", SLEEP))
    assert events(alloc, "main") == ["Received", "Sibling Task Failed", "Killing"]
    assert alloc["ClientStatus"] == "failed"


def test_sidecars_end_with_the_main_tasks_and_poststop_tasks_follow() -> None:
    alloc = run(
        task("car", SLEEP, Lifecycle={"Hook": "prestart", "Sidecar": True}),
        task("main", TRUE),
        task("after", TRUE, Lifecycle={"Hook": "poststop"}),
    )
    assert events(alloc, "car") == [*BEGUN, "Main Tasks Dead", *KILLED]
    assert events(alloc, "after") == [*BEGUN, "Terminated"]
    assert alloc["ClientStatus"] == "complete"


def test_a_leader_takes_the_others_along() -> None:
    alloc = run(task("lead", TRUE, Leader=True), task("side", SLEEP))
    assert events(alloc, "side") == [*BEGUN, "Leader Task Dead", *KILLED]
    assert alloc["ClientStatus"] == "complete"


@pytest.mark.parametrize("argument", ["infinity", "inf", "1e999"])
def test_what_sleeps_forever_runs(argument: str) -> None:
    assert run(task("main", ("/bin/sleep", [argument])), seconds=100_000)["ClientStatus"] == "running"


def test_a_restart_policy_that_delays_goes_on() -> None:
    policy = {"Attempts": 1, "Mode": "delay", "Delay": 1_000_000_000, "Interval": 60_000_000_000}
    alloc = run(task("main", FALSE, RestartPolicy=policy), seconds=10)
    reasons = [event["RestartReason"] for event in alloc["TaskStates"]["main"]["Events"] if event["RestartReason"]]
    assert reasons == ["Restart within policy", "Exceeded allowed attempts, applying a delay"]
    assert alloc["ClientStatus"] == "running"


def test_what_is_stopped_before_it_was_healthy_counts_as_unhealthy() -> None:
    with simulated_server() as server:
        job = {"ID": "x", "Type": "service", "TaskGroups": [{"Name": "g", "Tasks": [task("main", SLEEP)]}]}
        server.call("POST", "/v1/jobs", {"Job": job})
        server.advance(2)
        server.call("DELETE", "/v1/job/x")
        server.advance(2)
        (alloc,) = server.call("GET", "/v1/job/x/allocations").json
        deployment = server.call("GET", "/v1/job/x/deployment").json
    assert alloc["DeploymentStatus"]["Healthy"] is False
    assert (deployment["Status"], deployment["TaskGroups"]["g"]["UnhealthyAllocs"]) == ("cancelled", 1)
