"""Operands on texts and on device attributes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.matching import like, matches, matches_attribute, parse_attribute
from jobspec.matching.attributes import Attribute
from jobspec.matching.versions import compare, parse_version, satisfies


@pytest.mark.parametrize(
    ("operand", "left", "right", "expected"),
    [
        ("=", "a", "a", True),
        ("is", "a", None, False),
        ("!=", None, "a", True),
        ("!=", None, "", False),
        ("not", "a", "b", True),
        ("<", "9", "10", True),
        ("<", "9.5", "10", True),
        ("<", "9a", "10a", False),
        (">=", "0x1p4", "16", True),
        (">", None, "1", False),
        ("is_set", "", None, True),
        ("is_set", None, None, False),
        ("is_not_set", None, None, True),
        ("regexp", "linux", "^lin.x$", True),
        ("regexp", "linux", "(", False),
        ("regexp", "linux", "(?=l)", False),
        ("set_contains", "a, b,c", "c,a", True),
        ("set_contains_all", "a,b", "a,d", False),
        ("set_contains_any", "a,b", "d, b", True),
        ("version", "1.2", ">= 1.0, < 2", True),
        ("version", "1.3.0-beta1", ">= 1.2", False),
        ("version", "1.3.0-beta2", ">= 1.3.0-beta1", True),
        ("version", "1.2.9", "~> 1.2.3", True),
        ("version", "1.3.0", "~> 1.2.3", False),
        ("version", "nonsense", ">= 1", False),
        ("version", "1", "nonsense", False),
        ("semver", "1.3.0-beta1", ">= 1.2.0", True),
        ("semver", "1.3.0", "~> 1.2", False),
        ("semver", "1.7.0", ">= 1.6.3-dev", True),
        ("distinct_hosts", None, None, True),
        ("unheard_of", "a", "a", False),
    ],
)
def test_operands(operand: str, left: str | None, right: str | None, expected: bool) -> None:
    assert matches(operand, left, right) is expected


@pytest.mark.parametrize(
    ("operand", "left", "right", "expected"),
    [
        (">=", "11 GiB", "10000 MiB", True),
        ("=", "1 GB", "1000 MB", True),
        ("<", "500 mW", "1 W", True),
        ("=", "1 GB", "1 GHz", False),
        ("=", "1", "1 GB", False),
        ("=", "true", "1", False),
        ("!=", "true", "false", True),
        ("=", "2.0", "2", True),
        ("regexp", "tesla", "^te", True),
        ("set_contains_any", "a,b", "b", True),
        ("version", "535.1", ">= 530", False),
    ],
)
def test_device_attributes(operand: str, left: str, right: str, expected: bool) -> None:
    assert matches_attribute(operand, parse_attribute(left), parse_attribute(right)) is expected


def test_missing_device_attributes() -> None:
    one = Attribute("a")
    assert [matches_attribute("!=", *sides) for sides in ((None, None), (one, None), (None, one))] == [
        False,
        True,
        True,
    ]
    assert not matches_attribute("=", one, None)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [("*", "", True), ("dc*", "dc1", True), ("dc?", "dc1", False), ("*-*-1", "eu-west-1", True), ("a*a", "a", False)],
)
def test_wildcards(pattern: str, text: str, expected: bool) -> None:
    assert like(pattern, text) is expected


VERSIONS = st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,3}){0,2}(-(alpha|beta|rc)[0-9]?)?\Z")


@given(VERSIONS, VERSIONS)
@settings(max_examples=60, deadline=None)
def test_versions_are_ordered(one: str, other: str) -> None:
    left, right = parse_version(one), parse_version(other)
    assert left is not None
    assert right is not None
    assert compare(left, right) == -compare(right, left)
    assert satisfies(one, f"= {one}")
    assert satisfies(one, f"= {other}") != satisfies(one, f"!= {other}")


@given(st.sampled_from(["<", "=", "regexp", "version", "semver", "set_contains", "!="]), st.text(), st.text())
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_an_operand(operand: str, left: str, right: str) -> None:
    assert matches(operand, left, right) in (True, False)
