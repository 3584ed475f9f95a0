"""Writing a job as HCL and reading it again gives the same job, in all that HCL can say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import jobspec
from jobspec.canonical import canonicalize
from jobspec.diagnostics import Path as Place
from jobspec.model import Job, tree_of
from jobspec.render.hcl import job_hcl
from jobspec.testing import jobs

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "jobs"


def without(tree: Any, places: set[Place], here: Place = ()) -> Any:
    """The tree with null for what HCL cannot say: some places, and lists and maps that are there but empty."""
    if here in places or tree in ([], {}):
        return None
    if isinstance(tree, dict):
        return {key: without(item, places, (*here, key)) for key, item in tree.items()}
    if isinstance(tree, list):
        return [without(item, places, (*here, number)) for number, item in enumerate(tree)]
    return tree


def assert_survives(tree: dict[str, Any]) -> None:
    written = job_hcl(tree)
    again = tree_of(jobspec.load(written.text, syntax="hcl2"))
    unsaid = set(written.left_out)
    assert without(canonicalize(again), unsaid) == without(canonicalize(tree), unsaid)
    assert job_hcl(again).text == written.text


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.hcl")), ids=lambda path: path.name.partition(".")[0])
def test_jobs_of_the_corpus(path: Path) -> None:
    spec = jobspec.load(path.read_text("utf-8"))
    assert_survives(tree_of(spec))
    assert job_hcl(tree_of(spec)).left_out == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(jobs())
def test_any_job(job: Job) -> None:
    assert_survives(tree_of(job))
