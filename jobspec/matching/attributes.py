"""Typed attributes of devices: numbers with units, booleans and texts, and the operands on them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from jobspec.matching.numbers import integer, real, truth
from jobspec.matching.ordering import TESTS
from jobspec.matching.patterns import found_in
from jobspec.matching.sets import contains_all, contains_any
from jobspec.matching.versions import satisfies


def _units() -> dict[str, tuple[str, Fraction]]:
    prefixes = "KMGTPE"
    units: dict[str, tuple[str, Fraction]] = {}
    for base, suffix in (("byte", ""), ("byte rate", "/s")):
        units["kB" + suffix] = (base, Fraction(1000))
        for power, prefix in enumerate(prefixes, 1):
            units[f"{prefix}iB{suffix}"] = (base, Fraction(1024**power))
            units[f"{prefix}B{suffix}"] = (base, Fraction(1000**power))
    units.update({"mW": ("watt", Fraction(1, 1000)), "W": ("watt", Fraction(1)), "kW": ("watt", Fraction(1000))})
    units.update({"MW": ("watt", Fraction(10**6)), "GW": ("watt", Fraction(10**9))})
    units.update({"MHz": ("hertz", Fraction(10**6)), "GHz": ("hertz", Fraction(10**9))})
    return units


UNITS: Final[Mapping[str, tuple[str, Fraction]]] = _units()
"""Quantity and factor by the unit's name."""

_LONGEST_FIRST: Final = sorted(UNITS, key=len, reverse=True)


class Attribute(NamedTuple):
    """A typed value; of a number also its unit."""

    value: bool | int | float | str
    unit: str = ""


def parse_attribute(text: str) -> Attribute:
    """What a text in a device constraint means.

    >>> parse_attribute("11 GiB"), parse_attribute("true"), parse_attribute("gtx")
    (Attribute(value=11, unit='GiB'), Attribute(value=True, unit=''), Attribute(value='gtx', unit=''))
    """
    unit = next((unit for unit in _LONGEST_FIRST if text.endswith(unit)), "") if text[-1:].isalpha() else ""
    number = text.removesuffix(unit).strip() if unit else text
    if (whole := integer(number)) is not None:
        return Attribute(whole, unit)
    if (fraction := real(number)) is not None:
        return Attribute(fraction, unit)
    flag = truth(text)
    return Attribute(text if flag is None else flag)


def from_api(raw: Mapping[str, Any]) -> Attribute:
    """An attribute as a node's device group shows it."""
    for key in ("Bool", "Int", "Float", "String"):
        if (value := raw.get(key)) is not None:
            return Attribute(value, raw.get("Unit") or "")
    return Attribute("")


def matches_attribute(operand: str, left: Attribute | None, right: Attribute | None) -> bool:
    """Whether an operand of a device constraint holds; None is a side that was not found."""
    if operand in ("distinct_hosts", "distinct_property"):
        return True
    if operand == "is_set":
        return left is not None
    if operand == "is_not_set":
        return left is None
    if operand in ("!=", "not"):
        if left is None or right is None:
            return left is not right
        return compare(left, right) not in (None, 0)
    if left is None or right is None:
        return False
    if operand in ("=", "==", "is"):
        return compare(left, right) == 0
    if operand in TESTS:
        order = compare(left, right)
        return order is not None and TESTS[operand](order, 0)
    return _text_operand(operand, left, right)


def _text_operand(operand: str, left: Attribute, right: Attribute) -> bool:
    if not isinstance(right.value, str):
        return False
    if operand in ("version", "semver"):
        if isinstance(left.value, bool | float):
            return False
        return satisfies(str(left.value), right.value, strict=operand == "semver")
    if not isinstance(left.value, str):
        return False
    if operand == "regexp":
        return found_in(right.value, left.value)
    if operand in ("set_contains", "set_contains_all"):
        return contains_all(left.value, right.value)
    return operand == "set_contains_any" and contains_any(left.value, right.value)


def compare(left: Attribute, right: Attribute) -> int | None:
    """-1, 0 or 1; None for values of unlike kinds. Of unequal booleans neither comes first: 1."""
    one, other = UNITS.get(left.unit), UNITS.get(right.unit)
    if (one is None) != (other is None) or (one and other and one[0] != other[0]):
        return None
    if isinstance(left.value, bool) or isinstance(right.value, bool):
        both = isinstance(left.value, bool) and isinstance(right.value, bool)
        return int(left.value != right.value) if both else None
    if isinstance(left.value, str) or isinstance(right.value, str):
        if isinstance(left.value, str) and isinstance(right.value, str):
            return (left.value > right.value) - (left.value < right.value)
        return None
    mine, theirs = _scaled(left), _scaled(right)
    return (mine > theirs) - (mine < theirs)


def _scaled(attribute: Attribute) -> Fraction | float:
    if attribute.unit not in UNITS:
        return float(attribute.value) if isinstance(attribute.value, float) else Fraction(attribute.value)
    return Fraction(attribute.value) * UNITS[attribute.unit][1]
