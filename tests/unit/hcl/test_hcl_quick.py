"""The fast lexer gives the tokens of the defining one, or gives up."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobspec.hcl.parser import parse_body
from jobspec.hcl.quick import quick
from jobspec.hcl.scan import scan
from jobspec.hcl.sift import sift

GOLDENS = Path(__file__).resolve().parents[4] / "shared" / "goldens"

OWN = [
    "",
    'a = "b"\r\nc "d" e { f = 1.5e3 }\n',
    'a = "${b["c"]}${ {d = 1}.d }" # "e\n// <<F\nf = 1 / 2\n',
    "a = <<-E\n  b ${c}\n  %{ if d }e%{ endif }\n  E\nf = <<G\n$${h}\nG\n",
    'a = "$${b}" \nb = "\\${c}"\nd = "100%"\n',
    "/* a */ b = 1 /* c\n */\n",
]
FRAGMENTS = [
    '"',
    "${",
    "}",
    "{",
    "<<E\n",
    "\nE\n",
    "#",
    "/*",
    "*/",
    "\\",
    "$$",
    "%{",
    "~}",
    "é",
    "\r\n",
    "\n",
    "(",
    "..",
    "e",
]


def texts() -> Iterator[str]:
    yield from OWN
    path = GOLDENS / "syntax" / "fmt.jsonl.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["input"].get("text")
                if text is not None:
                    yield text


def mutants(count: int, seed: int) -> Iterator[str]:
    """Texts with up to three small changes."""
    draw, whole = random.Random(seed), list(texts())
    for _ in range(count):
        text = draw.choice(whole)[:3000]
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(text) + 1)
            insert = draw.choice([draw.choice(FRAGMENTS), "", draw.choice(whole)[:80]])
            text = text[:at] + insert + text[at + draw.randint(0, 6) :]
        yield text


def assert_same(text: str) -> bool:
    fast = quick(text)
    if fast is None:
        return False
    slow = sift(scan(text), text)
    assert (slow.kinds, slow.texts) == fast
    return True


def test_whole_texts() -> None:
    taken = [assert_same(text) for text in texts()]
    assert sum(taken) > len(taken) * 0.6


def test_mutants() -> None:
    assert sum(assert_same(text) for text in mutants(300, 1)) > 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_mutants(seed: int) -> None:
    for text in mutants(1000, seed):
        assert_same(text)


def test_nodes_know_their_places_on_either_road() -> None:
    for text in OWN:
        body, wrong = parse_body(text)
        if not wrong:
            for item in [*body.attributes.values(), *body.blocks]:
                start, end = body.source.extent(item.first, item.last)
                assert text[start:end] == item.text
