"""Parse to tree and to API JSON, beside python-hcl2, pygohcl and our own parse alone."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

import jobspec
from benchmarks.specs import SIZES
from benchmarks.timing import in_turn, show


def main() -> None:
    """Print the rows of each size."""
    for name, spec in SIZES.items():
        measure(name, spec())


def measure(name: str, text: str) -> None:
    """Print a row for each peer."""
    python_hcl2: Any = import_module("hcl2")
    pygohcl: Any = import_module("pygohcl")
    title = f"{name} ({len(text) / 1024:.1f} KB): parse to tree"
    parse = partial(jobspec.hcl.parse, text)
    rounds = 3 if name == "large" else 7
    show(title, in_turn(parse, partial(python_hcl2.loads, text), rounds=rounds), "python-hcl2", ">= 25")
    show(title, in_turn(parse, partial(pygohcl.loads, text)), "pygohcl", ">= 1")
    show(f"{name}: text to API JSON", in_turn(lambda: jobspec.load(text).to_api(), parse), "parse alone", ">= 0.5")


if __name__ == "__main__":
    main()
