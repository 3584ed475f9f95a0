"""The small judgements that rules are made of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.rules.checks import url_problem
from jobspec.rules.connect import is_prefix, is_user
from jobspec.rules.networks import is_domain_name
from jobspec.rules.operands import regexp_problem, semver_problem, version_problem
from jobspec.rules.paths import below, escapes
from jobspec.rules.words import duration, one_of, quoted


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("/health", False),
        ("health?a=b#c", False),
        ("/%41", False),
        ("/%zz", True),
        (":8080/x", True),
        ("a:b", False),
        ("1a:b", True),
        ("/a:b", False),
        ("/\x00", True),
    ],
)
def test_url_references(text: str, wrong: bool) -> None:
    assert url_problem(text) is wrong


@pytest.mark.parametrize(
    ("text", "version", "semver"),
    [
        (">= 1.2, < 2.0", True, True),
        ("~> 1.4", True, False),
        ("1.2.x", False, False),
        ("1.0rc1", True, False),
        ("1.0-rc1+build", True, True),
        ("", False, False),
        ("latest", False, False),
    ],
)
def test_version_constraints(text: str, version: bool, semver: bool) -> None:
    assert (not version_problem(text), not semver_problem(text)) == (version, semver)


def test_regular_expressions_are_re2s() -> None:
    assert regexp_problem("^a{2,1000}$") is None
    assert regexp_problem("(?=a)") is not None
    assert regexp_problem("a{1001}") is not None


@pytest.mark.parametrize(
    ("prefix", "path", "out"),
    [("task", "local/a", False), ("task", "../../a", True), ("task/local", "../../a", False), ("task", "/a", False)],
)
def test_paths_that_leave_the_allocation(prefix: str, path: str, out: bool) -> None:
    assert escapes(prefix, path) is out


def test_paths_below_another() -> None:
    assert below("/csi", "/csi/")
    assert not below("/csi", "/csi-stage")


def test_names_prefixes_and_users() -> None:
    assert is_domain_name("a." * 100)
    assert not is_domain_name("a" * 64)
    assert [is_prefix(text) for text in ("10.0.0.0/8", "::/0", "10.0.0.0", "10.0.0.0/33", "a/8")] == [
        *(True, True, False, False, False)
    ]
    assert [is_user(text) for text in ("0", "65535", "65536", "-1", "root", "")] == [True, True, *[False] * 4]


def test_words() -> None:
    assert duration(-1_500_000_001) == "-1s500ms1ns"
    assert one_of(("a",)) == '"a"'
    assert quoted("a\nb") == '"a\\u000ab"'


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_no_text_makes_a_judgement_fail(text: str) -> None:
    for judge in (url_problem, is_domain_name, version_problem, semver_problem, is_prefix, is_user):
        assert judge(text) in (True, False)
    assert "\n" not in quoted(text)
