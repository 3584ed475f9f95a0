"""The slow road: read on after mistakes, so that one run tells all that can be told without guessing.

Knows how far to skip; what is wrong is said by `explain`. After the first mistake of grammar only mistakes are told
that cannot be its consequences.
"""

from __future__ import annotations

from typing import Any

from jobspec.hcl.build import ACTIONS, Builder
from jobspec.hcl.drive import Stuck, complete, drive
from jobspec.hcl.explain import explain, line_block
from jobspec.hcl.grammar import TABLES
from jobspec.hcl.nodes import Attribute, Block, Body
from jobspec.hcl.problems import Problem
from jobspec.hcl.sift import Sifted, finish, settle
from jobspec.hcl.stack import Stack

_TOLD_LATER = frozenset(
    {
        *("NJ0011", "NJ0013", "NJ0014", "NJ0016", "NJ0018", "NJ0019", "NJ0025", "NJ0026", "NJ0029"),
        *("NJ0035", "NJ0044", "NJ0045"),
    }
)
"""Mistakes that are told even after another one."""

_AT_ITEM_START = frozenset({"NJ0010", "NJ0012", "NJ0046"})
"""Mistakes of a token that cannot begin an item: the rest of its body is given up."""

_CLOSES = {
    "RBRACE": ("LBRACE",),
    "RSQB": ("LSQB",),
    "RPAR": ("LPAR",),
    "TEND": ("INTERP", "CONTROL"),
    "CQUOTE": ("OQUOTE",),
    "CHEREDOC": ("OHEREDOC",),
}
_OPENS = frozenset(kind for kinds in _CLOSES.values() for kind in kinds)

MAX_PROBLEMS = 1000
"""No more mistakes of one text are told: a file that is no job file at all has enough with fewer."""


_ITEMS = frozenset(row["items"] for row in TABLES.rows if "items" in row)
"""The states in which a body's items have been gathered."""


