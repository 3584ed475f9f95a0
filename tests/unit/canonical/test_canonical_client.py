"""What the client's defaults make of a job."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from jobspec.canonical import canonicalize
from jobspec.model import complete

SECOND = 1_000_000_000


def canonical(**data: Any) -> dict[str, Any]:
    tree, problems = complete(data)
    assert problems == []
    before = copy.deepcopy(tree)
    found = canonicalize(tree)
    assert tree == before
    assert canonicalize(found) == found
    return found


def group(job: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    found: dict[str, Any] = canonical(**{"ID": "j", **(job or {}), "TaskGroups": [{"Name": "g", **data}]})[
        "TaskGroups"
    ][0]
    return found


def task(job: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    found: dict[str, Any] = group(job, Tasks=[{"Name": "t", **data}])["Tasks"][0]
    return found


def test_an_empty_job() -> None:
    job = canonical()
    assert {key: value for key, value in job.items() if value} == {
        "Region": "global",
        "Namespace": "default",
        "Type": "service",
        "Priority": 50,
        "Update": job["Update"],
    }
    assert (job["SubmitTime"], job["Datacenters"], job["Version"]) == (None, None, 0)


def test_only_null_is_replaced() -> None:
    job = canonical(Name="", Namespace="", Priority=0, Type="")
    assert (job["Name"], job["Namespace"], job["Priority"], job["Type"], job["Update"]) == ("", "", 0, "", None)


@pytest.mark.parametrize(
    ("kind", "update", "reschedule", "migrate", "attempts"),
    [
        ("service", True, "exponential", True, 2),
        ("system", True, None, False, 2),
        ("batch", False, "constant", False, 3),
        ("sysbatch", False, None, False, 3),
        ("odd", False, "", False, 3),
    ],
)
def test_policies_by_type(kind: str, update: bool, reschedule: str | None, migrate: bool, attempts: int) -> None:
    found = group({"Type": kind})
    assert bool(found["Update"]) == update
    assert (found["ReschedulePolicy"] or {}).get("DelayFunction") == reschedule
    assert bool(found["Migrate"]) == migrate
    assert found["RestartPolicy"]["Attempts"] == attempts


def test_the_groups_policy_overlays_the_jobs() -> None:
    found = group({"Type": "batch", "Update": {"MaxParallel": 3, "Canary": 1}}, Update={"Canary": 2})
    assert (found["Update"]["MaxParallel"], found["Update"]["Canary"], found["Update"]["Stagger"]) == (
        3,
        2,
        30 * SECOND,
    )


def test_an_update_of_zeros_still_counts() -> None:
    assert group({"Type": "batch", "Update": {"MaxParallel": 0}})["Update"]["MaxParallel"] == 0


def test_the_tasks_restart_policy_overlays_the_groups() -> None:
    found = group(RestartPolicy={"Attempts": 7}, Tasks=[{"RestartPolicy": {"Mode": "delay"}}])
    assert found["Tasks"][0]["RestartPolicy"] == found["RestartPolicy"] | {"Mode": "delay"}


@pytest.mark.parametrize(
    ("data", "count", "least"),
    [
        ({"Scaling": {"Min": 3}}, 3, 3),
        ({"Scaling": {}}, 1, 1),
        ({"Count": 2, "Scaling": {}}, 2, 2),
        ({"Count": 0, "Scaling": {"Min": 1}}, 0, 1),
    ],
)
def test_count_and_scaling(data: dict[str, Any], count: int, least: int) -> None:
    found = group(**data)
    assert (found["Count"], found["Scaling"]["Min"], found["Scaling"]["Type"]) == (count, least, "horizontal")


@pytest.mark.parametrize(
    ("resources", "cpu", "cores"),
    [(None, 100, 0), ({"CPU": 0}, 0, 0), ({"Cores": 2}, 0, 2), ({"Cores": 0}, 0, 0), ({"CPU": 5, "Cores": 1}, 5, 1)],
)
def test_cpu_and_cores(resources: dict[str, int] | None, cpu: int, cores: int) -> None:
    found = task(Resources=resources)["Resources"]
    assert (found["CPU"], found["Cores"], found["MemoryMB"]) == (cpu, cores, 300)


@pytest.mark.parametrize(
    ("artifact", "destination"),
    [
        ({"GetterSource": "https://x/a.tgz"}, "local/"),
        ({"GetterSource": "https://x/a.tgz?archive=false", "GetterMode": "file"}, "local/a.tgz?archive=false"),
        ({"GetterSource": "https://x/a/", "GetterMode": "file"}, "local/a"),
        ({"GetterMode": "file"}, "local"),
        ({"RelativeDest": "", "GetterMode": "file"}, ""),
    ],
)
def test_artifact_destinations(artifact: dict[str, Any], destination: str) -> None:
    assert task(Artifacts=[artifact])["Artifacts"][0]["RelativeDest"] == destination


@pytest.mark.parametrize(
    ("template", "signal"),
    [({}, ""), ({"ChangeMode": "signal"}, "SIGHUP"), ({"ChangeSignal": "sigusr1"}, "SIGUSR1")],
)
def test_template_signals(template: dict[str, Any], signal: str) -> None:
    assert task(Templates=[template])["Templates"][0]["ChangeSignal"] == signal


def test_services_and_checks() -> None:
    found = group(
        Services=[
            {
                "CheckRestart": {"Limit": 3, "IgnoreWarnings": True},
                "OnUpdate": "ignore",
                "Weights": {"Passing": -1},
                "Meta": {},
                "Checks": [
                    {"FailuresBeforeCritical": -4},
                    {"OnUpdate": "require_healthy", "CheckRestart": {"Limit": 0, "Grace": 0}},
                ],
            }
        ],
        Tasks=[{"Name": "t", "Services": [{}]}],
    )
    [service] = found["Services"]
    first, second = service["Checks"]
    assert (service["Name"], service["Provider"], service["Meta"]) == ("j-g", "consul", None)
    assert service["Weights"] == {"Passing": 1, "Warning": 1}
    assert (first["OnUpdate"], first["FailuresBeforeCritical"]) == ("ignore", 0)
    assert first["CheckRestart"] == {"Limit": 3, "Grace": SECOND, "IgnoreWarnings": True}
    assert second["CheckRestart"] == {"Limit": 3, "Grace": 0, "IgnoreWarnings": True}
    assert found["Tasks"][0]["Services"][0]["Name"] == "j-g-t"


def test_consul_namespaces_come_from_the_job() -> None:
    assert group({"ConsulNamespace": "n"}, Consul={})["Consul"]["Namespace"] == "n"
    assert group({"ConsulNamespace": "n"}, Consul={"Namespace": "own"})["Consul"]["Namespace"] == "own"


def test_periodic_and_regions() -> None:
    job = canonical(Periodic={"TimeZone": ""}, Multiregion={"Regions": [{"Name": "a"}]})
    assert job["Periodic"] == {
        "Enabled": True,
        "Spec": "",
        "Specs": [],
        "SpecType": "cron",
        "ProhibitOverlap": False,
        "TimeZone": "UTC",
    }
    assert job["Multiregion"] == {
        "Strategy": {"MaxParallel": 0, "OnFailure": ""},
        "Regions": [{"Name": "a", "Count": 1, "Datacenters": [], "NodePool": "", "Meta": {}}],
    }


def test_a_negative_limit_does_not_overlay_the_services() -> None:
    service = {"CheckRestart": {"Limit": 2}, "Checks": [{"CheckRestart": {"Limit": -1, "IgnoreWarnings": True}}]}
    restart = group(Services=[service])["Services"][0]["Checks"][0]["CheckRestart"]
    assert (restart["Limit"], restart["IgnoreWarnings"]) == (2, True)
