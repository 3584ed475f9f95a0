"""The simulated server: reads and writes beside writing the same answer as JSON, and the start of the program.

python -m benchmarks.server [rounds]
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.cold import installed_wheel
from benchmarks.timing import Pair, in_turn, show
from jobspec.server.app import Application
from jobspec.server.simulate.clock import ManualClock
from jobspec.server.start import new_server
from jobspec.server.store.database import DatabaseJournal
from jobspec.testing import SimulatedServer, simulated_server

JOBS = 5
TASKS = 8
STARTS = 5


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


def tell(title: str, pair: Pair, target: str = "") -> None:
    """Print a row, with calls a second."""
    show(f"{title} ({1 / pair.ours:,.0f}/s)", pair, "json.dumps", target)


def read(server: SimulatedServer, target: str, rounds: int) -> None:
    """Print the row of a read."""
    answer = server.call("GET", target).json
    tell(f"GET {target}", in_turn(lambda: server.call("GET", target), lambda: json.dumps(answer), rounds=rounds))


def write(server: SimulatedServer, title: str, rounds: int) -> None:
    """Print the row of registering versions of a job."""
    turns = iter(range(1, sys.maxsize))
    body = job("job-0")
    pair = in_turn(lambda: register(server, "job-0", next(turns)), lambda: json.dumps(body), rounds=rounds)
    tell(f"POST /v1/jobs, {len(json.dumps(body))} bytes, {title}", pair)


def in_a_file(server: SimulatedServer, folder: str) -> None:
    """Let a server keep what it knows in a file."""
    kept = new_server(DatabaseJournal(f"sqlite:///{folder}/nomad.db"), ManualClock(time.time_ns()))
    server.wsgi = Application(kept)


def start(python: Path, database: str) -> float:
    """Seconds from the start of an installed `jobspec serve` to its first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(python), "-m", "jobspec", "serve", "-bind", f"127.0.0.1:{port}", "-database", database]
    quiet = subprocess.DEVNULL
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=tempfile.gettempdir(), stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        while time.perf_counter() - begun < 30:
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/v1/jobs")
                connection.getresponse().read()
                return time.perf_counter() - begun
            except OSError:
                time.sleep(0.002)
        raise TimeoutError("the server does not answer")
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main(rounds: int) -> None:
    """Print the rows."""
    with simulated_server() as server:
        for number in range(JOBS):
            register(server, f"job-{number}", 0)
        server.settle()
        for target in ("/v1/jobs", "/v1/job/job-0"):
            read(server, target, rounds)
        write(server, "memory", rounds)
    with tempfile.TemporaryDirectory() as folder, simulated_server() as server:
        in_a_file(server, folder)
        write(server, "file", rounds)
        python = installed_wheel(Path(folder))
        for title, database in (("memory", "sqlite://"), ("file", f"sqlite:///{folder}/started.db")):
            seconds = median(start(python, database) for _ in range(STARTS))
            print(f"start to first answer, {title}: {seconds:.3f} s (target 0.4)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
