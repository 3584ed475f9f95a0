"""The loop that runs a grammar's tables: short, because it is where parsing spends its time.

Knows neither tokens nor nodes: kinds in, and whatever the actions make out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

Action = Callable[[Any, list[Any]], Any]
"""What a builder makes of the parts of a rule."""


class Stuck(Exception):
    """No rule takes the token `at`; `states` and `values` are how far it came."""

    def __init__(self, at: int, states: list[int], values: list[Any]) -> None:
        super().__init__(at)
        self.at = at
        self.states = states
        self.values = values


class Tables(NamedTuple):
    """A grammar's tables, ready to run: rows by state, rules as (length, symbol, name), first states by name.

    A row has actions by symbol: from 0 up the state it leads to; below, the rule to reduce by, counted down from -1.
    `plans` are the rules as the loop reads them: length, symbol, and what is done without asking an action.
    """

    rows: list[dict[str, int]]
    rules: Sequence[tuple[int, str, str]]
    starts: dict[str, int]
    plans: list[tuple[int, str, int]]

    def actions(self, builder: type) -> list[Action]:
        """The methods of a kind of builder in the order of the rules."""
        return [getattr(builder, name) if name != "accept" else _accept for _, _, name in self.rules]


ACT, UNCHANGED, NONE, TAKES = 0, -1, -2, -3
GATHERING = {"append": 1, "append_after_comma": 2, "append_last": 3, "unchanged": UNCHANGED, "none": NONE}
"""What rules do that only gather: more than half of all reductions, so the loop does it itself. A number above zero
is that of the part which joins the list in the first one, which has the symbol of the whole. The builder's methods of
these names do the same."""


def thaw(rows: Sequence[tuple[Any, ...]], rules: Sequence[tuple[int, str, str]], starts: dict[str, int]) -> Tables:
    """Tables from their frozen form: a row is symbols and actions in turn."""
    plans = [
        (length, symbol, TAKES if name.startswith("take_") else GATHERING.get(name, ACT))
        for length, symbol, name in rules
    ]
    return Tables([dict(zip(row[::2], row[1::2])) for row in rows], rules, starts, plans)


def drive(
    tables: Tables,
    kinds: Sequence[str],
    actions: Sequence[Action],
    builder: object,
    states: list[int],
    values: list[Any],
    at: int = 0,
    numbers: Sequence[int] = range(sys.maxsize),
) -> Any:
    """What the actions, which get `numbers` for tokens, make of those from `at` on, on this stack. Raises Stuck."""
    rows, plans = tables.rows, tables.plans
    row, kind = rows[states[-1]], kinds[at]
    while True:
        action = row.get(kind)
        if action is None:
            raise Stuck(at, states, values)
        if action >= 0:
            values.append(numbers[at])
            at += 1
            kind = kinds[at]
        elif action == -1:
            return values[-1]
        else:
            length, symbol, gathers = plans[~action]
            if gathers == TAKES:
                # The token completes the rule, whose result joins the list it begins with: that stays where it is.
                actions[~action](builder, [*values[1 - length :], numbers[at]])
                if length > 2:
                    del values[2 - length :], states[2 - length :]
                    row = rows[states[-1]]
                at += 1
                kind = kinds[at]
                continue
            if gathers > 0:
                values[-length].append(values[gathers - length])
                del values[1 - length :], states[1 - length :]
                row = rows[states[-1]]
                continue
            if gathers == ACT:
                parts = values[-length:]
                del values[-length:], states[-length:]
                values.append(actions[~action](builder, parts))
            elif gathers == NONE:
                values.append([])
            else:
                del values[1 - length :], states[-length:]
            action = rows[states[-1]][symbol]
        states.append(action)
        row = rows[action]


def complete(tables: Tables, stuck: Stuck, actions: Sequence[Action], builder: object) -> None:
    """Reduce what is whole on a stuck stack, though the next token does not fit behind it.

    The tables hold reductions only for tokens that can follow; to tell what is wrong it must be seen what was there.
    """
    states, values = stuck.states, stuck.values
    while True:
        found = [action for symbol, action in tables.rows[states[-1]].items() if not symbol.islower()]
        if not found or max(found) >= 0:
            return
        rule = ~max(set(found), key=found.count)
        length, symbol, name = tables.rules[rule]
        if not length or name == "accept":
            return
        parts = values[-length:]
        del values[-length:]
        del states[-length:]
        values.append(actions[rule](builder, parts))
        states.append(tables.rows[states[-1]][symbol])


def _accept(_: object, parts: list[Any]) -> Any:
    return parts[0]
