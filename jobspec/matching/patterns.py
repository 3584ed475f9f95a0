"""Regular expressions in RE2's syntax, on RE2: a user's pattern never runs on a backtracking engine."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any | None:
    """The compiled pattern; None if RE2 cannot read it."""
    re2 = importlib.import_module("re2")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def found_in(pattern: str, text: str) -> bool:
    """Whether a pattern matches anywhere in a text; a broken one never does.

    >>> found_in("^lin", "linux"), found_in("(", "(")
    (True, False)
    """
    expression = compiled(pattern)
    return expression is not None and expression.search(text) is not None
