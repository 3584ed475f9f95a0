"""Values, numbers and conversions: what they are in Python and JSON, and what always holds for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.numbers import Number, NumberError, parse
from jobspec.hcl.unification import unify
from jobspec.hcl.values import Value

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=6).map(lambda text: text.lower()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(PLAIN)
@settings(max_examples=60, deadline=None)
def test_a_value_made_from_python_is_the_same_json(given_value: Any) -> None:
    value = Value.from_python(given_value)
    assert json.loads(value.to_json()) == json.loads(json.dumps(value.to_python()))
    assert Value.from_python(value.to_python()) == value
    assert value.is_known


def test_types_are_json() -> None:
    value = Value.from_python({"a": [1, "x"], "b": None, "c": {"d": True}})
    assert value.type == [
        "object",
        {"a": ["tuple", ["number", "string"]], "b": "dynamic", "c": ["object", {"d": "bool"}]},
    ]
    assert Value.unknown(["list", "string"]).to_json() == '{"$unknown":["list","string"]}'
    assert Value.from_python([1, "2"], ["set", "number"]).to_json() == "[1,2]"
    with pytest.raises(ValueError, match="number is required"):
        Value.from_python("x", "number")
    with pytest.raises(ValueError, match="known"):
        Value.unknown().to_python()
    with pytest.raises(TypeError):
        Value.from_python(object())


def number(text: str) -> Number:
    found = parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "printed"),
    [("0.1", "0.1"), ("1e3", "1000"), ("-0", "-0"), ("1.50", "1.5"), ("1e-9", "0.000000001"), ("1e22", "1" + "0" * 22)],
)
def test_numbers_print_their_fewest_digits(text: str, printed: str) -> None:
    assert str(number(text)) == printed


@pytest.mark.parametrize("text", ["", " 1", "1 ", "0x10", "1_000", "1e", "inf", "nan", "1e999999999", "--1"])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert parse(text) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=6))
@settings(max_examples=80, deadline=None)
def test_written_numbers_survive(decimal: Any) -> None:
    text = format(decimal, "f")
    assert number(str(number(text))) == number(text)
    assert str(number(text) + number("0")) == str(number(text)).replace("-0", "0" if not decimal else "-0", 1)


def test_arithmetic_keeps_the_larger_precision() -> None:
    third = Number(1, 0, 64) / Number(3, 0, 64)
    assert str(third) == "0.33333333333333333334"
    assert str(number("0.1") + number("0.2")) == "0.3"
    assert str(number("-7") % number("3")) == "-1"
    assert (number("1") / number("0")).is_infinite
    with pytest.raises(NumberError):
        number("0") / number("0")


def test_conversion_goes_one_way() -> None:
    assert convert(Value.from_python(True), "string").to_python() == "true"
    assert convert(Value.from_python("1"), "bool").to_python() is True
    with pytest.raises(ConversionError):
        convert(Value.from_python(1), "bool")
    with pytest.raises(ConversionError):
        convert(Value.from_python("a"), ("list", "string"))


@pytest.mark.parametrize(
    ("terms", "common"),
    [
        (["number", "string"], "string"),
        (["number", "bool"], None),
        (["dynamic", "bool"], "bool"),
        ([("tuple", ("number",)), ("tuple", ())], ("list", "number")),
        ([("object", (("a", "number"),)), ("object", (("b", "string"),))], ("map", "string")),
        ([("tuple", ("number",)), "string"], None),
    ],
)
def test_types_unify_to_the_more_general(terms: list[Any], common: Any) -> None:
    assert unify(terms) == common
