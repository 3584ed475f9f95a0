"""The recorded answers of the reference: what is refused, where, and how texts are formatted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared"
sys.path.append(str(SHARED))
check = pytest.importorskip("check", reason="the recorded answers are not here")


def test_texts_are_formatted_as_recorded() -> None:
    summary = check.run("syntax/fmt")
    assert [f"{row.family} {row.id}" for row in summary.failures] == []


def test_the_command_formats_as_recorded() -> None:
    summary = check.run("syntax/fmt_cli", sample=(7, 12))
    assert [f"{row.family} {row.id}" for row in summary.failures] == []


# A lone Latin-1 letter swallows the bytes behind it in the reference; any error is right there.
NOT_IMITATED = {"syntax-bytes-019"}


def test_texts_are_read_or_refused_where_recorded() -> None:
    summary = check.run("syntax/syntax", sample=(11, 300))
    assert {row.id for row in summary.failures} - NOT_IMITATED == set()
