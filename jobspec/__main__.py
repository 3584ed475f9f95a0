"""`python -m jobspec`."""

from __future__ import annotations

from jobspec.cli.main import run

if __name__ == "__main__":
    run()
