"""Keeps the page of the commonest mistakes: under each jobspec stands what `jobspec validate` says of it.

People write the titles and the jobspecs, in the page itself; the answers are made.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from jobspec.cli.judging import counted
from jobspec.cli.report import report
from jobspec.decode import load
from jobspec.diagnostics import Diagnostic, ParseError
from jobspec.rules.admission import validate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "mistakes.md"
NAME = "web.nomad.hcl"

CASE = re.compile(
    r"^### (?P<title>.+)\n\n```hcl\n(?P<source>(?:(?!```).*\n)*)```\n\n```text\n(?P<answer>(?:(?!```).*\n)*)```$", re.M
)
"""One mistake: its title, a jobspec that makes it, and the answer."""


def files() -> dict[str, str]:
    """The page by its path."""
    return {str(PAGE): CASE.sub(_answered, PAGE.read_text(encoding="utf-8"))}


def _answered(case: re.Match[str]) -> str:
    whole, start = case[0], case.start()
    return whole[: case.start("answer") - start] + answer(case["source"]) + whole[case.end("answer") - start :]


def answer(source: str) -> str:
    """What the command prints for a jobspec, as on something that is no terminal."""
    found = _found(source)
    stream = io.StringIO()
    report(found, {NAME: source}, stream=stream)
    return f"{stream.getvalue()}{NAME}: {counted(found)}\n"


def _found(source: str) -> list[Diagnostic]:
    try:
        spec = load(source, filename=NAME)
    except ParseError as error:
        return list(error.diagnostics)
    return [*spec.diagnostics, *validate(spec)]
