"""Diagnostics to the person at the terminal: on standard error, with the source they point at."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import IO

from jobspec.diagnostics import Diagnostic
from jobspec.render.findings import findings_text


def report(
    diagnostics: Iterable[Diagnostic],
    texts: Mapping[str, str] | None = None,
    *,
    stream: IO[str] | None = None,
    no_color: bool = False,
) -> None:
    """Print diagnostics with their source lines; texts by file name, files are read again if they are not given."""
    out = sys.stderr if stream is None else stream
    found = list(diagnostics)
    known = dict(texts or {})
    for item in found:
        if item.filename and item.filename not in known and (text := source_of(item.filename)) is not None:
            known[item.filename] = text
    if found:
        print(findings_text(found, known, color=use_color(out, no_color=no_color)), file=out)


def use_color(stream: IO[str], *, no_color: bool = False) -> bool:
    """Whether to colour what goes to a stream: a terminal, and neither `NO_COLOR` nor `-no-color`."""
    return not no_color and not os.environ.get("NO_COLOR") and stream.isatty()


def source_of(filename: str) -> str | None:
    """The text of a file that a diagnostic names, if it can be read: it is only shown."""
    if filename.startswith("<"):
        return None
    try:
        with open(filename, encoding="utf-8", errors="replace", newline="") as file:
            return file.read()
    except OSError:
        return None
