"""Which element of a list is compared with which: by a key, by position, or by nothing but content.

Where the reference goes through a map and its order is random, ours is the order of the keys, so that the order of the
input does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

Tree = dict[str, Any]
Items = Sequence[Tree] | None
Pairs = Iterator[tuple[Tree | None, Tree | None]]
Pairing = Callable[[Items, Items], Pairs]


def by_key(key: Callable[[Tree], str]) -> Pairing:
    """Elements of one key belong together; of several on one side the last counts."""

    def pairing(old: Items, new: Items) -> Pairs:
        before, after = ({key(item): item for item in side or ()} for side in (old, new))
        for name in sorted(before):
            yield before[name], after.get(name)
        for name in sorted(after.keys() - before.keys()):
            yield None, after[name]

    return pairing


def by_field(*names: str, separator: str = "/") -> Pairing:
    """Elements with the same value of these fields belong together."""
    return by_key(lambda item: separator.join([_word(item[name]) for name in names]))


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def content(value: Any) -> str:
    """A key that is equal for equal content, empty lists and maps counting as null."""
    return json.dumps(_without_empty(value), sort_keys=True)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(inner) for key, inner in value.items()} or None
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value] or None
    return value


by_content = by_key(content)
"""Elements belong together only if they are equal: what changed is gone and new."""


def by_position(old: Items, new: Items) -> Pairs:
    """The first with the first, and so on; the surplus of a side is by itself."""
    yield from zip_longest(old or (), new or ())


def in_turn(match: Callable[[Tree, int, Sequence[Tree], set[int]], int | None]) -> Pairing:
    """Each old element in turn takes a free new one, found by `match`; one on each side always belong together."""

    def pairing(old: Items, new: Items) -> Pairs:
        before, after = old or (), new or ()
        if len(before) == len(after) == 1:
            yield before[0], after[0]
            return
        taken: set[int] = set()
        for index, item in enumerate(before):
            found = match(item, index, after, taken)
            if found is not None:
                taken.add(found)
            yield item, None if found is None else after[found]
        for index, item in enumerate(after):
            if index not in taken:
                yield None, item

    return pairing
