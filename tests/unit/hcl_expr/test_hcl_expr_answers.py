"""Unlikely expressions, each with what Nomad 2.0.5 answers: its type and value, none where it refuses."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jobspec.diagnostics import ParseError
from jobspec.hcl.standalone import evaluate
from jobspec.hcl.values import Value

ANSWERS = json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))
UNKNOWN: dict[str, str | list[Any]] = {
    "str": "string",
    "num": "number",
    "bool": "bool",
    "any": "dynamic",
    "list": ["list", "string"],
    "map": ["map", "string"],
    "set": ["set", "string"],
}
VARIABLES = {"unk": {name: Value.unknown(term) for name, term in UNKNOWN.items()}}


def exact(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: str(answer[0]))
def test_it_answers_the_same(answer: list[Any]) -> None:
    expression, *wanted = answer
    if not wanted:
        with pytest.raises(ParseError):
            evaluate(expression, variables=VARIABLES)
        return
    value = evaluate(expression, variables=VARIABLES)
    assert json.loads(json.dumps(value.type)) == wanted[0]
    if wanted[1] is None:
        assert "$unknown" in value.to_json()
    else:
        assert exact(value.to_json()) == exact(wanted[1])
