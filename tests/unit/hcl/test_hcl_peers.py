"""Corpus files: python-hcl2 sees the same structure, another layout keeps the tree, no prefix is too short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobspec.hcl import Body, parse, walk
from jobspec.hcl import format as formatted
from jobspec.hcl.parser import parse_body

hcl2 = pytest.importorskip("hcl2")

FILES = sorted((Path(__file__).resolve().parents[3] / "corpus" / "jobs").glob("*.hcl"))
NAMES = [path.name.partition(".")[0] for path in FILES]

Structure = tuple[str, tuple[str, ...], tuple[str, ...], tuple[Any, ...]]


def ours(body: Body) -> Iterator[Structure]:
    """Type, labels, attribute names and blocks of each block, in any order."""
    for block in body.blocks:
        yield (
            block.type,
            tuple(block.labels),
            tuple(sorted(block.body.attributes)),
            tuple(sorted(ours(block.body), key=repr)),
        )


def theirs(body: dict[str, Any]) -> Iterator[Structure]:
    """The same of python-hcl2: a block is a member of a list, and its labels are keys around it."""
    for name, items in body.items():
        for item in items if blocks_of(items) else ():
            labels: list[str] = []
            while "__is_block__" not in item:
                [(label, item)] = item.items()
                labels.append(label.strip('"'))
            inside = {key: value for key, value in item.items() if not key.startswith("__")}
            attributes = tuple(sorted(key for key, value in inside.items() if not blocks_of(value)))
            yield name, tuple(labels), attributes, tuple(sorted(theirs(inside), key=repr))


def blocks_of(items: Any) -> bool:
    """Whether a member of python-hcl2's data holds blocks."""
    if not isinstance(items, list) or not items or not isinstance(items[0], dict):
        return False
    item = items[0]
    while isinstance(item, dict) and "__is_block__" not in item and len(item) == 1:
        [item] = item.values()
    return isinstance(item, dict) and "__is_block__" in item


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_python_hcl2_sees_the_same_structure(path: Path) -> None:
    text = path.read_text("utf-8")
    try:
        read = hcl2.loads(text)
    except Exception as error:  # Whatever it raises means that it cannot read the file.
        pytest.skip(f"python-hcl2 does not read it: {type(error).__name__}")
    assert sorted(ours(parse(text)), key=repr) == sorted(theirs(read), key=repr)


def shape(text: str) -> list[tuple[str, str]]:
    """All nodes of a text: their kinds, and how they are written but for blanks."""
    return [(type(node).__name__, "".join(node.text.split())) for node in walk(parse(text))]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_another_layout_is_the_same_tree(path: Path) -> None:
    text = path.read_text("utf-8")
    squeezed = "\n".join(line.strip() for line in text.split("\n")) if "<<" not in text else text
    assert shape(formatted(squeezed)) == shape(squeezed) == shape(text)


@pytest.mark.parametrize("path", FILES[::9], ids=NAMES[::9])
def test_every_prefix_ends_in_a_tree_or_a_diagnostic(path: Path) -> None:
    data = path.read_bytes()
    for end in range(0, min(len(data), 2000), 3):
        problems = parse_body(data[:end])[1]
        assert all(problem.subject for problem in problems)
