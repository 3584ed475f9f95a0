"""How the yardsticks measure: two calls in turn, A B A B, medians, and the ratio pair by pair."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import NamedTuple

ROUND_SECONDS = 0.005
"""How long our side runs in a round, at least about."""


class Pair(NamedTuple):
    """Median seconds of ours and of the peer, and the median of the pairwise ratios peer / ours."""

    ours: float
    peer: float
    ratio: float


def in_turn(ours: Callable[[], object], peer: Callable[[], object], *, rounds: int = 7) -> Pair:
    """Run both in turn after a warm-up each; short calls are repeated within a round, both equally often."""
    peer()
    ours()
    times = max(1, int(ROUND_SECONDS / max(seconds(ours), 1e-7)))
    pairs = [(seconds(ours, times), seconds(peer, times)) for _ in range(rounds)]
    ratios = [other / mine for mine, other in pairs]
    return Pair(median(mine for mine, _ in pairs), median(other for _, other in pairs), median(ratios))


def seconds(call: Callable[[], object], times: int = 1) -> float:
    """Wall-clock seconds of one call among so many, starting from a collected heap."""
    gc.collect()
    start = perf_counter()
    for _ in range(times):
        call()
    return (perf_counter() - start) / times


def show(title: str, pair: Pair, peer: str, target: str = "") -> None:
    """Print a row: what, ours, the peer's, the ratio, and the ratio aimed at."""
    aim = f"   (target {target})" if target else ""
    print(f"{title:<42} {pair.ours * 1e3:9.3f} ms   {peer:<14} {pair.peer * 1e3:9.3f} ms   {pair.ratio:7.2f} x{aim}")
