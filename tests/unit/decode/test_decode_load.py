"""Texts to jobs: syntaxes, variables, what is wrong and where, and where values were written."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspec.decode import load, load_file, parse
from jobspec.diagnostics import ParseError


def job(inside: str) -> str:
    return f'job "a" {{\n{inside}\n}}\n'


def ids(text: str, **options: Any) -> list[str]:
    with pytest.raises(ParseError) as caught:
        load(text, **options)
    return [item.id for item in caught.value.diagnostics]


def test_the_syntax_is_told_by_the_text() -> None:
    assert load('job "a" {}').syntax == "hcl2"
    assert load('{"job": {"a": {"type": "batch"}}}').to_api()["Type"] == "batch"
    wrapped = load('{"Job": {"id": "a", "TYPE": "batch"}} and more')
    assert (wrapped.syntax, wrapped.to_api()["Type"]) == ("json", "batch")
    assert load('{"ID": "a"}').to_api()["ID"] == "a"
    with pytest.raises(ValueError, match="syntax"):
        load("", syntax="yaml")  # type: ignore[arg-type]


def test_a_job_is_a_model_too() -> None:
    assert parse(job("priority = 7")).priority == 7


def test_a_file_brings_its_name_and_folder(tmp_path: Path) -> None:
    (tmp_path / "region").write_text("eu")
    path = tmp_path / "a.nomad.hcl"
    path.write_text(job('region = file("region")'))
    spec = load_file(path, allow_filesystem=True)
    assert (spec.to_api()["Region"], spec.filename) == ("eu", str(path))
    with pytest.raises(OSError, match="nowhere"):
        load_file(tmp_path / "nowhere")


def test_variables_by_precedence() -> None:
    text = 'variable "x" {\n  default = "default"\n}\n' + job("region = var.x")

    def region(**options: Any) -> Any:
        return load(text, **options).to_api()["Region"]

    assert region() == "default"
    environ = {"NOMAD_VAR_x": "env"}
    assert region(environ=environ) == "env"
    assert region(environ=environ, variable_files=[("v.hcl", 'x = "file"')]) == "file"
    assert region(variable_files=[("v.json", '{"x": "json"}')], variables_text='x = "text"') == "text"
    assert region(variables_text='x = "text"', variables=["x=one", "x=two", "ignored"]) == "two"
    assert region(variables={"x": 5}) == "5"


def test_variables_have_their_types() -> None:
    text = 'variable "n" {\n  type = list(number)\n}\n' + job("")
    assert load(text, variables=['n=[1, "2"]']).evaluate("var.n").to_json() == "[1,2]"
    assert load(text, variables={"n": [1, 2]}).evaluate("var").type == ["object", {"n": ["list", "number"]}]
    assert ids(text, variables=["n=a"]) == ["NJ1021", "NJ2103"]
    assert ids(text, variables={"n": True}) == ["NJ2105"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ["NJ2041"]),
        ("job {}", ["NJ2004"]),
        ('job "a" "b" {}', ["NJ2005"]),
        (job("colour = 1"), ["NJ2001"]),
        (job("colour {}"), ["NJ2002"]),
        (job('group "g" {\n task "t" {\n lifecycle {}\n }\n }'), ["NJ2003"]),
        (job("update {}\nupdate {}"), ["NJ2006"]),
        (job("priority = []"), ["NJ2011"]),
        (job('group "g" {\n task "t" {\n driver = null\n }\n }'), ["NJ2012"]),
        (job("priority = 1.5"), ["NJ2013"]),
        (job('update {\n stagger = "1d"\n }'), ["NJ2014"]),
        (job('group "g" {\n scaling {\n max = 1\n type = "x"\n }\n }'), ["NJ2021"]),
        (job('dynamic "group" {\n for_each = 1\n labels = ["a"]\n content {}\n }'), ["NJ2031"]),
        ('variable "x" {}\nvariable "x" {}\n' + job(""), ["NJ2101", "NJ2103"]),
        ('variable "1" {\n default = 1\n}\n' + job(""), ["NJ2102"]),
        ('variable "x" {}\n' + job(""), ["NJ2103"]),
        ('variable "x" {\n type = any\n default = 1\n}\n' + job(""), ["NJ1061"]),
        ("locals {\n a = local.b\n b = local.a\n}\n" + job(""), ["NJ2110"]),
        (job('type = 1 + true\npriority = "x"'), ["NJ1011", "NJ2011"]),
    ],
)
def test_mistakes_have_their_ids(text: str, wanted: list[str]) -> None:
    assert ids(text) == wanted


def test_undeclared_values_are_errors_when_strict() -> None:
    assert ids(job(""), variables=["x=1"]) == ["NJ2104"]
    assert load(job(""), variables=["x=1"], strict=False).submission["VariableFlags"] == {"x": "1"}


def test_a_validation_names_the_variable() -> None:
    validation = 'condition = var.x == "a"\n    error_message = "only a"'
    text = f'variable "x" {{\n  validation {{\n    {validation}\n  }}\n}}\n' + job("")
    assert ids(text, variables=["x=b"]) == ["NJ2107"]
    assert load(text, variables=["x=a"]).evaluate("var.x").to_python() == "a"


def test_locals_stand_in_any_order() -> None:
    spec = load('locals {\n  a = "${local.b}!"\n  b = "x"\n}\n' + job(""))
    assert spec.evaluate("local").to_python() == {"a": "x!", "b": "x"}


def test_dynamic_blocks_become_blocks() -> None:
    arguments = 'for_each = ["x", "y"]\nlabels = [group.value]'
    text = job(f'dynamic "group" {{\n{arguments}\ncontent {{\n count = group.key\n }}\n}}')
    groups = load(text).to_api()["TaskGroups"]
    assert [(group["Name"], group["Count"]) for group in groups] == [("x", 0), ("y", 1)]


def test_free_form_blocks_keep_their_shape() -> None:
    content = 'a = { b = 1 }\nc = [{ d = 1.5 }]\ne "x" {\nf = true\n}'
    text = job(f'group "g" {{\n task "t" {{\n config {{\n{content}\n}}\n }}\n }}')
    config = load(text).to_api()["TaskGroups"][0]["Tasks"][0]["Config"]
    assert config == {"a": [{"b": 1}], "c": [{"d": 1.5}], "e": [{"x": [{"f": True}]}]}


PLACED = """\
job "a" {
  group "g" {
    count = 3
    meta {
      k = "v"
    }
    task "t" {
      config {
        a = 1
      }
    }
  }
}
"""


def test_values_know_where_they_were_written() -> None:
    spec = load(PLACED, filename="f")

    def place(path: Any) -> str:
        return str(spec.range_of(path))

    assert place(["TaskGroups", 0, "Count"]) == "f:3:13"
    assert place("/TaskGroups/0/Meta/k") == "f:5:11"
    assert place("/TaskGroups/0/Tasks/0/Config/a") == "f:9:13"
    assert place("/TaskGroups/0/Tasks/0/Driver") == "f:7:5"
    assert place("/Priority") == "f:1:1"
    assert load('{"ID": "a"}').range_of("/ID") is None


def test_errors_stand_where_they_are() -> None:
    with pytest.raises(ParseError) as caught:
        load(job('type = "batch"\npriority = []\ncolour = 1'), filename="f")
    assert [(item.id, str(item.subject)) for item in caught.value.diagnostics] == [
        ("NJ2001", "f:4:1"),
        ("NJ2011", "f:3:12"),
    ]


def test_a_submission_is_what_the_client_sends() -> None:
    text = 'variable "l" {\n  type = list(string)\n}\nvariable "s" {}\n' + job("")
    spec = load(text, variables=["l=[]", "s=x"], variable_files=[("f", 's = "y"')])
    assert spec.submission == {
        "Source": text,
        "Format": "hcl2",
        "VariableFlags": {"s": "x"},
        "Variables": 's = "y"\n\nl = []',
    }


@given(st.text('job "a"{}=\n1[]${x.}:,group', max_size=40))
@settings(max_examples=120, deadline=None)
def test_no_text_brings_loading_down(text: str) -> None:
    for options in ({}, {"syntax": "hcl2"}, {"syntax": "json"}):
        with contextlib.suppress(ParseError):
            json.dumps(load(text, **options).to_api())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "place", "summary"),
    [
        ('{"job": {"a": {"priority": 1,\n}}}', "1:29", "Trailing comma"),
        ('{"job": {"a": {"datacenters": ["x",\n]}}}', "1:35", "Trailing comma"),
        ('{"job":\n{"a": {}', "2:1", "This object is never closed"),
        ("{ {\nb = 1 } }", "2:1", "Not a JSON value"),
        ("{ {}: 1 }", "1:3", "Missing property name"),
    ],
)
def test_json_syntax_is_told_where_it_is_wrong(text: str, place: str, summary: str) -> None:
    with pytest.raises(ParseError) as caught:
        load(text, syntax="hcl2")
    first = caught.value.diagnostics[0]
    assert first.subject
    assert (f"{first.subject.start.line}:{first.subject.start.column}", first.summary) == (place, summary)


def test_an_object_type_names_each_attribute_once() -> None:
    with pytest.raises(ParseError) as caught:
        load('variable "x" {\n  type = object({ a = string, a = number })\n}\njob "a" {}\n')
    assert caught.value.diagnostics[0].summary == 'Duplicate attribute "a"'


def test_halves_of_surrogate_pairs_and_what_stands_beside_a_wrapped_job() -> None:
    assert (
        load('{"Name": "a\\ud800b\\ud83d\\ude00", "Meta": {"\\udc00": "x"}}').to_api()["Name"] == "a\ufffdb\U0001f600"
    )
    with pytest.raises(ParseError):
        load('{"Job": {"ID": "a"}, "Priority": "high"}', syntax="json")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('job "a" {\n  update {\n    nope = 1\n  }\n  update {}\n  update {}\n}\n', 5),
        ('job "a" {\n  group "b" {\n    restart { nope = 1 }\n    restart {}\n  }\n}\n', 4),
    ],
)
def test_of_a_doubled_block_only_that_is_told(text: str, line: int) -> None:
    with pytest.raises(ParseError) as caught:
        load(text)
    assert [(each.id, each.subject and each.subject.start.line) for each in caught.value.diagnostics] == [
        ("NJ2006", line)
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", 9223372036854776000),
        ("-18446744073709551616", -18446744073709552000),
        ("1e20", 10**20),
        ("1e21", 1e21),
    ],
)
def test_whole_numbers_beyond_64_bits(written: str, kept: float) -> None:
    text = f'job "a" {{ group "b" {{ task "c" {{ config {{ x = {written} }} }} }} }}'.replace("{ ", "{\n").replace(
        " }", "\n}"
    )
    found = load(text).to_api()["TaskGroups"][0]["Tasks"][0]["Config"]["x"]
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"job": {"a": {"group": {"b": {"restart": [\n{},\n{}]}}}}}', "1:43"),
        ('{"job": {"a": {"group": {"b": {"scaling": {\n"min": 1\n}}}}}}', "3:1"),
    ],
)
def test_places_of_blocks_in_json(text: str, place: str) -> None:
    with pytest.raises(ParseError) as caught:
        load(text, syntax="hcl2")
    start = caught.value.diagnostics[0].subject
    assert start
    assert f"{start.start.line}:{start.start.column}" == place


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("priority = <<E\nx\ny\nE", "3:1"),
        ("priority = <<E\n${upper(1)}y\nE", "3:3"),
        ("datacenters = convert(null, string)", "2:15"),
        ("all_at_once = convert(null, number)", "2:15"),
    ],
)
def test_a_value_of_a_wrong_type_is_told_where_it_begins(line: str, place: str) -> None:
    with pytest.raises(ParseError) as caught:
        load(job(line))
    (first,) = caught.value.diagnostics
    assert first.id == "NJ2011"
    assert first.subject
    assert f"{first.subject.start.line}:{first.subject.start.column}" == place


def test_a_null_of_the_right_type_is_nothing() -> None:
    spec = load(job("priority = convert(null, string)\ndatacenters = convert(null, set(string))"))
    assert (spec.to_api()["Priority"], spec.to_api()["Datacenters"]) == (None, None)


def test_a_value_of_an_option_or_the_environment_has_a_place() -> None:
    text = 'variable "n" {\n  type = number\n}\njob "a" {}\n'
    given: list[dict[str, object]] = [
        {"variables": {"n": "two"}},
        {"variables": ["ghost=1"], "environ": {"NOMAD_VAR_n": "1"}},
        {"environ": {"NOMAD_VAR_n": "two"}},
    ]
    places = []
    for options in given:
        with pytest.raises(ParseError) as caught:
            load(text, **options)  # type: ignore[arg-type]
        places.append(str(caught.value.diagnostics[0].subject))
    assert places == ["<variable n>:1:1", "<variable ghost>:1:1", "<environment NOMAD_VAR_n>:1:1"]
