"""A server in a process of its own: killed under writes, started again, and asked by many at once."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("granian", reason="the extra `server` is not installed")

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(database: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jobspec", "serve", "-bind", f"127.0.0.1:{port}", "-database", database]
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                call(base, "/v1/jobs")
                break
            except OSError:
                time.sleep(0.05)
        yield base, process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """The server and its worker at once, without a warning."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def call(base: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(base + path, data=data), timeout=30) as answer:
        return json.loads(answer.read())


def job(name: str) -> dict[str, Any]:
    task = {"Name": "t", "Driver": "raw_exec", "Config": {"command": "/bin/true"}}
    group = {"Name": "g", "Count": 0, "Tasks": [task]}
    return {"Job": {"ID": name, "Name": name, "Type": "batch", "TaskGroups": [group]}}


def test_killing_it_loses_no_answered_write(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/nomad.db"
    acknowledged: list[str] = []
    for life in range(20):
        with serving(database) as (base, process):
            assert {one["ID"] for one in call(base, "/v1/jobs")} >= set(acknowledged)
            try:
                for number in range(10_000):
                    call(base, "/v1/jobs", job(f"job-{life}-{number}"))
                    acknowledged.append(f"job-{life}-{number}")
                    if not number:
                        # The first write loads what writing needs: the time runs from its answer.
                        threading.Timer(0.1, kill, [process]).start()
            except OSError:
                pass
    assert len(acknowledged) >= 20
    with serving(database) as (base, _):
        assert {one["ID"] for one in call(base, "/v1/jobs")} >= set(acknowledged)


def test_many_clients_half_of_them_waiting(tmp_path: Path) -> None:
    failures: list[Exception] = []
    with serving(f"sqlite:///{tmp_path}/nomad.db") as (base, _):
        end = time.monotonic() + 2

        def write(number: int) -> None:
            try:
                for turn in range(1000):
                    if time.monotonic() > end:
                        return
                    call(base, "/v1/jobs", job(f"client-{number}-{turn}"))
            except Exception as error:
                failures.append(error)

        def wait() -> None:
            try:
                while time.monotonic() < end:
                    call(base, "/v1/jobs?index=1000000&wait=500ms")
            except Exception as error:
                failures.append(error)

        clients = [threading.Thread(target=write, args=[number]) for number in range(10)]
        clients += [threading.Thread(target=wait) for _ in range(10)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    assert failures == []
