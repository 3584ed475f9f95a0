"""What the server makes of a job before its mutators run."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from jobspec.canonical import server_view
from jobspec.model import complete, to_api


def viewed(**data: Any) -> dict[str, Any]:
    tree, problems = complete(data)
    assert problems == []
    before = copy.deepcopy(tree)
    found = server_view(tree)
    assert tree == before
    return found


def group(job: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    found: dict[str, Any] = viewed(ID="j", TaskGroups=[{"Name": "g", **data}], **(job or {}))["TaskGroups"][0]
    return found


def task(job: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    found: dict[str, Any] = group(job, Tasks=[{"Name": "t", **data}])["Tasks"][0]
    return found


def test_an_empty_job() -> None:
    job = viewed(Datacenters=[], Meta={}, Namespace="", TaskGroups=[])
    assert (job["Datacenters"], job["Meta"], job["Namespace"], job["TaskGroups"]) == (["*"], None, "default", None)
    assert (job["SubmitTime"], job["DispatchIdempotencyToken"], job["NodePool"]) == (0, "", "")


@pytest.mark.parametrize(("written", "kept"), [({}, (30, 1)), ({"MaxParallel": 0, "Stagger": 1}, (0, 0))])
def test_what_is_left_of_the_jobs_update(written: dict[str, int], kept: tuple[int, int]) -> None:
    update = viewed(Update=written)["Update"]
    assert (update["Stagger"] // 10**9, update["MaxParallel"], update["HealthCheck"]) == (*kept, "")


def test_what_the_server_does_not_know() -> None:
    job = viewed(Reschedule={"Attempts": 1}, Migrate={}, TaskGroups=[{"MaxClientDisconnect": 1}])
    assert (job["Reschedule"], job["Migrate"]) == (None, None)
    found = job["TaskGroups"][0]
    assert (found["MaxClientDisconnect"], found["PreventRescheduleOnLost"]) == (None, False)


def test_every_task_has_an_identity() -> None:
    own = task()["Identity"]
    assert (own["Name"], own["Audience"]) == ("default", ["nomadproject.io"])


def test_the_default_identity_moves() -> None:
    listed = [{"Name": "default", "Audience": ["x"], "Env": True}, {"Name": "a", "ChangeSignal": "sighup"}]
    found = task(Identities=listed)
    assert (found["Identity"]["Env"], found["Identity"]["Audience"]) == (True, ["nomadproject.io"])
    assert [(identity["Name"], identity["ChangeSignal"]) for identity in found["Identities"]] == [("a", "SIGHUP")]
    assert task(Identities=listed[:1])["Identities"] == []
    assert task(Identities=[])["Identities"] is None


def test_services_and_checks_are_named() -> None:
    service = {"Name": "${BASE}-${JOB}-${other}", "Checks": [{"TaskName": "x"}]}
    found = group(Services=[service], Tasks=[{"Name": "t", "Services": [service]}])
    [ours] = found["Services"]
    [theirs] = found["Tasks"][0]["Services"]
    assert (ours["Name"], ours["TaskName"]) == ("j-g-group-j-${other}", "")
    assert (ours["Checks"][0]["Name"], ours["Checks"][0]["TaskName"]) == (f'service: "{ours["Name"]}" check', "x")
    assert (theirs["Name"], theirs["TaskName"], theirs["Checks"][0]["TaskName"]) == ("j-g-t-j-${other}", "t", "t")


def test_scaling_names_its_target() -> None:
    found = group(Scaling={"ID": "x"}, Tasks=[{"Name": "t", "ScalingPolicies": [{}]}])
    assert (found["Scaling"]["ID"], found["Scaling"]["Max"], found["Scaling"]["Enabled"]) == ("", -1, True)
    assert found["Scaling"]["Target"] == {"Namespace": "default", "Job": "j", "Group": "g"}
    assert found["Tasks"][0]["ScalingPolicies"][0]["Target"]["Task"] == "t"


def test_volumes_of_unknown_types_vanish() -> None:
    volumes = {"a": {"Type": "host"}, "b": {"Type": "csi"}, "c": {"Type": "nfs"}}
    assert list(group(Volumes=volumes)["Volumes"]) == ["a", "b"]
    assert group(Volumes={"c": {"Type": "nfs"}})["Volumes"] == {}
    assert group(Volumes={})["Volumes"] is None


def test_vault_takes_the_jobs_namespace() -> None:
    found = task({"VaultNamespace": "n"}, Vault={"ChangeSignal": "sigusr1", "Policies": ["p"]})["Vault"]
    assert (found["Namespace"], found["ChangeSignal"], found["Policies"]) == ("n", "SIGUSR1", None)


def test_older_names_of_exposed_paths_win() -> None:
    expose = {"Paths": [{"Path": "/new"}], "Path": [{"Path": "/old"}]}
    connect = {"SidecarService": {"Proxy": {"Expose": {}, "ExposeConfig": expose}}}
    found = group(Services=[{"Connect": connect}])["Services"][0]["Connect"]["SidecarService"]["Proxy"]
    assert [path["Path"] for path in found["Expose"]["Paths"]] == ["/old"]
    assert (found["ExposeConfig"], found["Expose"]["Path"]) == (None, None)


def test_what_is_stored_reads_back() -> None:
    ports = {"Networks": [{"MBits": 0, "ReservedPorts": [], "DynamicPorts": [{"Label": "http"}]}]}
    job = viewed(ID="j", UI={"Links": [{"URL": "u"}]}, TaskGroups=[{"Name": "g", **ports, "Services": [{}]}])
    assert complete(to_api(job, stored=True)) == (job, [])


def test_a_check_in_a_task_without_name_names_none_either() -> None:
    found = group(Tasks=[{"Name": "", "Services": [{"Checks": [{"TaskName": "other"}]}]}])["Tasks"][0]
    assert found["Services"][0]["Checks"][0]["TaskName"] == ""


def test_a_port_without_label_is_written_without() -> None:
    written = to_api(viewed(TaskGroups=[{"Networks": [{"DynamicPorts": [{}]}]}]), stored=True)
    assert written["TaskGroups"][0]["Networks"][0]["DynamicPorts"] == [{"HostNetwork": "default"}]
