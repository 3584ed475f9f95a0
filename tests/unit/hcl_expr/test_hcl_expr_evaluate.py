"""Expressions and templates, alone."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.diagnostics import ParseError
from jobspec.hcl.standalone import evaluate, evaluate_template
from jobspec.hcl.values import Value


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("1 + 2 * 3", 7),
        ('"a${1}b"', "a1b"),
        ('[for k, v in { b = 1, a = 2 }: "${k}${v}"]', ["a2", "b1"]),
        ('{ for x in ["a", "b"]: x => upper(x) if x != "a" }', {"b": "B"}),
        ("[{ a = 1 }, { a = 2 }][*].a", [1, 2]),
        ('true ? 1 : "a"', "1"),
        ("attr.kernel.name", "${attr.kernel.name}"),
        ('"${ node.class }-x"', "${ node.class }-x"),
        ('"%{ for x in [1, 2] }<${x}>%{ endfor }"', "<1><2>"),
        ("var", {}),
    ],
)
def test_expressions_have_their_values(expression: str, wanted: Any) -> None:
    assert evaluate(expression).to_python() == wanted


def test_variables_are_roots() -> None:
    variables = {"n": 2, "unk": {"str": Value.unknown("string")}}
    assert evaluate("n + 1", variables=variables).to_python() == 3
    assert evaluate("upper(unk.str)", variables=variables).to_json() == '{"$unknown":"string"}'


def test_undeclared_names_can_be_errors() -> None:
    with pytest.raises(ParseError) as caught:
        evaluate("nam", variables={"name": 1}, undeclared="error")
    assert [item.id for item in caught.value.diagnostics] == ["NJ1021"]
    assert 'Did you mean "name"?' in caught.value.diagnostics[0].detail
    with pytest.raises(ValueError, match="undeclared"):
        evaluate("1", undeclared="perhaps")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expression", "ids"),
    [
        ("1 + true", ["NJ1011"]),
        ("null + 1", ["NJ1012"]),
        ("true ? 1 : false", ["NJ1013"]),
        ("null ? 1 : 2", ["NJ1014"]),
        ("{}.a", ["NJ1022"]),
        ("[1][1]", ["NJ1023"]),
        ("null.a", ["NJ1024"]),
        ("{ (null) = 1 }", ["NJ1031"]),
        ("{ a.b = 1 }", ["NJ1032"]),
        ('{ for x in [1, 1]: "a" => x }', ["NJ1033"]),
        ("[for x in 5: x]", ["NJ1034"]),
        ('"a${null}"', ["NJ1041"]),
        ("convert(1, strin)", ["NJ1061"]),
        ("[1 + true, 2 + false]", ["NJ1011", "NJ1011"]),
    ],
)
def test_mistakes_have_their_ids(expression: str, ids: list[str]) -> None:
    with pytest.raises(ParseError) as caught:
        evaluate(expression)
    assert [item.id for item in caught.value.diagnostics] == ids
    assert all(item.subject is not None for item in caught.value.diagnostics)


def test_a_template_as_a_whole_keeps_a_single_value() -> None:
    assert evaluate_template("${[1]}").to_python() == [1]
    assert evaluate_template("a%{ if false }b%{ else }c%{ endif }").to_python() == "ac"


@given(st.text('${}%~"[]().,+-*/ab1 \n<', max_size=24))
@settings(max_examples=150, deadline=None)
def test_no_text_brings_evaluation_down(text: str) -> None:
    for call in (evaluate, evaluate_template):
        with contextlib.suppress(ParseError):
            call(text)


def test_a_long_chain_of_operators_is_no_problem() -> None:
    assert evaluate(" + ".join(["1"] * 3000)).to_python() == 3000


@pytest.mark.parametrize(
    "reference",
    ['"${attr.x}"', '"${ attr.x }"', '"${ attr.x}-${attr.x }"', "attr.x", '"${meta["a"]}"', '"${a[0].b}"', '"{${x}}"'],
)
def test_references_are_kept_as_they_are_written(reference: str) -> None:
    wanted = reference.strip('"') if "$" in reference else "${" + reference + "}"
    if reference == '"{${x}}"':
        # Closing braces that follow a reference are taken into it, and stand behind it once more.
        wanted = "{${x}}}"
    assert evaluate(reference).to_python() == wanted
