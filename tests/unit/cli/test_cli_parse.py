"""The command `parse`: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobspec.cli.main import main

SPEC = 'variable "n" { default = 2 }\njob "web" {\n  group "g" {\n    count = var.n\n  }\n}\n'


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "web.nomad.hcl"
    path.write_text(SPEC)
    return str(path)


def test_prints_the_job_as_written(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "-var", "n=3", spec]) == 0
    job = json.loads(capsys.readouterr().out)
    assert (job["ID"], job["Priority"], job["TaskGroups"][0]["Count"]) == ("web", None, 3)


@pytest.mark.parametrize("form", ["-canonical", "--stored"])
def test_prints_it_with_defaults(spec: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", form, "-wrapped", spec]) == 0
    assert json.loads(capsys.readouterr().out)["Job"]["Priority"] == 50


def test_explains_where_each_value_comes_from(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "-explain", spec]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [
        line for line in lines if line.split(" ")[0] in ("/ID", "/Priority", "/NodePool", "/TaskGroups/0/Count")
    ] == [
        f'/ID = "web" ({spec}:2:1)',
        "/Priority = 50 (default)",
        '/NodePool = "default" (node-pool)',
        f"/TaskGroups/0/Count = 2 ({spec}:4:13)",
    ]


def test_what_cannot_be_read_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.hcl"
    path.write_text('job "a" { colour = 1 }')
    assert main(["parse", str(path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "NJ2001" in said.err
