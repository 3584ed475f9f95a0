"""Legacy texts as HCL2: the same job, the same comments, and a report of what was changed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jobspec
from jobspec.cli.main import main
from jobspec.decode import load
from jobspec.diagnostics import ParseError
from jobspec.render.legacy.conversion import convert_legacy
from jobspec.render.legacy.gaps import comments
from jobspec.render.legacy.rewriting import rewritten

GOLDENS = Path(__file__).resolve().parents[4] / "shared" / "goldens" / "syntax"
CORPUS = Path(__file__).resolve().parents[3] / "corpus" / "legacy"


def hcl2(text: str) -> str:
    made = rewritten(text, "x.nomad")
    assert made is not None
    assert load(made.text, syntax="hcl2").tree == load(text, syntax="hcl1").tree
    return made.text


def changes(text: str) -> list[str]:
    made = rewritten(text, "x.nomad")
    assert made is not None
    return [f"{change.place.start.line}: {change.what}" for change in made.changes]


@pytest.mark.parametrize("name", sorted(path.stem for path in CORPUS.glob("*.nomad")))
def test_the_corpus(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS)
    assert main(["convert", f"{name}.nomad"]) == 0
    said = capsys.readouterr()
    assert said.out == Path(f"{name}.nomad.hcl").read_text(encoding="utf-8")
    assert said.err == Path(f"{name}.changes").read_text(encoding="utf-8")
    assert jobspec.hcl.format(said.out) == said.out
    assert load(said.out, syntax="hcl2").tree == load(Path(f"{name}.nomad").read_text(), syntax="hcl1").tree


def test_recorded_texts() -> None:
    path = GOLDENS / "hcl1.jsonl.gz"
    if not path.exists():
        pytest.skip("the recorded answers are not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    other, anew, total = [], [], 0
    for row in rows:
        text = row["input"]["text"]
        if "job" not in row["expect"] or text.lstrip().startswith("{"):
            continue
        total += 1
        made = convert_legacy(load(text, syntax="hcl1", filename="x.nomad"))
        if not made.same:
            other.append(row["id"].removeprefix("hcl1-"))
        if made.changes is None:
            anew.append(row["id"].removeprefix("hcl1-"))
    assert total > 350
    # Arguments whose first value says how the last one is read; volumes that one bad value drops; labels that empty
    # a block; plain maps in a proxy's configuration; a header without values.
    assert len(anew) < total // 25, anew
    # Two scalings of one resource, told apart by the case of their letters.
    assert other == ["twice-056"]


def test_what_is_hcl2_already_stays_as_it_is() -> None:
    text = 'job "x" {\n  # why\n  type = "batch" /* here */\n\n  meta { a = "${node.class}" }\n}\n'
    assert hcl2(text) == text
    assert changes(text) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('type = "batch" priority = 0x32', '\n  type     = "batch"\n  priority = 50\n'),
        ('meta { "a-1" = true, b = "\\x41$${c}" }', '\n  meta {\n    a-1 = "1"\n    b   = "A$$${c}"\n  }\n'),
        ('meta { "a.b" = 1 }', ' meta = { "a.b" = 1 } '),
        ("meta { a = 1 } meta { b = 2 }", "\n  meta {\n    a = 1\n    b = 2\n  }\n"),
        ('datacenters = "a" // one', '\n  datacenters = ["a"] // one\n'),
        ('datacenters = ["a"] datacenters = [,"b",,]', '\n  datacenters = ["a", "b"]\n'),
        ("update\n# why\n= # how\n{ canary = 2.9 }", "\n  # why\n  # how\n  update { canary = 2 }\n"),
        ('group web "more" {}', "\n  group web {}\n"),
        ('"group" "a.b" { }', '\n  group "a.b" {}\n'),
    ],
)
def test_what_changes(before: str, after: str) -> None:
    body = hcl2(f'job "x" {{ {before}\n}}').removeprefix('job "x" {').rstrip().removesuffix("}")
    assert body.split() == after.split()
    assert "\n" not in after or body.strip("\n") == after.strip("\n")


@pytest.mark.parametrize(
    ("config", "after"),
    [
        ("a { b { c = 1 } }", "a {\n  b { c = 1 }\n}"),
        ('a = { "x.y" = { z = 1 } }', 'a = { "x.y" = [{ z = 1 }] }'),
        ('a { "x.y" = 1 }\na { c = 2 }', 'a = [{ "x.y" = 1 }, { c = 2 }]'),
        ('a "l" { b = 1 }', 'a "l" { b = 1 }'),
        ('a "l" "m" { "b.c" = 1 }', 'a = [{ "l" = [{ "m" = [{ "b.c" = 1 }] }] }]'),
        ("a = [{ b = 1 c { d = 2 } for = 3 }]", 'a = [{ b = 1, c = [{ d = 2 }], "for" = 3 }]'),
        ("a = [{ for = 3 }]", 'a = [{ "for" = 3 }]'),
        ("a = [<<E\nx\nE\n, 1]", "a = [<<E\nx\nE\n  ,\n1]"),
    ],
)
def test_free_content(config: str, after: str) -> None:
    made = hcl2(f'job "x" {{\n task "t" {{\n driver = "d"\n config {{\n{config}\n}}\n}}\n}}\n')
    inside = made[made.index("config {\n") + 9 :].rsplit("}", 3)[0]
    assert [line.strip() for line in inside.strip().split("\n")] == [line.strip() for line in after.split("\n")]


def test_what_hcl1_passed_over_becomes_a_comment() -> None:
    text = 'job "x" {\n  consul_token = "s"\n  type = "system"\n  type = "batch"\n  group { count = 1\n  }\n}\n'
    assert hcl2(text) == (
        'job "x" {\n  # consul_token = "s"\n  # type = "system"\n  type = "batch"\n  # group { count = 1\n  # }\n}\n'
    )
    assert changes(text) == [
        '2: "consul_token" made a comment',
        '3: "type" made a comment',
        '5: "group" made a comment',
    ]


@pytest.mark.parametrize(
    ("heredoc", "after"),
    [
        ("<<E\n${x:-1} ${node.class}\nE\n", "<<E\n$${x:-1} ${node.class}\nE\n"),
        ("<<E\nx\n  E\n", '"x\\n  "\n'),
        ("<<-E\n  x\n    y\n E\n", "<<E\n x\n   y\nE\n"),
        ("<<-E\n  x\n  E\n", "<<-E\n  x\n  E\n"),
    ],
)
def test_heredocs(heredoc: str, after: str) -> None:
    assert hcl2(f'job "x" {{\n  region = {heredoc}}}\n') == f'job "x" {{\n  region = {after}}}\n'


def test_where_it_cannot_be_rewritten_it_is_written_from_the_job(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.nomad"
    path.write_text('job "x" {\n  # why\n  group "g" { task "t" { driver = "docker" vault "label" {} } }\n}\n')
    assert main(["convert", str(path)]) == 0
    said = capsys.readouterr()
    assert (
        said.out
        == 'job "x" {\n  group "g" {\n    task "t" {\n      driver = "docker"\n\n      vault {}\n    }\n  }\n}\n'
    )
    assert said.err == "Read as HCL1. Written as HCL2 from the job, so comments and layout are gone.\n"


def test_what_hcl2_cannot_say_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.nomad"
    path.write_text('job "x" { task "t" { driver = "d" config { "a.b" = 1 } } }')
    assert main(["convert", str(path)]) == 0
    assert "HCL2 cannot say all of it" in capsys.readouterr().err


GAPS = st.sampled_from([" ", "  ", "\n", " # c\n", " /* d */ ", "\t// e\n", "\n/* f\n */\n"])
NAMES = st.sampled_from(["a", '"b"', '"c.d"', "e.f", '"for"', '"g-h"'])
SCALARS = st.sampled_from(
    ["1", "-0x1F", "017", "1.5", "true", '"t"', '"${node.class}"', '"${a ? b}%{"', '"\\101\\a"', "<<E\n$\nE\n"]
)


@st.composite
def legacy_texts(draw: st.DrawFn) -> str:
    """A task whose configuration and maps are drawn at random, with all kinds of gaps between the tokens."""

    def gap() -> str:
        return draw(GAPS)

    def value(depth: int) -> str:
        kind = draw(st.integers(0, 4 if depth else 2))
        if kind == 3:
            items = [value(depth - 1) for _ in range(draw(st.integers(0, 3)))]
            return "[" + "".join(f"{gap()}{item}{gap()}," for item in items) + gap() + "]"
        return body(depth - 1) if kind == 4 else draw(SCALARS)

    def body(depth: int) -> str:
        items = []
        for name in draw(st.lists(NAMES, max_size=3, unique_by=lambda name: name.strip('"'))):
            block = depth and draw(st.booleans())
            label = draw(st.sampled_from(["", ' "l"', " m"])) if block else ""
            items.append(f"{name}{label}{gap()}{body(depth - 1)}" if block else f"{name}{gap()}={gap()}{value(depth)}")
        return "{" + "".join(f"{gap()}{item}{draw(st.sampled_from(['', ',']))}" for item in items) + gap() + "}"

    return (
        f'job{gap()}"x"{gap()}{{{gap()}meta{gap()}{body(0)} task t {{ driver = "d" config {body(3)} env {body(0)} }} }}'
    )


@given(legacy_texts())
@settings(max_examples=150, deadline=None)
def test_rewriting_keeps_the_job_and_its_comments(text: str) -> None:
    try:
        spec = load(text, syntax="hcl1")
    except ParseError:
        return
    made = rewritten(text, "x.nomad")
    if made is None:
        return  # a key of the configuration is no name
    assert load(made.text, syntax="hcl2").tree == spec.tree
    for mark in ("# c", "/* d */", "// e", "/* f"):
        assert made.text.count(mark) == text.count(mark)


def test_the_comments_of_a_gap() -> None:
    assert comments(" # a /* b\n /* c # */ // d") == ["# a /* b", "/* c # */", "// d"]
