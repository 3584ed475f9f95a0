"""The pre-commit hooks against a scratch repository: what pre-commit would call, called the way it calls."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOOKS = re.findall(
    r"- id: (?P<id>\S+)\n.*?entry: jobspec (?P<entry>.+?)\n.*?files: (?P<files>.+?)\n",
    (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"),
    re.DOTALL,
)

GOOD = """job "a" {
  group "g" {
    task "t" {
      driver = "exec"

      config {
        command = "/bin/true"
      }

      resources {
        cpu    = 100
        memory = 64
      }
    }
  }
}
"""


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose pre-commit hook runs every hook of ours on the staged files that it is for."""
    git(tmp_path, "init", "-q")
    rows = ["#!/bin/sh", f"export PYTHONPATH={ROOT}", "status=0"]
    for _, entry, files in HOOKS:
        staged = f"git diff --cached --name-only --diff-filter=d | grep -E '{files}'"
        rows.append(f"{staged} | xargs -r {sys.executable} -m jobspec {entry} || status=1")
    rows.append("git diff --quiet || status=1")
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.write_text("\n".join([*rows, "exit $status", ""]))
    hook.chmod(0o755)
    return tmp_path


def test_every_hook_is_there() -> None:
    assert [hook[0] for hook in HOOKS] == ["jobspec-validate", "jobspec-lint", "jobspec-fmt"]


def test_a_good_jobspec_is_committed(repository: Path) -> None:
    (repository / "a.nomad.hcl").write_text(GOOD)
    (repository / "README").write_text("not for us {")
    git(repository, "add", "-A")
    committed = git(repository, "commit", "-m", "Add a job")
    assert committed.returncode == 0, committed.stdout + committed.stderr


def test_a_refused_jobspec_stops_the_commit_with_its_place(repository: Path) -> None:
    (repository / "a.nomad.hcl").write_text(GOOD.replace("cpu    = 100", "cpu    = -1"))
    git(repository, "add", "-A")
    stopped = git(repository, "commit", "-m", "Break it")
    assert stopped.returncode == 1
    assert "a.nomad.hcl:11:" in stopped.stdout + stopped.stderr


def test_an_unformatted_jobspec_is_formatted_and_stops_the_commit(repository: Path) -> None:
    (repository / "a.nomad.hcl").write_text(GOOD.replace("cpu    = 100", "cpu = 100"))
    git(repository, "add", "-A")
    assert git(repository, "commit", "-m", "Untidy").returncode == 1
    assert (repository / "a.nomad.hcl").read_text() == GOOD
