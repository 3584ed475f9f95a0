"""The short cut to the best node gives what the loop over all nodes gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from small_clusters import job, node, state

import jobspec
from jobspec.scheduler.trace import Observer

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RACK = "${meta.rack}"
SPREADS: list[list[dict[str, Any]]] = [
    [],
    [{"Attribute": RACK, "Weight": 50}],
    [{"Attribute": RACK, "Weight": 50, "SpreadTarget": [{"Value": "a", "Percent": 70}]}],
    [{"Attribute": RACK, "Weight": 50}, {"Attribute": "${node.datacenter}", "Weight": 30}],
]
MACHINES = st.lists(
    st.tuples(st.sampled_from([500, 1000, 2000]), st.sampled_from("abc"), st.sampled_from(["dc1", "dc2"])),
    min_size=1,
    max_size=9,
)


@given(MACHINES, st.integers(1, 12), st.sampled_from(SPREADS), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_agrees_with_the_loop(
    machines: list[tuple[int, str, str]], count: int, spreads: list[dict[str, Any]], affine: bool, ports: bool
) -> None:
    nodes = [
        node(number, cpu=cpu, Meta={"rack": rack}, Datacenter=dc, NodeClass=rack)
        for number, (cpu, rack, dc) in enumerate(machines)
    ]
    group: dict[str, Any] = {"Spreads": spreads}
    group["Affinities"] = [{"LTarget": RACK, "Operand": "=", "RTarget": "b", "Weight": 40}] if affine else None
    group["Constraints"] = [{"LTarget": RACK, "Operand": "!=", "RTarget": "c"}]
    group["Networks"] = [{"DynamicPorts": [{"Label": "http"}]}] if ports else None
    spec = job(count, 200, **group)
    short = jobspec.plan(spec, state(*nodes), now=NOW).to_detail()
    with mock.patch.object(Observer, "wants_all", True):
        whole = jobspec.plan(spec, state(*nodes), now=NOW).to_detail()
    assert short == whole
