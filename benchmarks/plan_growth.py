"""How the time of a plan grows with nodes, existing allocations and count: a table, and a plot for the documentation.

python -m benchmarks.plan_growth [FILE.svg]      # some two minutes; without a file only the table
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from math import log10
from pathlib import Path
from typing import NamedTuple

from benchmarks import clusters
from benchmarks.plan import plan_seconds
from jobspec.cluster import ClusterState

KINDS = ("plain", "affinity", "even spread", "two ports")
COLOURS = {"plain": "#1b6ca8", "affinity": "#2a9d5c", "even spread": "#c8782a", "two ports": "#8e44ad"}
MOST_PORTS = 10_000
"""Beyond so many, ports take longer than anybody wants to wait for a plot."""

WIDTH, HEIGHT, MARGIN = 300, 240, 48


class Growth(NamedTuple):
    """What grows along one axis, and the milliseconds of each kind."""

    title: str
    values: Sequence[int]
    lines: dict[str, list[tuple[int, float]]]


def milliseconds(state: ClusterState, kind: str, count: int) -> float:
    """The whole plan, on a state that was planned on before: the best of three."""
    times = [plan_seconds(state, kind, count, detail=False) for _ in range(3)]
    return min(one[0] for one in times if one is not None) * 1e3


def grow(title: str, values: Sequence[int], setting: Callable[[int], tuple[int, int, int]]) -> Growth:
    """Measures all kinds for each value."""
    lines: dict[str, list[tuple[int, float]]] = {kind: [] for kind in KINDS}
    for value in values:
        nodes, allocs, count = setting(value)
        state = ClusterState.from_api(clusters.state(nodes, allocs))
        for kind in KINDS:
            if kind != "two ports" or count <= MOST_PORTS:
                milliseconds(state, kind, 1)
                lines[kind].append((value, milliseconds(state, kind, count)))
    return Growth(title, values, lines)


def measured() -> list[Growth]:
    """The three plots."""
    return [
        grow("count (10,000 nodes)", (10, 100, 1000, 10_000, 50_000), lambda count: (10_000, 0, count)),
        grow("nodes (count 1,000)", (100, 1000, 3000, 10_000), lambda nodes: (nodes, 0, 1000)),
        grow(
            "existing allocations (10,000 nodes, count 1,000)",
            (1000, 10_000, 30_000, 100_000),
            lambda allocs: (10_000, allocs, 1000),
        ),
    ]


def table(growth: Growth) -> str:
    """The figures as a table of Markdown, in milliseconds."""
    head = f"| {growth.title} | " + " | ".join(KINDS) + " |"
    rows = []
    for value in growth.values:
        found = [dict(growth.lines[kind]).get(value) for kind in KINDS]
        rows.append(f"| {value:,} | " + " | ".join("-" if one is None else f"{one:,.0f}" for one in found) + " |")
    return "\n".join([head, "|---" * (len(KINDS) + 1) + "|", *rows])


def plot(growths: Sequence[Growth]) -> str:
    """The plots side by side, both axes logarithmic."""
    highest = max(time for growth in growths for line in growth.lines.values() for _, time in line)
    parts = [_panel(growth, number * (WIDTH + MARGIN), highest) for number, growth in enumerate(growths)]
    width = len(growths) * (WIDTH + MARGIN) + MARGIN
    height = HEIGHT + 2 * MARGIN + 24
    style = "text{font:12px sans-serif;fill:#333}.grid{stroke:#ddd}.line{fill:none;stroke-width:2}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    paper = f'<rect width="{width}" height="{height}" fill="white"/>'
    return "\n".join([head, f"<style>{style}</style>", paper, *parts, _legend(height - 14), "</svg>"]) + "\n"


def _panel(growth: Growth, left: int, highest: float) -> str:
    first, last = growth.values[0], growth.values[-1]

    def x(value: float) -> float:
        return left + MARGIN + _share(value, first, last) * WIDTH

    def y(time: float) -> float:
        return MARGIN + (1 - _share(time, 1, highest)) * HEIGHT

    parts = [f'<text x="{left + MARGIN}" y="{MARGIN - 14}">milliseconds by {growth.title}</text>']
    bottom = MARGIN + HEIGHT
    for value in growth.values:
        parts.append(f'<line class="grid" x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{MARGIN}" y2="{bottom}"/>')
        parts.append(f'<text x="{x(value):.1f}" y="{bottom + 16}" text-anchor="middle">{_short(value)}</text>')
    time = 1
    while time <= highest:
        parts.append(
            f'<line class="grid" x1="{x(first):.1f}" x2="{x(last):.1f}" y1="{y(time):.1f}" y2="{y(time):.1f}"/>'
        )
        parts.append(f'<text x="{x(first) - 6:.1f}" y="{y(time) + 4:.1f}" text-anchor="end">{_short(time)}</text>')
        time *= 10
    for kind, line in growth.lines.items():
        points = " ".join(f"{x(value):.1f},{y(max(time, 1)):.1f}" for value, time in line)
        parts.append(f'<polyline class="line" stroke="{COLOURS[kind]}" points="{points}"/>')
    return "\n".join(parts)


def _share(value: float, first: float, last: float) -> float:
    """Where a value lies between two others on a logarithmic axis: 0 to 1."""
    return log10(value / first) / log10(last / first)


def _legend(y: int) -> str:
    places = enumerate(COLOURS.items())
    return "\n".join(
        f'<rect x="{MARGIN + number * 130}" y="{y - 9}" width="16" height="4" fill="{colour}"/>'
        f'<text x="{MARGIN + number * 130 + 22}" y="{y - 2}">{kind}</text>'
        for number, (kind, colour) in places
    )


def _short(value: float) -> str:
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def main() -> None:
    """Print the tables, and write the plot if a file is given."""
    growths = measured()
    print("\n\n".join(table(growth) for growth in growths))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(plot(growths))


if __name__ == "__main__":
    main()
