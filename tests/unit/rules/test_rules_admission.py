"""Admission, validation and lint of whole jobs."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import jobspec
from jobspec.diagnostics import ParseError, Position, Range

JOB: dict[str, Any] = {
    "ID": "web",
    "TaskGroups": [
        {
            "Name": "web",
            "Networks": [{"Mode": "bridge"}],
            "Services": [{"PortLabel": "8080", "Connect": {"SidecarService": {}}}],
            "Tasks": [{"Name": "web", "Driver": "docker", "Config": {"image": "x"}}],
        }
    ],
}


class Places:
    """Sources that know one range for all."""

    def range_of(self, path: Any) -> Range:
        start = Position(len(path), 1, 0)
        return Range("web.nomad.hcl", start, start)


def test_canonicalize_gives_a_job() -> None:
    job = jobspec.canonicalize(JOB)
    assert isinstance(job, jobspec.Job)
    assert job.task_groups is not None
    assert (job.priority, job.task_groups[0].count) == (50, 1)


def test_admission_tells_what_it_changed() -> None:
    admission = jobspec.admit(JOB)
    assert admission.accepted, admission.errors
    groups = admission.job.task_groups or []
    assert [task.name for task in groups[0].tasks or []] == ["web", "connect-proxy-web-web"]
    made = {(change.path, change.by) for change in admission.changes}
    assert (("Priority",), "default") in made
    assert (("TaskGroups", 0, "Tasks", 1), "connect") in made
    assert (("NodePool",), "node-pool") in made
    assert admission.to_api() == admission.job.to_api(stored=True)
    assert jobspec.Job.from_api(admission.to_api()) == admission.job


def test_a_mutators_refusal_is_the_whole_answer() -> None:
    service = {"Connect": {"Native": True}, "Name": "a"}
    group = {**JOB["TaskGroups"][0], "Services": [service], "Tasks": []}
    admission = jobspec.admit({"ID": "web", "TaskGroups": [group]})
    assert [(error.id, error.path) for error in admission.errors] == [
        ("NJ5901", ("TaskGroups", 0, "Services", 0, "TaskName"))
    ]
    assert not admission.accepted
    assert admission.job.node_pool == ""


def test_findings_have_ranges_and_their_order() -> None:
    found = jobspec.validate({"ID": "a b", "TaskGroups": [{"Name": "g", "Tasks": []}]}, sources=Places())
    assert len(found) >= 2
    assert [item.subject for item in found] == [Places().range_of(item.path) for item in found]
    assert [len(item.path) for item in found] == sorted(len(item.path) for item in found)


def test_lint_selects_and_ignores() -> None:
    job = {"ID": "a b"}
    everything = [item.id for item in jobspec.lint(job)]
    first = everything[0]
    assert {item.id for item in jobspec.lint(job, select=[first])} == {first}
    assert first not in {item.id for item in jobspec.lint(job, ignore=[first])}
    assert jobspec.lint(job, select=["NJ"], ignore=["NJ"]) == []


def test_a_cluster_knows_more_pools_and_namespaces() -> None:
    cluster = jobspec.ClusterState.from_api({"NodePools": [{"Name": "gpu"}], "Namespaces": [{"Name": "apps"}]})
    job = JOB | {"NodePool": "gpu", "Namespace": "apps"}
    assert jobspec.validate(job, cluster=cluster) == []


def test_what_is_no_job() -> None:
    with pytest.raises(ParseError):
        jobspec.admit({"Priority": "high"})
    with pytest.raises(TypeError):
        jobspec.validate(7)  # type: ignore[arg-type]


def test_what_programmers_write_wrongly() -> None:
    with pytest.raises(TypeError, match="ClusterState"):
        jobspec.admit(JOB, cluster={})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="lists of IDs"):
        jobspec.lint(JOB, select="NJ3")


def test_judging_a_job_loads_no_pydantic() -> None:
    code = (
        "import sys, jobspec; jobspec.lint({'ID': 'a'}); jobspec.admit({}).to_api(); print('pydantic' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
