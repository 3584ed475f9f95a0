"""Rewrites a job's tree struct by struct: the one traversal that client and server defaults share.

What is regular is a table worked out once per struct; what looks at its surroundings is a function given by the caller.
Nothing is changed in place: every struct that is visited is a fresh dictionary, everything else is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from jobspec.model.states import Tree
from jobspec.model.table import STRUCTS, Field

Around = tuple[Tree, ...]
"""The job, the group and the task around a struct, as far as there are any; those already rewritten."""

Special = Callable[[Tree, Around], None]
"""Changes a fresh struct before its constants and its nested structs are looked at."""

SURROUNDINGS = frozenset({"Job", "TaskGroup", "Task"})
"""The structs that what is inside them can ask about."""


class Step(NamedTuple):
    """What is done to one struct."""

    fixed: Mapping[str, Any]
    """What is always set."""
    special: Special | None
    constants: tuple[tuple[str, Any, Any], ...]
    """Key, the value that counts as unset, and what replaces it."""
    emptied: tuple[str, ...]
    """Keys whose empty list or map becomes null."""
    nested: tuple[tuple[str, str, str], ...]
    """Key, shape and struct of what is inside."""


class Walk:
    """One way of rewriting a job."""

    def __init__(
        self,
        *,
        constants: Callable[[str, Field], tuple[str, Any, Any] | None],
        emptied: Mapping[str, tuple[str, ...]],
        special: Mapping[str, Special],
        fixed: Mapping[str, Mapping[str, Any]] | None = None,
        skipped: Collection[tuple[str, str]] = (),
    ) -> None:
        """`constants` says what replaces an unset field, if anything; `skipped` are the structs left as they are."""
        self._steps = {
            struct: Step(
                (fixed or {}).get(struct, {}),
                special.get(struct),
                tuple(found for field in fields if (found := constants(struct, field))),
                emptied.get(struct, ()),
                tuple((f.json, f.type, f.struct) for f in fields if f.struct and (struct, f.json) not in skipped),
            )
            for struct, fields in STRUCTS.items()
        }
        self._leave_out_what_stays()

    def _leave_out_what_stays(self) -> None:
        """Do not descend into structs to which nothing is ever done; repeated, as leaving one out may empty another."""
        while idle := {struct for struct, step in self._steps.items() if not any(step)}:
            kept = {
                struct: step._replace(nested=tuple(entry for entry in step.nested if entry[2] not in idle))
                for struct, step in self._steps.items()
            }
            if kept == self._steps:
                return
            self._steps = kept

    def rewrite(self, struct: str, tree: Tree, around: Around = ()) -> Tree:
        """The struct rewritten, with all that is inside."""
        fixed, special, constants, emptied, nested = self._steps[struct]
        tree = {**tree, **fixed} if fixed else dict(tree)
        if special:
            special(tree, around)
        for key, unset, value in constants:
            if tree[key] == unset:
                tree[key] = value
        for key in emptied:
            if not tree[key]:
                tree[key] = None
        if not nested:
            return tree
        rewrite = self.rewrite
        inner = (*around, tree) if struct in SURROUNDINGS else around
        for key, shape, name in nested:
            value = tree[key]
            if value:
                if shape == "struct":
                    tree[key] = rewrite(name, value, inner)
                elif shape == "structs":
                    tree[key] = [rewrite(name, item, inner) for item in value]
                else:
                    tree[key] = {label: rewrite(name, item, inner) for label, item in value.items()}
        return tree


def unset(struct: str) -> Tree:
    """A fresh struct in which nothing is set."""
    return _unset(struct).copy()


@cache
def _unset(struct: str) -> Tree:
    return {field.json: field.unset for field in STRUCTS[struct]}


def overlaid(below: Tree, above: Tree) -> Tree:
    """The lower struct with all values of the upper one that are not null."""
    return below | {key: value for key, value in above.items() if value is not None}
