"""The reference's visiting order: nodes shuffled by the evaluation's ID and the state's index.

It draws from Go's math/rand, an additive lagged Fibonacci generator of 607 words, seeded by a multiplicative one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from jobspec.scheduler._go_random_words import WORDS

T = TypeVar("T")

_SIZE = 607
_LAG = 334
_WORD = (1 << 64) - 1
_MODULUS = (1 << 31) - 1


@cache
def _constants() -> tuple[int, ...]:
    return tuple(int(WORDS[at : at + 16], 16) for at in range(0, len(WORDS), 16))


class GoRandom:
    """Go's math/rand from a seed."""

    __slots__ = ("_feed", "_tap", "_words")

    def __init__(self, seed: int) -> None:
        x = seed % _MODULUS or 89_482_311
        for _ in range(20):
            x = x * 48_271 % _MODULUS
        self._words: list[int] = []
        for constant in _constants():
            word = 0
            for shift in (40, 20, 0):
                x = x * 48_271 % _MODULUS
                word ^= x << shift
            self._words.append((word ^ constant) & _WORD)
        self._tap = 0
        self._feed = _LAG

    def _draw(self) -> int:
        self._tap = (self._tap - 1) % _SIZE
        self._feed = (self._feed - 1) % _SIZE
        value = (self._words[self._feed] + self._words[self._tap]) & _WORD
        self._words[self._feed] = value
        return (value & (_WORD >> 1)) >> 32

    def below(self, limit: int) -> int:
        """A number from 0 up to, not including, a limit below 2^31."""
        if limit & (limit - 1) == 0:
            return self._draw() & (limit - 1)
        highest = _MODULUS - (1 << 31) % limit
        while (value := self._draw()) > highest:
            pass
        return value % limit


def shuffled(items: Sequence[T], seed: int) -> list[T]:
    """Items in the order of a seed."""
    order = list(items)
    if len(order) < 2:
        return order
    random = GoRandom(seed)
    for last in range(len(order) - 1, 0, -1):
        other = random.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def seed_of(eval_id: str, index: int) -> int:
    """The seed that an evaluation's ID and the state's index make."""
    tail = eval_id.encode()[-8:].rjust(8, b"\0")
    return (int.from_bytes(tail, "big") ^ index) >> 2
