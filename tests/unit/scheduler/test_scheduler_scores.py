"""Scores worked out again, slowly, from the list of facts and from nothing of the planner's."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_clusters import job, node, state

import jobspec

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RACKS = st.lists(
    st.tuples(st.integers(300, 3000), st.integers(300, 3000), st.sampled_from("abc")), min_size=1, max_size=6
)


def norm_score(machine: tuple[int, int, str], here: int, uses: Counter[str], facts: dict[str, Any]) -> float:
    """The final score of a node that holds so many of the group, when values are used so often."""
    cpu, memory, rack = machine
    used_cpu, used_memory = (here + 1) * facts["cpu"], (here + 1) * facts["memory"]
    raised = 10 ** (1 - used_cpu / cpu) + 10 ** (1 - used_memory / memory)
    fit = raised - 2 if facts["algorithm"] == "spread" else 20 - raised
    parts: list[float] = [min(max(fit, 0), 18) / 18]
    if here:
        parts.append(-(here + 1) / facts["count"])
    if facts["affinity"]:
        parts.append(1.0 if rack == "b" else 0.0)
    boost: float = spread_boost(rack, uses, facts)
    return sum([*parts, boost]) / (len(parts) + 1) if boost else sum(parts) / len(parts)


def spread_boost(rack: str, uses: Counter[str], facts: dict[str, Any]) -> float:
    """An even spread, or 50 percent on rack a and the rest anywhere."""
    if facts["spread"] == "targets":
        value = "a" if rack == "a" else "*"
        bucket = sum(count for key, count in uses.items() if (key == "a") == (value == "a"))
        desired: float = 0.5 * facts["count"]
        return (desired - (bucket + 1)) / desired
    if facts["spread"] == "even" and uses:
        low, high = min(uses.values()), max(uses.values())
        if uses[rack] != low:
            return (low - uses[rack]) / low
        return -1.0 if low == high else (high - low) / low
    return 0.0


@given(
    RACKS,
    st.integers(1, 6),
    st.integers(50, 500),
    st.integers(50, 500),
    st.sampled_from(["none", "even", "targets"]),
    st.booleans(),
    st.sampled_from(["binpack", "spread"]),
)
@settings(max_examples=80, deadline=None)
def test_scores_by_the_facts(
    machines: list[tuple[int, int, str]], count: int, cpu: int, memory: int, spread: str, affinity: bool, algorithm: str
) -> None:
    facts = {"cpu": cpu, "memory": memory, "count": count, "spread": spread, "affinity": affinity}
    facts["algorithm"] = algorithm
    targets = [{"Value": "a", "Percent": 50}] if spread == "targets" else None
    group: dict[str, Any] = {}
    if spread != "none":
        group["Spreads"] = [{"Attribute": "${meta.rack}", "Weight": 50, "SpreadTarget": targets}]
    if affinity:
        group["Affinities"] = [{"LTarget": "${meta.rack}", "Operand": "=", "RTarget": "b", "Weight": 30}]
    nodes = [node(n, cpu=size[0], memory=size[1], Meta={"rack": size[2]}) for n, size in enumerate(machines)]
    cluster = state(*nodes, SchedulerConfig={"SchedulerAlgorithm": algorithm})
    held: Counter[str] = Counter()
    uses: Counter[str] = Counter()
    placed = jobspec.plan(job(count, cpu, memory, **group), cluster, now=NOW).placements
    for placement in sorted(placed, key=lambda one: int(one["Name"].split("[")[1][:-1])):
        for shown in placement["Metrics"]["ScoreMetaData"]:
            number = int(shown["NodeID"][:8])
            expected = norm_score(machines[number], held[shown["NodeID"]], uses, facts)
            assert math.isclose(shown["NormScore"], expected, abs_tol=1e-12)
        held[placement["NodeID"]] += 1
        uses[machines[int(placement["NodeID"][:8])][2]] += 1
