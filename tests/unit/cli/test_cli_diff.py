"""`jobspec diff` as people call it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from jobspec.cli.main import main

OLD = """job "web" {
  group "web" {
    task "srv" {
      driver = "exec"
      config {
        command = "/bin/a"
        args    = ["-a", "-b"]
      }
      env {
        API_TOKEN = "first"
      }
    }
  }
}
"""
NEW = OLD.replace('"-a"', '"-x", "-a"').replace("first", "second")

TEXT = """+/- Job: "web"
+/- Task Group: "web"
  +/- Task: "srv"
    +/- Env[API_TOKEN]: "(hidden)" => "(hidden)"
    +/- Config {
      +/- args[0]: "-a" => "-x"
      +/- args[1]: "-b" => "-a"
      +   args[2]: "-b"
        }
"""

READABLE = """~ Job "web" changed
  ~ Group "web" changed
    ~ Task "srv" changed
      ~ Env[API_TOKEN]: "(hidden)" → "(hidden)"
      ~ Config
        ~ args:
          + "-x"
            "-a"
            "-b"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "old.nomad.hcl").write_text(OLD)
    (tmp_path / "new.nomad.hcl").write_text(NEW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_text_is_the_default_where_nobody_watches(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.nomad.hcl", "new.nomad.hcl"]) == 1
    assert capsys.readouterr() == (TEXT, "")


def test_readable(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "-format", "readable", "old.nomad.hcl", "new.nomad.hcl"]) == 1
    assert capsys.readouterr().out == READABLE


def test_the_same_job_exits_with_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.nomad.hcl", "old.nomad.hcl"]) == 0
    assert capsys.readouterr().out.startswith('Job: "web"')


def test_what_is_ignored_is_no_difference(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["-ignore", "web/srv/Config", "-ignore=**/Env[*]", "-format=json"]
    assert main(["diff", *words, "old.nomad.hcl", "new.nomad.hcl"]) == 0
    assert json.loads(capsys.readouterr().out)["Type"] == "None"


def test_secrets_are_shown_on_request(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", "-show-secrets", "old.nomad.hcl", "new.nomad.hcl"])
    assert '"first" => "second"' in capsys.readouterr().out


def test_job_json_against_hcl(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    task = {"Name": "srv", "Driver": "exec", "Config": {"command": "/bin/a", "args": ["-a", "-b"]}}
    job = {"ID": "web", "TaskGroups": [{"Name": "web", "Tasks": [{**task, "Env": {"API_TOKEN": "first"}}]}]}
    (folder / "job.json").write_text(json.dumps({"Job": job}))
    assert main(["diff", "job.json", "old.nomad.hcl"]) == 0


def test_no_job_on_one_side(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "-format", "markdown", os.devnull, "new.nomad.hcl"]) == 1
    assert capsys.readouterr().out.startswith(
        "### Job `web`: added\n\n| Group | Change | Updates |\n|---|---|---|\n| `web` |"
    )


def test_a_file_as_git_has_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for call in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", *call], cwd=folder, check=True)
    (folder / "old.nomad.hcl").write_text(NEW)
    assert main(["diff", "git:HEAD:old.nomad.hcl", "old.nomad.hcl"]) == 1
    assert capsys.readouterr().out == TEXT
    assert main(["diff", "git:HEAD:missing", "old.nomad.hcl"]) == 255
    assert main(["diff", "git:--help:x", "old.nomad.hcl"]) == 255
    assert "git:HEAD~1:web.nomad.hcl" in capsys.readouterr().err


def test_two_jobs_and_wrong_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other.nomad.hcl").write_text(NEW.replace('job "web"', 'job "api"'))
    assert main(["diff", "old.nomad.hcl", "other.nomad.hcl"]) == 255
    assert "NJ7901" in capsys.readouterr().err
    for words in ([], ["old.nomad.hcl"], ["-context", "-1", "a", "b"], ["missing", "missing"]):
        assert main(["diff", *words]) == 255
