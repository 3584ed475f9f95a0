"""Two 40 KB jobs with 60 edits compared, beside deepdiff on the same dictionaries.

python -m benchmarks.diff [rounds]
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from deepdiff import DeepDiff

import jobspec
from benchmarks.timing import in_turn, show
from jobspec.canonical import server_view
from jobspec.diff import diff_trees
from jobspec.model import complete

GROUPS, TASKS, EDITS = 9, 3, 60

Json = dict[str, Any]


def main() -> None:
    """Print two ratios: trees with all defaults on both sides, and API JSON from which ours makes those trees first."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    old = job()
    new = edited(old, random.Random(7))
    size = len(json.dumps(old)) / 1024
    before, after = (server_view(complete(side)[0]) for side in (old, new))
    pair = in_turn(lambda: diff_trees(before, after), lambda: DeepDiff(before, after), rounds=rounds)
    show(f"{size:.0f} KB jobs, {EDITS} edits: complete trees", pair, "deepdiff", ">= 40")
    pair = in_turn(lambda: diff_trees(before, after, contextual=True), lambda: DeepDiff(before, after), rounds=rounds)
    show("the same, contextual", pair, "deepdiff", ">= 40")
    pair = in_turn(lambda: jobspec.diff(old, new), lambda: DeepDiff(old, new), rounds=rounds)
    show("the same from sparse API JSON", pair, "deepdiff")


def job() -> Json:
    """A job of about 40 KB in sparse API JSON."""
    groups = [group(f"group-{number}") for number in range(GROUPS)]
    return {"ID": "large", "Datacenters": ["dc1", "dc2"], "Meta": {"owner": "infra", "tier": "1"}, "TaskGroups": groups}


def group(name: str) -> Json:
    """A group with a network, a service and tasks."""
    ports = [{"Label": label, "To": 8080 + place} for place, label in enumerate(("http", "metrics", "admin"))]
    check = {"Name": "alive", "Type": "http", "Path": "/health", "Interval": 10_000_000_000, "Timeout": 2_000_000_000}
    service = {"Name": f"{name}-web", "PortLabel": "http", "Tags": ["a", "b", f"v-{name}"], "Checks": [check]}
    return {
        "Name": name,
        "Count": 3,
        "Constraints": [{"LTarget": "${attr.kernel.name}", "RTarget": "linux", "Operand": "="}],
        "Networks": [{"Mode": "bridge", "DynamicPorts": ports}],
        "Services": [service],
        "Tasks": [task(f"task-{number}") for number in range(TASKS)],
    }


def task(name: str) -> Json:
    """A task with a configuration, an environment and a template."""
    lines = "\n".join(f'setting_{number} = {{{{ key "app/{name}/{number}" }}}}' for number in range(10))
    return {
        "Name": name,
        "Driver": "docker",
        "Config": {
            "image": f"registry/{name}:1.0",
            "args": ["-v", "-p", "80"],
            "ports": ["http"],
            "labels": [{"a": "b"}],
        },
        "Env": {f"VARIABLE_{number}": f"value {number} of {name}" for number in range(18)},
        "Resources": {"CPU": 500, "MemoryMB": 256},
        "Templates": [{"DestPath": "local/app.conf", "EmbeddedTmpl": lines}],
    }


def edited(old: Json, source: random.Random) -> Json:
    """The job with 60 of its texts and numbers changed."""
    new = deepcopy(old)
    places = [place for place in leaves(new) if place[1] not in ("ID", "Name", "Label", "DestPath", "Type", "Driver")]
    for owner, key in source.sample(places, EDITS):
        owner[key] = owner[key] + 1 if isinstance(owner[key], int) else f"{owner[key]} changed"
    return new


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every text and number inside, as its owner and key."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(inner, dict | list):
            yield from leaves(inner)
        else:
            yield value, key


if __name__ == "__main__":
    main()
