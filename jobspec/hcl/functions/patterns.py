"""Functions of regular expressions, in RE2's syntax and on its engine only."""

from __future__ import annotations

import importlib
import re
from functools import lru_cache
from typing import Any

from jobspec.hcl.functions.registry import FunctionError, Parameter, check_size, function
from jobspec.hcl.types import STRING
from jobspec.hcl.values import Value, text
from jobspec.patterns import pattern

_REFERENCE = pattern(r"\$(?:\$|\{(\w+)\}|(\w+))")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    re2 = importlib.import_module("re2")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise FunctionError(f"the pattern cannot be read: {error}") from None


@function(
    *("regex_replace", Parameter("str", STRING), Parameter("pattern", STRING), Parameter("replace", STRING)),
    returns=STRING,
    examples=[('regex_replace("foo bar", "(\\\\w+) (\\\\w+)", "$2 $1")', '"bar foo"')],
)
def regex_replace(str: Value, pattern: Value, replace: Value) -> Value:
    """The text with each match of a pattern replaced; `$1` and `${name}` stand for groups."""
    compiled = _compiled(pattern.raw)
    source = str.raw
    pieces = []
    size = at = 0
    matched_up_to = -1
    for match in compiled.finditer(source):
        start, end = match.span()
        if start == end == matched_up_to:
            # Nothing is not matched again right behind a match.
            continue
        piece = source[at:start] + _expanded(replace.raw, match)
        pieces.append(piece)
        size += len(piece)
        check_size(size, "the text")
        at = matched_up_to = end
    pieces.append(source[at:])
    return text("".join(pieces))


def _expanded(template: str, match: Any) -> str:
    """The replacement with its references to groups filled in; a group that is not there is empty."""

    def fill(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        try:
            return match.group(int(name) if name.isascii() and name.isdigit() else name) or ""
        except (IndexError, KeyError):
            return ""

    return _REFERENCE.sub(fill, template)
