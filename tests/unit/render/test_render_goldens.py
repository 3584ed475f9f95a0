"""The recorded texts: rendered from the recorded diffs and answers, so right whatever our own diff says."""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jobspec import render

SHARED = Path(__file__).resolve().parents[4] / "shared"
GOLDENS = SHARED / "goldens" / "diff"
sys.path.append(str(SHARED))
pytest.importorskip("check", reason="the recorded answers are not here")

from check.areas.diff import _text_parts, ansi  # noqa: E402


def rows(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(GOLDENS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.mark.parametrize("name", sorted(path.name.split(".")[0] for path in GOLDENS.glob("*.gz")))
def test_recorded_texts(name: str) -> None:
    recorded = [row for row in rows(name) if "text" in row["expect"]]
    sample = random.Random(7).sample(recorded, min(60, len(recorded)))
    wrong = [(row["id"], part.name) for row in sample for part in _text_parts(row["expect"]) if part.differences]
    assert wrong == []


@pytest.mark.parametrize("row", list(rows("times")), ids=lambda row: str(row["id"]))
def test_recorded_times(row: dict[str, Any]) -> None:
    one, other = datetime.fromisoformat(row["input"]["a"]), datetime.fromisoformat(row["input"]["b"])
    told = {"a": render.format_time(one), "b": render.format_time(other), "diff": render.format_elapsed(one, other)}
    assert told == row["expect"]


def test_marks_of_the_checker_are_ours() -> None:
    from jobspec.render.colors import CODES, colorize

    text = "".join(f"[{name}]x" for name in CODES) + "[nothing][RED]"
    assert colorize(text, color=True) == ansi(text)
