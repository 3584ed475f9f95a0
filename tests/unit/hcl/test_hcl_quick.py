"""The fast lexer gives the tokens of the defining one, or gives up."""

from __future__ import annotations

from typing import Any

import pytest
from hcl_mutants import OWN, mutants, texts

from jobspec.hcl.lines import lined
from jobspec.hcl.node import Node, walk
from jobspec.hcl.parser import parse_body
from jobspec.hcl.scan import scan
from jobspec.hcl.sift import settle, sift, view


def assert_same(text: str) -> bool:
    """The tokens of the fast lexer, lines taken apart, are those of the other one."""
    found = lined(text, "file")
    if found is None:
        return False
    slow = sift(scan(text), text)
    kept = settle(slow.kinds, slow.texts, "file")
    assert found.texts == view(slow, kept, "file", len(text)).texts
    assert found.numbers == sorted(set(found.numbers))
    return True


def described(node: Node) -> list[tuple[Any, ...]]:
    """All nodes with their places and what else they hold that is no node."""
    plain = (str, int, bool, type(None))
    found: list[tuple[Any, ...]] = []
    for each in walk(node):
        names = [name for kind in type(each).__mro__ for name in getattr(kind, "__slots__", ()) if name != "source"]
        held = [value for name in names if isinstance(value := getattr(each, name), plain)]
        found.append((type(each).__name__, each.range, held, getattr(each, "labels", None), getattr(each, "parts", 0)))
    return [(*each[:4], [part for part in each[4] if isinstance(part, str)] if each[4] else 0) for each in found]


def test_either_road_makes_the_same_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [*texts(), *mutants(150, 3)]
    fast = [(described(body), wrong) for body, wrong in map(parse_body, whole)]
    monkeypatch.setattr("jobspec.hcl.parser.lined", lambda text, start: None)
    slow = [(described(body), wrong) for body, wrong in map(parse_body, whole)]
    assert fast == slow


PLAIN_LINES = """
a { b = "x"
}
c = { d = "x"
  if = 3
}
e = [{ for = "x"
}]
f "g" { h = 1 }
i "j" {

  k = true
}
"""


@pytest.mark.parametrize("text", [PLAIN_LINES, *("x = " + part for part in PLAIN_LINES.split("= ")[1:])])
def test_plain_lines_anywhere(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body, wrong = parse_body(text)
    monkeypatch.setattr("jobspec.hcl.parser.lined", lambda text, start: None)
    other, also_wrong = parse_body(text)
    assert (described(body), wrong) == (described(other), also_wrong)


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
