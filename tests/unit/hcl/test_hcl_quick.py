"""The fast lexer gives the tokens of the defining one, or gives up."""

from __future__ import annotations

import pytest
from hcl_mutants import OWN, mutants, texts

from jobspec.hcl.parser import parse_body
from jobspec.hcl.quick import quick
from jobspec.hcl.scan import scan
from jobspec.hcl.sift import sift


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
