"""The wheel as a user gets it: it parses and lints with no dependency at all, and imports little on the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SPEC = """job "a" {
  group "g" {
    task "t" {
      driver = "exec"
      config {
        command = "true"
      }
    }
  }
}
"""

NEVER_ON_THE_LINT_PATH = {
    *(
        "pydantic",
        "lark",
        "click",
        "rich",
        "logging",
        "dataclasses",
        "asyncio",
        "inspect",
        "sqlalchemy",
        "re2",
        "msgspec",
    ),
}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    built = subprocess.run(
        [*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode and "hatchling" in built.stderr:
        pytest.skip("hatchling is not installed: it comes with the extra `dev`")
    assert built.returncode == 0, built.stderr
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    target = next((folder / "venv" / "lib").glob("python*/site-packages"))
    wheel = next(folder.glob("*.whl"))
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", "--compile", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True)
    return folder / "venv" / "bin" / "python"


def call(python: Path, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(python), *words], capture_output=True, text=True, check=False, cwd=folder)


def test_it_parses_and_lints_without_dependencies(python: Path, tmp_path: Path) -> None:
    (tmp_path / "a.nomad.hcl").write_text(SPEC)
    parsed = call(python, "-m", "jobspec", "parse", "a.nomad.hcl", folder=tmp_path)
    assert (parsed.returncode, parsed.stderr) == (0, "")
    assert '"ID": "a"' in parsed.stdout
    linted = call(python, "-m", "jobspec", "lint", "-minimum-severity", "error", "a.nomad.hcl", folder=tmp_path)
    assert (linted.returncode, linted.stderr) == (0, "")


def test_the_lint_path_imports_little(python: Path, tmp_path: Path) -> None:
    (tmp_path / "a.nomad.hcl").write_text(SPEC)
    words = ["-X", "importtime", "-m", "jobspec", "lint", "a.nomad.hcl"]
    report = call(python, *words, folder=tmp_path).stderr
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in report.splitlines() if "|" in line}
    assert "jobspec" in imported
    assert imported & NEVER_ON_THE_LINT_PATH == set()
