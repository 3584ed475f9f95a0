"""`python -m jobspec._dev freeze|docs [--check]`: makes tables and pages afresh, or tells whether they are stale."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from jobspec._dev import function_page, grammar_tables, mistake_page, model_tables, reference, rule_pages

STEPS: Mapping[str, tuple[Callable[[], Mapping[str, str]], ...]] = {
    "freeze": (grammar_tables.files, model_tables.files),
    "tables": (grammar_tables.files, model_tables.files),
    "docs": (reference.files, rule_pages.files, function_page.files, mistake_page.files),
}
"""What makes which files: each step gives text by path."""


def main(arguments: list[str]) -> int:
    """Write the files of one step; with `--check` only compare. 1 if a file was stale, 2 if misused."""
    names = [argument for argument in arguments if not argument.startswith("-")]
    if len(names) != 1 or names[0] not in STEPS:
        sys.stderr.write(f"usage: python -m jobspec._dev {'|'.join(STEPS)} [--check]\n")
        return 2
    stale = [(path, text) for make in STEPS[names[0]] for path, text in make().items() if read(path) != text]
    for path, text in stale:
        sys.stdout.write(f"{path}\n")
        if "--check" not in arguments:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
    return int(bool(stale) and "--check" in arguments)


def read(path: str) -> str | None:
    """The text of a file, None if there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
