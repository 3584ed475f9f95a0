"""The simulated server in this process: reads and writes, beside writing the same answer as JSON.

python -m benchmarks.server [rounds]
"""

from __future__ import annotations

import json
import sys
from typing import Any

from benchmarks.timing import in_turn, show
from jobspec.testing import SimulatedServer, simulated_server

JOBS = 5
TASKS = 8


def job(name: str, turn: int = 0) -> dict[str, Any]:
    """A job of about 4 KB."""
    task = {"Driver": "raw_exec", "Config": {"command": "/bin/sleep", "args": ["600"]}, "Env": {"PADDING": "x" * 400}}
    tasks = [{**task, "Name": f"task-{number}"} for number in range(TASKS)]
    return {"ID": name, "Name": name, "Type": "batch", "Meta": {"turn": str(turn)}, "TaskGroups": [_group(tasks)]}


def _group(tasks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Name": "g", "Count": 0, "Tasks": tasks}


def register(server: SimulatedServer, name: str, turn: int) -> None:
    """Register another version."""
    reply = server.call("POST", "/v1/jobs", {"Job": job(name, turn)})
    assert reply.status == 200, reply.text


def read(server: SimulatedServer, target: str, rounds: int) -> None:
    """Print the row of a read."""
    answer = server.call("GET", target).json
    pair = in_turn(lambda: server.call("GET", target), lambda: json.dumps(answer), rounds=rounds)
    show(f"GET {target}", pair, "json.dumps")


def main(rounds: int) -> None:
    """Print the rows."""
    with simulated_server() as server:
        for number in range(JOBS):
            register(server, f"job-{number}", 0)
        server.settle()
        for target in ("/v1/jobs", "/v1/job/job-0"):
            read(server, target, rounds)
        turns = iter(range(1, sys.maxsize))
        body = job("job-0")
        pair = in_turn(lambda: register(server, "job-0", next(turns)), lambda: json.dumps(body), rounds=rounds)
        show(f"POST /v1/jobs, {len(json.dumps(body))} bytes", pair, "json.dumps")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
