"""Every rule's samples do what its page says: the bad one is found, the good one is not."""

from __future__ import annotations

from typing import Any

import pytest

import jobspec
from jobspec.cluster import ClusterState
from jobspec.rules import lint
from jobspec.rules.registry import Rule, rules
from jobspec.rules.samples import whole

CLUSTER = ClusterState.from_api(
    {
        "Namespaces": [
            {"Name": "docker-only", "Capabilities": {"EnabledTaskDrivers": ["docker"]}},
            {"Name": "no-raw", "Capabilities": {"DisabledNetworkModes": ["none", "host"]}},
        ]
    }
)


def judged(sample: str, place: str) -> list[Any]:
    text = whole(sample, place)
    spec = jobspec.load(text, syntax="json" if place == "json" else "hcl2")
    return lint(spec, cluster=CLUSTER)


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.name)
def test_the_bad_sample_is_found(rule: Rule) -> None:
    found = judged(rule.bad, rule.place)
    assert rule.id in {finding.id for finding in found}
    mine = next(finding for finding in found if finding.id == rule.id)
    assert mine.severity == rule.severity
    assert not mine.summary.endswith(".")


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.name)
def test_the_good_sample_is_not(rule: Rule) -> None:
    found = judged(rule.good, rule.place)
    assert [str(finding) for finding in found if finding.id == rule.id or finding.severity == "error"] == []
