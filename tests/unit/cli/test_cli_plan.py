"""`jobspec plan`: formats, several files, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jobspec.cli.main import main

JOB = """
job "%s" {
  datacenters = ["*"]
  group "g" {
    count = %d
    task "t" {
      driver = "docker"
      config { image = "x" }
      resources { cpu = 400 }
    }
  }
}
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    node = {
        "ID": "n1",
        "Name": "one",
        "Status": "ready",
        "SchedulingEligibility": "eligible",
        "NodeResources": {"Cpu": {"CpuShares": 1000}, "Memory": {"MemoryMB": 4096}, "Disk": {"DiskMB": 9999},
                          "Networks": [{"Mode": "host", "Device": "eth0", "IP": "10.0.0.1"}]},
        "Attributes": {"driver.docker": "1"},
    }  # fmt: skip
    (tmp_path / "state.json").write_text(json.dumps({"Nodes": [node]}))
    (tmp_path / "a.nomad.hcl").write_text(JOB % ("a", 2))
    (tmp_path / "b.nomad.hcl").write_text(JOB % ("b", 1))
    (tmp_path / "bad.nomad.hcl").write_text("job {")
    return {path.name: str(path) for path in tmp_path.iterdir()}


def run(files: dict[str, str], *words: str) -> int:
    return main(["plan", "-state", files["state.json"], *(files.get(word, word) for word in words)])


def test_plans_one_after_the_other(files: dict[str, str], capsys: Any) -> None:
    assert run(files, "-format=text", "a.nomad.hcl", "b.nomad.hcl") == 1
    shown = capsys.readouterr().out
    assert "All tasks successfully allocated" in shown
    assert 'Dimension "cpu" exhausted on 1 nodes' in shown


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["a.nomad.hcl"], 1),
        (["-detailed-exitcode", "a.nomad.hcl"], 2),
        (["-exit-code-makes-changes", "7", "a.nomad.hcl"], 7),
        (["-exit-code-unplaced=9", "a.nomad.hcl", "b.nomad.hcl"], 9),
        (["bad.nomad.hcl"], 255),
        (["-detailed-exitcode", "bad.nomad.hcl"], 1),
        (["-exit-code-error=3", "bad.nomad.hcl"], 3),
        (["-exit-code-error=3", "missing.nomad.hcl"], 3),
        ([], 255),
    ],
)
def test_exit_codes(files: dict[str, str], words: list[str], status: int) -> None:
    assert run(files, *words) == status


@pytest.mark.parametrize("form", ["readable", "text", "json", "detail", "markdown"])
def test_formats(files: dict[str, str], form: str, capsys: Any) -> None:
    assert run(files, f"-format={form}", "-explain", "a.nomad.hcl") == 1
    shown = capsys.readouterr().out
    assert shown.endswith("\n")
    if form in ("json", "detail"):
        assert json.loads(shown)["Annotations"]["DesiredTGUpdates"]["g"]["Place"] == 2


def test_json_output(files: dict[str, str], capsys: Any) -> None:
    run(files, "-json-output", "a.nomad.hcl")
    assert json.loads(capsys.readouterr().out)["JobModifyIndex"] == 0
