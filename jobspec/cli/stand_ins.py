"""Values for variables that were never set, so that the rest of a jobspec can still be judged.

A stand-in is made to give no findings itself: a text looks like a run-time value, which no rule judges; a number is 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jobspec.diagnostics import Diagnostic
from jobspec.patterns import pattern

_DECLARATION = pattern(r'^\s*variable\s+"?([\w-]+)"?\s*\{(.*?)^\s*\}', re.MULTILINE | re.DOTALL)
_TYPE = pattern(r"^\s*type\s*=\s*(\w+)", re.MULTILINE)
_BY_TYPE = {
    "number": "1",
    "bool": "false",
    **dict.fromkeys(("list", "set", "tuple"), "[]"),
    **dict.fromkeys(("map", "object"), "{}"),
}


def stand_ins(text: str, names: Iterable[str]) -> list[str]:
    r"""Options `NAME=VALUE` for the named variables of a jobspec, of the types that it declares.

    >>> stand_ins('variable "n" {\n  type = number\n}', ["n"])
    ['n=1']
    """
    bodies = {found[1]: found[2] for found in _DECLARATION.finditer(text)}
    types = {name: found[1] if (found := _TYPE.search(bodies.get(name, ""))) else "string" for name in names}
    return [f"{name}={_BY_TYPE.get(kind, '${unset.' + name + '}')}" for name, kind in types.items()]


def independent(findings: Iterable[Diagnostic], text: str, names: Iterable[str]) -> list[Diagnostic]:
    """The findings that do not point at a line with one of the variables, or with a local that may hold one."""
    depending = re.compile(rf"\b(?:var\.(?:{'|'.join(map(re.escape, names))})\b|local\.)")
    lines = text.split("\n")

    def stays(finding: Diagnostic) -> bool:
        place = finding.subject
        return place is None or depending.search(lines[place.start.line - 1]) is None

    return [finding for finding in findings if stays(finding)]
