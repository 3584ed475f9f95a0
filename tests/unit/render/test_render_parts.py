"""Quoting, colours, times, masking and columns by themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspec.model.durations import format_duration
from jobspec.render.colors import colorize
from jobspec.render.preemptions import columns
from jobspec.render.quoting import quote
from jobspec.render.secrets import MASK, looks_secret, masked
from jobspec.render.times import format_elapsed, format_time


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", '""'),
        ('a"b\\', r'"a\"b\\"'),
        ("\a\b\f\n\r\t\v", r'"\a\b\f\n\r\t\v"'),
        ("\x00\x7f", r'"\x00\x7f"'),
        ("\u00a0\u200b\ufeff", r'"\u00a0\u200b\ufeff"'),
        ("\U000e0001", r'"\U000e0001"'),
        ("é漢😀", '"é漢😀"'),
        ("\ud800", '"\ufffd"'),
    ],
)
def test_quote(text: str, quoted: str) -> None:
    assert quote(text) == quoted


@given(st.text())
def test_a_quoted_text_is_one_line_that_can_be_printed(text: str) -> None:
    assert quote(text).isprintable()


def test_colorize() -> None:
    assert colorize("[red]a[0]", color=True) == "\x1b[31ma[0]\x1b[0m"
    assert colorize("[red]a[0][RED]", color=False) == "a[0][RED]"
    assert colorize("plain[x]", color=True) == "plain[x]"


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1_500, "1.5µs"),
        (20_000_000, "20ms"),
        (1_500_000_000, "1.5s"),
        (60_000_000_000, "1m0s"),
        (3_600_000_000_000, "1h0m0s"),
        (-90_000_000_000, "-1m30s"),
    ],
)
def test_format_duration(nanoseconds: int, text: str) -> None:
    assert format_duration(nanoseconds) == text


def test_times_have_zones() -> None:
    assert format_time(datetime(1, 1, 1, tzinfo=UTC)) == ""
    with pytest.raises(ValueError, match="zone"):
        format_time(datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="zone"):
        format_elapsed(datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("key", ["Env[DB_PASSWORD]", "apiKey", "api_key", "VaultToken", "private_key", "Credentials"])
def test_secret_keys(key: str) -> None:
    assert looks_secret(key)


def test_masking_keeps_whether_a_value_was_there() -> None:
    field = {"Type": "Edited", "Name": "Env[TOKEN]", "Old": "a", "New": "b", "Annotations": None}
    added = {"Type": "Added", "Name": "SecretsMB", "Old": "", "New": "0", "Annotations": None}
    part = {
        "Fields": [field, added, None],
        "Objects": [{"Fields": [dict(field, Type="Added", Old="")], "Objects": None}],
    }
    assert masked(part) == {
        "Fields": [dict(field, Old=MASK, New=MASK), added],
        "Objects": [{"Fields": [dict(field, Type="Added", Old="", New=MASK)], "Objects": None}],
    }


def test_columns() -> None:
    assert columns([("A", "Long"), ("", "x"), ("abcdefgh", "")]) == "A         Long\n<none>    x\nabcdefgh  <none>"
