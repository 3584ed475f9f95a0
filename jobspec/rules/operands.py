"""Whether the values of constraints can be read at all: RE2 expressions, lists of version and semver constraints."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module

from jobspec.patterns import pattern

_IDENTIFIERS = r"[0-9A-Za-z\-~]+(?:\.[0-9A-Za-z\-~]+)*"
_NUMBERS = r"v?[0-9]+(?:\.[0-9]+)*"
_NUMERIC_RELEASE = r"-[0-9]+[0-9A-Za-z\-~]*(?:\.[0-9A-Za-z\-~]+)*"
_NAMED_RELEASE = r"[A-Za-z\-~]+[0-9A-Za-z\-~]*(?:\.[0-9A-Za-z\-~]+)*"
_BUILD = rf"(?:\+{_IDENTIFIERS})?\??"

# A version may run straight into a word ("1.0rc1"); a semver puts a dash between.
_VERSION = pattern(
    rf"\s*(?:=|!=|>|<|>=|<=|~>|)\s*{_NUMBERS}(?:{_NUMERIC_RELEASE}|-?{_NAMED_RELEASE})?{_BUILD}\s*", re.ASCII
)
_SEMVER = pattern(rf"\s*(?:=|!=|>|<|>=|<=|)\s*{_NUMBERS}(?:{_NUMERIC_RELEASE}|-{_NAMED_RELEASE})?{_BUILD}\s*", re.ASCII)


@lru_cache(maxsize=512)
def regexp_problem(pattern: str) -> str | None:
    """Why a text is not an RE2 expression, or None."""
    re2 = import_module("re2")
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        problem = error.args[0] if error.args else "it does not parse"
        text = problem.decode("utf-8", "replace") if isinstance(problem, bytes) else str(problem)
        return text[:1].upper() + text[1:]
    return None


def version_problem(text: str) -> bool:
    """Whether a text is no list of version constraints."""
    return not all(_VERSION.fullmatch(part) for part in text.split(","))


def semver_problem(text: str) -> bool:
    """Whether a text is no list of semver constraints."""
    return not all(_SEMVER.fullmatch(part) for part in text.split(","))
