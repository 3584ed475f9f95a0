"""The frozen tables: up to date, and equal to what Lark itself makes of the grammar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hcl_mutants import mutants

lark = pytest.importorskip("lark", reason="Lark is only needed where tables are made")

from lark.lexer import Lexer  # noqa: E402

from jobspec._dev.freeze_grammar import load_grammar  # noqa: E402
from jobspec._dev.grammar_tables import ROOT, files  # noqa: E402
from jobspec.hcl.build import ACTIONS, Builder  # noqa: E402
from jobspec.hcl.drive import Stuck, drive  # noqa: E402
from jobspec.hcl.grammar import TABLES  # noqa: E402
from jobspec.hcl.nodes import Node  # noqa: E402
from jobspec.hcl.scan import scan  # noqa: E402
from jobspec.hcl.sift import Sifted, TooDeep, settle, sift, view  # noqa: E402
from jobspec.hcl.source import Source  # noqa: E402

TEXTS = [
    "",
    "a = 1\n",
    'job "x" y {\n  a = [1, 2, {b = 3}]\n  c {}\n  d { e = f(1, g...) }\n}\n',
    'a = "x${b.c[0].*.d}y%{ if e }f%{ else }g%{ endif }%{ for h, i in j ~} k %{ endfor }"\n',
    "a = <<-E\n    b ${c}\n  d\n  E\nf = <<G\nh\nG\n",
    "a = [for b in c : d if e]\nf = {for g, h in i : j => k... if l}\n",
    "a = 1 + 2 * -3 == 4 && !b || c ? d : (e)\n",
    "a = 1 2\n",
    "a = {\n",
    "if = in\n}\n",
]


class Given(Lexer):
    """Hands Lark the tokens of our own lexer."""

    def __init__(self, conf: Any) -> None:
        self.conf = conf

    def lex(self, data: Sifted) -> Iterator[Any]:  # type: ignore[override]
        for at, kind in enumerate(data.kinds[:-1]):
            yield lark.Token(kind, at, start_pos=at)


def sifted(text: str) -> Sifted:
    raw = sift(scan(text), text)
    kinds = list(raw.kinds)
    return view(raw._replace(kinds=kinds), settle(kinds, raw.texts, "file"), "file", len(text))


def with_lark(grammar: Any, tokens: Sifted, builder: Builder) -> Any:
    def made(tree: Any) -> Any:
        if not isinstance(tree, lark.Tree):
            return int(tree)
        parts = [made(child) for child in tree.children]
        action = getattr(builder, str(tree.data), None)
        rule_without_name = len(parts) == 1 and str(tree.data) in UNNAMED
        return parts[0] if rule_without_name or action is None else action(parts)

    return made(grammar.parse(tokens, start="file"))


UNNAMED = {
    "name",
    "expression",
    "disjunction",
    "conjunction",
    "equality",
    "comparison",
    "sum",
    "product",
    "signed",
    "term",
}
UNNAMED |= {"primary", "arguments"}


def shape(value: object) -> object:
    """A node as plain data, with the numbers of its tokens."""
    if isinstance(value, Node):
        names = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()) if name != "source"]
        return (type(value).__name__, {name: shape(getattr(value, name)) for name in names})
    if isinstance(value, list):
        return [shape(item) for item in value]
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return value


def test_the_committed_tables_are_those_of_the_grammars() -> None:
    stale = [name for name, text in files().items() if Path(name).read_text(encoding="utf-8") != text]
    assert stale == []


def assert_lark_agrees(grammar: Any, text: str) -> bool:
    """Hold our loop against Lark's; gives whether the text is accepted."""
    try:
        tokens = sifted(text)
    except TooDeep:
        return False
    source = Source("x", text, tokens.spans)
    builder = Builder(source, tokens.kinds, tokens.texts)
    try:
        fast = shape(drive(TABLES, tokens.kinds, ACTIONS, builder, [TABLES.starts["file"]], []))
    except Stuck:
        fast = None
    try:
        slow = shape(with_lark(grammar, tokens, Builder(source, tokens.kinds, tokens.texts)))
    except lark.exceptions.UnexpectedInput:
        slow = None
    assert fast == slow, text
    return fast is not None


@pytest.fixture(scope="module")
def grammar() -> Any:
    return load_grammar(ROOT / "grammar" / "hcl2.lark", ("file", "expression", "template"), lexer=Given)


def test_lark_builds_the_same_trees(grammar: Any) -> None:
    assert [assert_lark_agrees(grammar, text) for text in TEXTS].count(True) == 7


def test_lark_agrees_on_changed_texts(grammar: Any) -> None:
    assert sum(assert_lark_agrees(grammar, text[:1500]) for text in mutants(60, 3)) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 14))
def test_lark_agrees_on_many_changed_texts(grammar: Any, seed: int) -> None:
    for text in mutants(1000, seed):
        assert_lark_agrees(grammar, text)