class Recovery:
    """Reads a file's tokens to the end, whatever is wrong with them.

    `raw` holds the tokens before newlines without meaning were left out: after a mistake they are sifted anew, since
    an open bracket has taken the rest of the file's newlines with it.
    """

    def __init__(self, raw: Sifted, kept: list[int], view: Sifted, builder: Builder) -> None:
        self.raw = raw
        self.kept = kept
        self.view = view
        self.builder = builder
        self.later = False

    def run(self) -> Body:
        """The body of what could be read; what is wrong is among the builder's problems."""
        states, at = [TABLES.starts["file"]], 0
        values: list[Any] = []
        while len(self.builder.problems) < MAX_PROBLEMS:
            try:
                body: Body = drive(TABLES, self.view.kinds, ACTIONS, self.builder, states, values, at)
            except Stuck as stuck:
                complete(TABLES, stuck, ACTIONS, self.builder)
                _begin_items(stuck)
                stack = self._stack(stuck)
                self._look_into_open_blocks(stuck)
                problem, on_line = self._tell(stack), line_block(stack)
                states, values = _back_to_items(stuck)
                if stack.ended:
                    break
                if on_line is None:
                    at = self._skip(stuck.at, problem, outermost=len(values) <= 1)
                else:
                    at = self._skip_line_block(stack, problem, on_line)
            else:
                return body
        items = values[0] if values else []
        return self.builder.body(0, len(self.view.kinds) - 1, items)

    def _stack(self, stuck: Stuck) -> Stack:
        return Stack(self.view.kinds, self.view.texts, stuck.values, stuck.at)

    def _look_into_open_blocks(self, stuck: Stuck) -> None:
        """Find what is wrong with labels and names given twice, which is else only found in blocks that are closed."""
        for made in stuck.values:
            if isinstance(made, list) and made and isinstance(made[0], int):
                self.builder.labels(made)
            elif isinstance(made, list) and made and isinstance(made[0], Attribute | Block):
                self.builder.body(0, 0, made)

    def _tell(self, stack: Stack) -> Problem:
        problem = explain(stack)
        if not self.later or problem.id in _TOLD_LATER:
            self.builder.problems.append(problem)
        self.later = True
        return problem

    def _skip(self, at: int, problem: Problem, outermost: bool) -> int:
        """Leave out tokens after a mistake; gives the number of the token to go on with."""
        first = self._raw(at)
        if problem.id in _AT_ITEM_START:
            resume = len(self.raw.kinds) if outermost else _closing(self.raw.kinds, first, "LBRACE")
        else:
            resume = _find(self.raw.kinds, first, "NL") + 1
        # Tokens that the problem points at stay, so that its place can still be told; nobody reads them again.
        return self._go_on(max(at + 1, problem.last), resume)

    def _skip_line_block(self, stack: Stack, problem: Problem, on_line: int) -> int:
        """Leave out the rest of a block on one line, up to the brace that closes it, wherever that is.

        Where its argument is readable, the brace is looked for at once. Otherwise the line is left out first; if the
        next one is empty, that the block goes on beyond its line is told before anything else.
        """
        kinds, resume, stay = self.raw.kinds, self._raw(stack.at), max(stack.at + 1, problem.last)
        goes_on = -1
        if problem.id != "NJ0018":
            for opening in stack.openers(above=on_line):
                resume = _closing(kinds, resume, opening) + 1
            resume = _find(kinds, resume + (problem.id in _AT_ITEM_START), "NL") + 1
            if kinds[resume : resume + 1] in (["NL"], ["COMMA"]):
                names: dict[str, object] = {"name": self.view.texts[on_line], "line_of": on_line}
                told = self.builder.problems
                told.insert(
                    told.index(problem) if problem in told else len(told), Problem("NJ0048", stay, stay + 1, names)
                )
                goes_on = resume
        resume = _closing(kinds, resume, "LBRACE") + 1
        resume = resume + 1 if kinds[resume : resume + 1] == ["NL"] else _find(kinds, resume, "NL") + 1
        return self._go_on(stay, resume, goes_on)

    def _raw(self, at: int) -> int:
        return self.kept[at] if at < len(self.kept) else len(self.raw.kinds)

    def _go_on(self, stay: int, resume: int, between: int = -1) -> int:
        """Sift the tokens from `resume` on anew; they follow the first `stay` ones, and one more that is to be seen."""
        raw, seen = self.raw, self.view
        kinds = raw.kinds[resume:]
        again = settle(kinds, raw.texts[resume:], "file")
        first = [between] * (between >= 0)
        numbers = first + [resume + number for number in again]
        self.kept[stay:] = numbers
        self.kept.extend([0] * (stay + len(numbers) - len(self.kept)))
        # Sifting marks keywords, in these kinds only.
        seen.kinds[stay:] = [raw.kinds[number] for number in first] + [kinds[number] for number in again]
        seen.texts[stay:] = [raw.texts[number] for number in numbers]
        seen.spans[stay:] = [raw.spans[number] for number in numbers]
        finish(seen, "file", len(self.builder.source.text))
        return stay + (between >= 0)


def _closing(kinds: list[str], at: int, opening: str) -> int:
    """The number of the token that closes such a bracket, from here on; brackets of other kinds do not count."""
    closing = next(kind for kind, openings in _CLOSES.items() if opening in openings)
    depth = 0
    while at < len(kinds) and (depth or kinds[at] != closing):
        depth += (kinds[at] in _CLOSES[closing]) - (kinds[at] == closing)
        at += 1
    return at


def _find(kinds: list[str], at: int, wanted: str) -> int:
    """The number of the next wanted token that is in no bracket opened from here on."""
    opened: list[str] = []
    while at < len(kinds):
        kind = kinds[at]
        if kind == wanted and not opened:
            break
        if kind in _OPENS:
            opened.append(kind)
        elif kind in _CLOSES:
            # One that closes nothing closes all.
            while opened and opened.pop() not in _CLOSES[kind]:
                pass
        at += 1
    return at


def _begin_items(stuck: Stuck) -> None:
    """Where a body has just begun, it has no items yet; the parser would only know once it sees the first."""
    if (state := TABLES.rows[stuck.states[-1]].get("items")) is not None:
        stuck.states.append(state)
        stuck.values.append([])


def _back_to_items(stuck: Stuck) -> tuple[list[int], list[Any]]:
    """The stack up to the items of the innermost body."""
    depth = len(stuck.states) - 1
    while depth and stuck.states[depth] not in _ITEMS:
        depth -= 1
    return stuck.states[: depth + 1], stuck.values[:depth]
