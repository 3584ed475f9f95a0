"""Jobs drawn by the strategies, and what must hold for any job."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

import jobspec
from jobspec.canonical import canonicalize, server_view, stored
from jobspec.model import Job, complete, to_api, tree_of
from jobspec.testing.strategies import jobs, structs

CALM = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@CALM
@given(jobs())
def test_a_server_takes_the_valid_ones(job: Job) -> None:
    assert jobspec.admit(job).errors == []


@CALM
@given(jobs(valid=False))
def test_jobs_survive_their_json(job: Job) -> None:
    assert Job.from_api(job.to_api()) == job
    assert tree_of(job) == tree_of(job.to_api())


@CALM
@given(structs("Job", 6))
def test_canonicalizing_twice_is_canonicalizing_once(data: dict[str, Any]) -> None:
    tree, problems = complete(data)
    assert problems == []
    once = canonicalize(tree)
    assert canonicalize(once) == once


@CALM
@given(structs("Job", 6))
def test_any_job_can_be_judged(data: dict[str, Any]) -> None:
    tree, _ = complete(data)
    admitted = stored(tree)
    assert complete(to_api(admitted.job, stored=True)) == (admitted.job, [])
    list(admitted.changes())
    jobspec.lint(data)
    assert jobspec.admit(data).job.to_api(stored=True) == to_api(admitted.job, stored=True)


@CALM
@given(structs("Job", 6))
def test_the_servers_view_of_its_view_is_the_same(data: dict[str, Any]) -> None:
    view = server_view(complete(data)[0])
    again = server_view(view)
    assert (again["Update"], again["Datacenters"]) == (view["Update"], view["Datacenters"])
