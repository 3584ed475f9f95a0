"""Small steps that mutators are made of. Each gives a new tree and leaves the old one as it is."""

from __future__ import annotations

from collections.abc import Callable
from operator import is_

from jobspec.diagnostics import Diagnostic, Path
from jobspec.model.states import Tree

Constraint = tuple[str, str, str]
"""Left side, operand, right side."""


def each(parent: Tree, key: str, change: Callable[[Tree], Tree]) -> Tree:
    """The parent with each struct of one of its lists changed; the same object if nothing changed."""
    before = parent[key]
    if not before:
        return parent
    after = [change(item) for item in before]
    return parent if all(map(is_, after, before)) else parent | {key: after}


def added(parent: Tree, key: str, *items: Tree) -> Tree:
    """The parent with items at the end of one of its lists."""
    return parent | {key: [*(parent[key] or ()), *items]}


def put(items: list[Tree], index: int, item: Tree) -> list[Tree]:
    """The list with one item exchanged."""
    return [*items[:index], item, *items[index + 1 :]]


def constrained(parent: Tree, constraint: Constraint, *, by_left_side: bool = False, always: bool = False) -> Tree:
    """The group or task with a constraint at the end, unless it is there: equal or, if so asked, of that left side."""
    left, operand, right = constraint
    wanted = {"LTarget": left, "RTarget": right, "Operand": operand}
    for other in () if always else parent["Constraints"] or ():
        if other == wanted or (by_left_side and other["LTarget"] == left):
            return parent
    return added(parent, "Constraints", wanted)


def refusal(id: str, summary: str, detail: str, *path: str | int) -> Diagnostic:
    """Why a mutator cannot go on with a job."""
    place: Path = path
    return Diagnostic("error", id, summary, detail, path=place)


def short_digest(text: str) -> str:
    """Six hex digits that stand for a text, as the server makes them."""
    # Few jobs need one, and every lint would pay for loading it.
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()[:6]
