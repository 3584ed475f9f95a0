"""The recorded forms of jobs: from the parsed one to the canonical and the stored one."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobspec.canonical import canonicalize, stored
from jobspec.model import complete, to_api

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "goldens" / "parse"
pytestmark = pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not here")


def rows(family: str, number: int) -> Iterator[dict[str, Any]]:
    with gzip.open(RECORDED / f"{family}.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [row for line in lines if "parse" in (row := json.loads(line))["expect"]]
    yield from random.Random(3).sample(found, min(number, len(found)))


@pytest.mark.parametrize("family", ["random", "rules", "written", "api_json"])
def test_recorded_forms(family: str) -> None:
    for row in rows(family, 150):
        expected = row["expect"]
        tree, problems = complete(expected["parse"])
        assert (row["id"], problems) == (row["id"], [])
        if "canonical" in expected:
            canonical = canonicalize(tree)
            assert (row["id"], to_api(canonical)) == (row["id"], expected["canonical"])
            assert canonicalize(canonical) == canonical
        admitted = stored(tree)
        assert (row["id"], bool(admitted.refusals)) == (row["id"], "mutation_error" in expected)
        if "stored" in expected:
            assert (row["id"], to_api(admitted.job, stored=True)) == (row["id"], expected["stored"])
            assert complete(to_api(admitted.job, stored=True))[0] == admitted.job
