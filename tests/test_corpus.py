"""Every jobspec of the corpus against what the reference answered for it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import jobspec

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
NAMES = sorted(path.name.removesuffix(".nomad.hcl") for path in (CORPUS / "jobs").glob("*.nomad.hcl"))

CLUSTER = jobspec.ClusterState.from_api({"NodePools": [{"Name": "gpu"}]})


def text_of(name: str) -> str:
    return (CORPUS / "jobs" / f"{name}.nomad.hcl").read_text(encoding="utf-8")


@cache
def recorded(name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((CORPUS / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    return answer


@pytest.mark.parametrize("name", NAMES)
def test_the_record_is_of_this_text(name: str) -> None:
    assert recorded(name)["sha256"] == hashlib.sha256(text_of(name).encode()).hexdigest()
    assert recorded(name)["recorded_from"] == "Nomad 2.0.5"


@pytest.mark.parametrize("name", NAMES)
def test_parse_and_canonicalize(name: str) -> None:
    spec = jobspec.load(text_of(name), filename=f"{name}.nomad.hcl")
    assert spec.to_api() == recorded(name)["parse"]
    assert jobspec.canonicalize(spec).to_api() == recorded(name)["canonical"]


@pytest.mark.parametrize("name", NAMES)
def test_admission(name: str) -> None:
    admission = jobspec.admit(jobspec.load(text_of(name)), cluster=CLUSTER)
    assert [finding.id for finding in admission.errors] == []
    assert len(admission.warnings) == recorded(name)["warnings"], admission.warnings
    if recorded(name)["stored"] is not None:
        assert admission.to_api() == recorded(name)["stored"]


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_formatted(name: str) -> None:
    assert jobspec.hcl.format(text_of(name)) == text_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_model_round_trip(name: str) -> None:
    job = jobspec.parse(text_of(name))
    assert jobspec.Job.from_api(job.to_api()) == job
