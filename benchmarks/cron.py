"""Cron expressions: reading one, the next launch, and launches in a row, beside croniter and cronsim in the same run.

python benchmarks/cron.py [rounds]
"""

from __future__ import annotations

import statistics
import sys
import timeit
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

from croniter import croniter
from cronsim import CronSim

from jobspec.cron import Expression, launches, next_launch, read

SPECS = (
    *("*/5 * * * *", "* * * * *", "0 3 * * *", "30 4 1 * *", "15 10 * * 1-5", "0 */6 * * *"),
    *("0 0 29 2 *", "17,47 8-18 * * mon-fri", "0 12 1,15 1-6 *", "0 0 L * *"),
)
ZONES: tuple[tzinfo, ...] = (UTC, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"))
START = datetime(2026, 6, 15, 12, 34, 56, tzinfo=UTC)
ROW = 50
"""Launches taken one after the other."""


def seconds(call: Callable[[], object], rounds: int) -> float:
    return min(timeit.repeat(call, number=rounds, repeat=3)) / rounds


def uncached(spec: str) -> object:
    read.cache_clear()
    return read(spec)


def compare(spec: str, zone: tzinfo, rounds: int) -> list[tuple[str, float, float, float]]:
    """One line a measure: ours, croniter's and cronsim's seconds for one step."""
    expression = read(spec)
    assert isinstance(expression, Expression)
    start = START.astimezone(zone)
    reader = croniter(spec, start)

    def croniter_next() -> object:
        reader.set_current(start)
        return reader.get_next(datetime)

    def croniter_row() -> object:
        reader.set_current(start)
        return [reader.get_next(datetime) for _ in range(ROW)]

    def cronsim_row() -> object:
        return list(islice(CronSim(spec, start), ROW))

    def our_row() -> object:
        return list(islice(launches(expression, start, zone), ROW))

    parsing = seconds(lambda: CronSim(spec, start), rounds)
    cronsim_next = seconds(lambda: next(CronSim(spec, start)), rounds) - parsing
    few = max(rounds // ROW, 1)
    return [
        ("read", seconds(lambda: uncached(spec), rounds), seconds(lambda: croniter(spec, start), rounds), parsing),
        (
            "next",
            seconds(lambda: next_launch(expression, start, zone), rounds),
            seconds(croniter_next, rounds),
            cronsim_next,
        ),
        (
            f"{ROW} in a row",
            seconds(our_row, few) / ROW,
            seconds(croniter_row, few) / ROW,
            (seconds(cronsim_row, few) - parsing) / ROW,
        ),
    ]


def main(rounds: int = 300) -> None:
    ratios: dict[str, list[tuple[float, float]]] = {}
    print(f"{'expression':<26} {'zone':<18} {'measure':<12} {'ours us':>8} {'croniter':>9} {'cronsim':>8}")
    for spec in SPECS:
        for zone in ZONES:
            for measure, ours, other, third in compare(spec, zone, rounds):
                ratios.setdefault(measure, []).append((other / ours, third / ours))
                line = f"{ours * 1e6:8.2f} {other / ours:8.1f}x {third / ours:7.1f}x"
                print(f"{spec:<26} {zone!s:<18} {measure:<12} {line}")
    for measure, pairs in ratios.items():
        croniter_ratio, cronsim_ratio = (statistics.median(column) for column in zip(*pairs))
        print(f"median {measure}: {croniter_ratio:.1f} x croniter, {cronsim_ratio:.1f} x cronsim")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
