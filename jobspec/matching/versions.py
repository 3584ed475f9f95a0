"""Version numbers and what may be asked of them: the lenient kind (`version`) and strict semver (`semver`)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from jobspec.patterns import pattern

_PRE = r"[0-9A-Za-z\-~]*(?:\.[0-9A-Za-z\-~]+)*"
_CORE = r"v?(?P<core>[0-9]+(?:\.[0-9]+)*?)"
_META = r"(?:\+(?P<meta>[0-9A-Za-z\-~]+(?:\.[0-9A-Za-z\-~]+)*))?"
# The lenient form takes a pre-release of letters without a dash before it: 1.2beta.
_LENIENT: Final = pattern(rf"{_CORE}(?:-(?P<numbered>[0-9]+{_PRE})|-?(?P<named>[A-Za-z\-~]+{_PRE}))?{_META}")
_STRICT: Final = pattern(rf"{_CORE}(?:-(?P<numbered>[0-9]+{_PRE})|-(?P<named>[A-Za-z\-~]+{_PRE}))?{_META}")
_ASKED: Final = pattern(r"[\t\n\f\r ]*(?P<operator>!=|>=|<=|~>|=|>|<|)[\t\n\f\r ]*(?P<version>.*?)[\t\n\f\r ]*", re.S)


class Version(NamedTuple):
    """A version: its numbers, padded to three, and its pre-release."""

    numbers: tuple[int, ...]
    pre: str
    given: int
    """How many numbers were written."""


Check = Callable[[Version, Version], bool]


@lru_cache(maxsize=4096)
def parse_version(text: str) -> Version | None:
    """A version read leniently: `1.2` is 1.2.0.

    >>> parse_version("1.2-rc1")
    Version(numbers=(1, 2, 0), pre='rc1', given=2)
    """
    return _parse(text, _LENIENT)


def parse_semver(text: str) -> Version | None:
    """A version in the strict form."""
    return _parse(text, _STRICT)


def _parse(text: str, pattern: re.Pattern[str]) -> Version | None:
    match = pattern.fullmatch(text)
    if match is None:
        return None
    numbers = tuple(int(number) for number in match["core"].split("."))
    if max(numbers) >= 2**63:
        return None
    padded = numbers + (0,) * (3 - len(numbers))
    return Version(padded, match["named"] or match["numbered"] or "", len(numbers))


def compare(one: Version, other: Version) -> int:
    """-1, 0 or 1. Pre-releases count only between versions of equally many numbers."""
    if one.numbers == other.numbers:
        return _compare_pre(one.pre, other.pre)
    width = max(len(one.numbers), len(other.numbers))
    left, right = (version.numbers + (0,) * (width - len(version.numbers)) for version in (one, other))
    return (left > right) - (left < right)


def _compare_pre(one: str, other: str) -> int:
    if one == other:
        return 0
    if not one or not other:
        return 1 if not one else -1
    left, right = one.split("."), other.split(".")
    width = max(len(left), len(right))
    for mine, theirs in zip(left + [""] * (width - len(left)), right + [""] * (width - len(right))):
        if mine != theirs:
            return _compare_part(mine, theirs)
    return 0


def _compare_part(one: str, other: str) -> int:
    if not one:
        return -1 if other.isdecimal() else 1
    if not other:
        return 1 if one.isdecimal() else -1
    if one.isdecimal() != other.isdecimal():
        return -1 if one.isdecimal() else 1
    if one.isdecimal():
        return 1 if int(one) > int(other) else -1
    return 1 if one > other else -1


def _releases_agree(one: Version, asked: Version) -> bool:
    # A pre-release is only taken by who asks for one of the same numbers.
    return not one.pre or (bool(asked.pre) and one.numbers == asked.numbers)


def _ordered(test: Callable[[int, int], bool]) -> Check:
    return lambda one, asked: _releases_agree(one, asked) and test(compare(one, asked), 0)


def _plain(test: Callable[[int, int], bool]) -> Check:
    return lambda one, asked: test(compare(one, asked), 0)


def _pessimistic(one: Version, asked: Version) -> bool:
    if not _releases_agree(one, asked) or (asked.pre and not one.pre) or compare(one, asked) < 0:
        return False
    if len(asked.numbers) > len(one.numbers):
        return False
    fixed = asked.given - 1
    last = len(asked.numbers) - 1
    return one.numbers[:fixed] == asked.numbers[:fixed] and one.numbers[last] >= asked.numbers[last]


_EQUALITY: Final[Mapping[str, Check]] = {"": _plain(operator.eq), "=": _plain(operator.eq), "!=": _plain(operator.ne)}
_ORDER: Final = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}
_LENIENT_CHECKS: Final[Mapping[str, Check]] = {
    **_EQUALITY,
    **{sign: _ordered(test) for sign, test in _ORDER.items()},
    "~>": _pessimistic,
}
_STRICT_CHECKS: Final[Mapping[str, Check]] = {**_EQUALITY, **{sign: _plain(test) for sign, test in _ORDER.items()}}

Demand = tuple[tuple[Check, Version], ...]


@lru_cache(maxsize=1024)
def parse_demand(text: str, *, strict: bool) -> Demand | None:
    """What a constraint's right side asks, all of it; None if it cannot be read."""
    asked: list[tuple[Check, Version]] = []
    for part in text.split(","):
        match = _ASKED.fullmatch(part)
        checks = _STRICT_CHECKS if strict else _LENIENT_CHECKS
        version = match and (parse_semver if strict else parse_version)(match["version"])
        if match is None or version is None or match["operator"] not in checks:
            return None
        asked.append((checks[match["operator"]], version))
    return tuple(asked)


def satisfies(version: str, demand: str, *, strict: bool = False) -> bool:
    """Whether a version meets a demand; never if either cannot be read.

    >>> satisfies("1.2.3", ">= 1.2, < 2")
    True
    >>> satisfies("1.3.0-beta1", ">= 1.2"), satisfies("1.3.0-beta1", ">= 1.2.0", strict=True)
    (False, True)
    """
    found = parse_version(version)
    asked = parse_demand(demand, strict=strict)
    return found is not None and asked is not None and all(check(found, wanted) for check, wanted in asked)
