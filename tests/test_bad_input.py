"""What people really hand in: each ends in a diagnostic at its place, the documented exit status, and no traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jobspec.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
GOOD = """job "a" {
  group "g" {
    task "t" {
      driver = "exec"
      config {
        command = "x"
      }
    }
  }
}
"""

UNREADABLE: dict[str, tuple[bytes, str | None]] = {
    "binary": (bytes(range(256)) * 40, "1:1"),
    "empty": (b"", None),
    "blank": (b"\n\n  \n", None),
    "truncated": (b'job "a" {\n  group "g" {\n    task "t" {\n', "3:14"),
    "cut in a string": (b'job "a" {\n  region = "glo', "2:16"),
    "cut in a heredoc": (b'job "a" {\n  region = <<EOT\nabc\n', None),
    "nested brackets": (b'job "a" {\n  x = ' + b"[" * 10_000 + b"\n}\n", None),
    "nested parentheses": (b'job "a" {\n  x = ' + b"(" * 10_000 + b"1" + b")" * 10_000 + b"\n}\n", None),
    "nested blocks": (b"a {\n" * 10_000, None),
    "nested templates": (b'job "a" {\n  region = ' + b'"${' * 5_000 + b"\n}\n", None),
    "unknown variable": (b'job "a" {\n  region = var.nowhere\n}\n', "2:15"),
    "unset variable": (b'variable "x" {}\njob "a" {\n  region = var.x\n}\n', None),
    "unknown argument": (b'job "a" {\n  colour = "red"\n}\n', "2:3"),
    "two jobs": (b'job "a" {}\njob "b" {}\n', "2:1"),
    "no job": (b'variable "x" {\n  default = 1\n}\n', None),
    "a word": (b"hello", "1:1"),
    "latin-1": ('job "é" {}\n'.encode("latin-1"), "1:6"),
    "null bytes": (b"\0" * 100, "1:1"),
    "deep JSON": (b'{"job":' + b"[" * 50_000, None),
    "JSON cut short": (b'{"job": {"a": ', None),
}


def unreadable_status(command: str) -> int:
    return {"diff": 255, "plan": 255, "lint": 1}.get(command, 1)


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("command", ["parse", "validate", "lint", "plan", "diff"])
def test_unreadable_jobspecs(command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, place = UNREADABLE[name]
    path = tmp_path / "a.nomad.hcl"
    path.write_bytes(text)
    state = tmp_path / "state.json"
    state.write_text("{}")
    more = {"diff": [str(path)], "plan": ["-state", str(state)]}.get(command, [])
    status = main([command, *more, str(path)])
    shown = capsys.readouterr()
    said = shown.out + shown.err
    assert status == unreadable_status(command), said[:500]
    assert "Traceback" not in said
    assert "internal error" not in said
    assert re.search(r"\b(error|warning): NJ\d{4} \S", said), said[:500]
    if place:
        assert f"a.nomad.hcl:{place}: error: NJ" in said


WRONG_JSON = {
    "a list of groups that is none": {"Job": {"ID": "a", "TaskGroups": 7}},
    "a count in words": {"Job": {"ID": "a", "TaskGroups": [{"Name": "g", "Count": "three"}]}},
    "a job that is text": {"Job": "web"},
    "a priority too large": {"ID": "a", "Priority": 2**70},
    "nothing in it": {},
    "null groups": {"ID": "a", "TaskGroups": [None]},
}


@pytest.mark.parametrize("name", WRONG_JSON)
def test_job_json_of_the_wrong_shape(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(WRONG_JSON[name]))
    assert main(["validate", "-json", str(path)]) == 1
    shown = capsys.readouterr()
    assert re.search(r"error: NJ\d{4} \S", shown.out + shown.err)
    assert "internal error" not in shown.err


WRONG_STATES = {
    "no JSON": "{",
    "a list": "[]",
    "a node without an ID": json.dumps({"Nodes": [{"Name": "a"}]}),
    "nodes that are none": json.dumps({"Nodes": 3}),
    "an allocation without a job": json.dumps({"Allocs": [{"ID": "x", "NodeID": "y"}]}),
    "resources in words": json.dumps({"Nodes": [{"ID": "n", "NodeResources": {"Memory": {"MemoryMB": "much"}}}]}),
}


@pytest.mark.parametrize("name", WRONG_STATES)
def test_states_that_cannot_be_read(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job, state = tmp_path / "a.nomad.hcl", tmp_path / "state.json"
    job.write_text(GOOD)
    state.write_text(WRONG_STATES[name])
    assert main(["plan", "-state", str(state), str(job)]) == 255
    said = capsys.readouterr().err
    assert re.search(r"error: NJ\d{4} \S", said), said
    assert "internal error" not in said


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([], 2),
        (["nonsense"], 2),
        (["parse"], 2),
        (["parse", "-nonsense", "x"], 2),
        (["lint", "-minimum-severity", "loud", "x"], 2),
        (["plan"], 255),
        (["diff", "only-one"], 255),
        (["parse", "no/such/file"], 1),
        (["lint", "no/such/file"], 2),
        (["diff", "no/such/file", "no/such/file"], 255),
        (["plan", "-state", "no/such/state", "no/such/file"], 255),
        (["--version"], 0),
        (["-help"], 0),
        (["parse", "-help"], 0),
    ],
)
def test_calls_and_their_exit_status(words: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == status
    shown = capsys.readouterr()
    assert "internal error" not in shown.err
    assert bool(shown.out) == (status == 0)
    assert bool(shown.err) == (status != 0)


def test_a_wrong_flag_of_fmt_is_1_as_the_reference_has_it() -> None:
    assert main(["fmt", "-nonsense"]) == 1


def test_characters_and_names_that_the_machines_encoding_cannot_say(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/b\xffd.nomad.hcl"
    with open(name, "wb") as file:
        file.write(GOOD.encode().replace(b"{\n", '{\n  meta {\n    town = "Zürich"\n  }\n'.encode(), 1))
    strict = {**os.environ, "PYTHONIOENCODING": "ascii:strict"}
    for command in ("parse", "validate"):
        call = [os.fsencode(sys.executable), b"-m", b"jobspec", command.encode(), name]
        done = subprocess.run(call, env=strict, cwd=ROOT, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert ("Zürich".encode() if command == "parse" else b"b\xffd.nomad.hcl") in done.stdout
