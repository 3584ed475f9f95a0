"""Finds the one document in a YAML text. Knows markers and directives, not what a document holds."""

from __future__ import annotations

import re

from jobspec.hcl.functions.registry import FunctionError
from jobspec.patterns import pattern

_MARKER = pattern(r"^(?:---|\.\.\.)(?=\s|$)", re.M)


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")


def only_document(source: str) -> str:
    """The text of the only document, without its markers and directives."""
    if _CONTROL.search(source):
        raise FunctionError("it holds control characters")
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = source.split("\n")
    start = 0
    while start < len(lines) and (not lines[start].strip() or lines[start].lstrip().startswith(("#", "%"))):
        start += 1
    if start == len(lines):
        raise FunctionError("the document is empty")
    if re.match(r"---(\s|$)", lines[start]):
        lines[start] = "   " + lines[start][3:]
    body = "\n".join(lines[start:])
    end = _MARKER.search(body)
    if end is not None:
        rest = body[end.end() :]
        if end[0] == "---" or rest.strip().strip("."):
            raise FunctionError("there is more than one document")
        body = body[: end.start()]
    return body
