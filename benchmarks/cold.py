"""Whole processes: a cold `jobspec lint` of one file from an installed wheel, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.specs import JOBS
from benchmarks.timing import in_turn, show

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Build the wheel, install it with compiled files into a fresh environment, and time the command there."""
    with tempfile.TemporaryDirectory() as folder:
        python = installed_wheel(Path(folder))
        for name in ("web-service", "hcl2-variables", "connect"):
            command = [str(python), "-m", "jobspec", "lint", str(JOBS / f"{name}.nomad.hcl")]
            pair = in_turn(partial(run, command), lambda: run([str(python), "-c", "pass"]), rounds=15)
            show(f"cold lint of {name}", pair, "python -c pass", ">= 0.14: 80 ms where pass takes 11")


def installed_wheel(folder: Path) -> Path:
    """The Python of a fresh environment that has the wheel and its dependencies from this one's packages."""
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(build, check=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    target = next((folder / "venv" / "lib").glob("python*/site-packages"))
    wheel = next(folder.glob("*.whl"))
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--compile"]
    subprocess.run([*install, "--target", str(target), str(wheel)], check=True)
    own = next(path for path in sys.path if path.endswith("site-packages"))
    (target / "peer.pth").write_text(own + "\n")
    return python


def run(words: list[str]) -> None:
    """Run a command to its end, away from the checkout, whose files are not compiled; what it finds does not matter."""
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=tempfile.gettempdir())


if __name__ == "__main__":
    main()
