"""Texts to hold roads of the parser against each other: our own, the recorded ones, and small changes of them."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

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
