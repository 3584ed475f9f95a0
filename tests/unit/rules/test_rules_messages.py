"""What every rule says of its bad sample, in one file that a person can read from top to bottom.

If a message changes, delete `messages.txt` and run this test: it writes the file anew.
"""

from __future__ import annotations

from pathlib import Path

import jobspec
from jobspec.cluster import ClusterState
from jobspec.diagnostics import json_pointer
from jobspec.rules import lint
from jobspec.rules.registry import rules
from jobspec.rules.samples import whole

SNAPSHOT = Path(__file__).with_name("messages.txt")
NAMESPACES = [
    {"Name": "docker-only", "Capabilities": {"EnabledTaskDrivers": ["docker"]}},
    {"Name": "no-raw", "Capabilities": {"DisabledNetworkModes": ["none", "host"]}},
]


def messages() -> str:
    cluster = ClusterState.from_api({"Namespaces": NAMESPACES})
    blocks = []
    for rule in rules().values():
        spec = jobspec.load(whole(rule.bad, rule.place), syntax="json" if rule.place == "json" else "hcl2")
        found = next(finding for finding in lint(spec, cluster=cluster) if finding.id == rule.id)
        place = json_pointer(found.path)
        blocks.append(f"{rule.id} {rule.name} at {place}\n  {found.summary}\n  {found.detail}\n")
    return "\n".join(blocks)


def test_messages_read_as_before() -> None:
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(messages(), encoding="utf-8")
    assert messages() == SNAPSHOT.read_text(encoding="utf-8")
