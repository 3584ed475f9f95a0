"""Plans on large clusters: placements a second in the search alone, in the whole plan, and with all detail.

Seconds are those of the processor: nothing here waits, and other work on the machine counts less.

python -m benchmarks.plan            # about two minutes
python -m benchmarks.plan --quick    # some seconds
python -m benchmarks.plan --load     # only from a state file to the answer
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import jobspec
from benchmarks import clusters
from jobspec.cluster import ClusterState
from jobspec.cluster.collector import paused_collector
from jobspec.scheduler.admission import admitted
from jobspec.scheduler.ask import JobAsk
from jobspec.scheduler.draft import Draft
from jobspec.scheduler.placement import NewAlloc, Prototype, resources_of
from jobspec.scheduler.stack import Stack, Wish
from jobspec.scheduler.trace import Observer

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEARCH_TARGETS = {"plain": 100_000, "even spread": 50_000}
"""Placements a second in the search alone: 10,000 nodes, count 10,000."""
REFERENCE = {"plain": 2900, "affinity": 43, "even spread": 31, "batch": 4600}
"""Placements a second of the reference's scheduler in its test harness: 10,000 nodes, count 1,000, another machine."""
MOST = 50_000
"""A server takes no job with more allocations."""
LOAD_TARGETS = {"standard library": 2.5, "msgspec": 1.0}


def search_seconds(state: ClusterState, kind: str, count: int) -> float:
    """Seconds of the search alone: a node for each allocation, one after the other, and the allocation noted there."""
    tree, _ = admitted(clusters.job(kind, min(count, MOST)), state)
    job = JobAsk({**tree, "TaskGroups": [{**tree["TaskGroups"][0], "Count": count}]})
    group = job.groups["g"]
    draft = Draft(state, (), 0)
    stack = Stack(draft, job.type, "best", Observer())
    prototype = Prototype(group, tree, oversubscribed=False)
    nodes, wish = list(state.nodes.values()), Wish()
    with paused_collector():
        start = process_time()
        stack.set_job(job, state.config)
        stack.set_nodes(nodes)
        for number in range(count):
            offer = stack.select(group, wish)
            if offer is None:
                raise RuntimeError(f"{count} allocations do not fit")
            own = {} if prototype.shared else {"AllocatedResources": resources_of(group, False, offer)}
            draft.add(NewAlloc(prototype, str(number), "", offer, own))
        return process_time() - start


def plan_seconds(state: ClusterState, kind: str, count: int, *, detail: bool = True) -> tuple[float, float] | None:
    """Seconds of a whole plan, and of one of which everything is read, metrics and all; None if it would be refused."""
    if count > MOST:
        return None
    start = process_time()
    plan = jobspec.plan(clusters.job(kind, count), state, now=NOW, diff=False)
    planned = process_time() - start
    if plan.failed:
        raise RuntimeError(f"{count} allocations do not fit")
    if detail:
        plan.to_detail()
    return planned, process_time() - start


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage tells is that of the parent, too.
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def settings(*, quick: bool) -> Iterator[tuple[int, int, str, list[int]]]:
    """Nodes, existing allocations, kind and counts of each group of rows."""
    if quick:
        yield from ((500, 1000, kind, [10, 100, 1000]) for kind in clusters.KINDS)
        return
    for nodes in (1000, 10_000):
        for allocs in (0, 20_000, 100_000):
            for kind in clusters.KINDS:
                counts = [10, 100, 1000, 10_000]
                if kind == "two ports" and (nodes, allocs) != (10_000, 0):
                    counts = [10, 100, 1000]
                elif (nodes, allocs) == (10_000, 0):
                    counts += [50_000, 100_000]
                yield nodes, allocs, kind, counts if kind != "two ports" else counts[:4]


def rows(*, quick: bool) -> None:
    """Print placements a second for every setting."""
    state, known = ClusterState.empty(), (0, 0)
    for nodes, allocs, kind, counts in settings(quick=quick):
        if (nodes, allocs) != known:
            state, known = ClusterState.from_api(clusters.state(nodes, allocs)), (nodes, allocs)
            first = max(plan_seconds(state, "plain", 1) or (0.0,))
            print(f"\n{nodes} nodes, {allocs} allocations; the first plan on this state takes {first * 1e3:.0f} ms")
            print(f"  {'kind':14}{'count':>7}{'search/s':>11}{'plan/s':>10}{'detail/s':>10}{'peak MB':>9}")
        for count in counts:
            search = count / search_seconds(state, kind, count)
            times = plan_seconds(state, kind, count)
            whole = ["-", "-"] if times is None else [f"{count / seconds:.0f}" for seconds in times]
            row = f"  {kind:14}{count:7}{search:11.0f}{whole[0]:>10}{whole[1]:>10}{peak_megabytes():9.0f}"
            print(row + _aims(nodes, allocs, kind, count), flush=True)


def _aims(nodes: int, allocs: int, kind: str, count: int) -> str:
    if (nodes, allocs, count) == (10_000, 0, 10_000) and kind in SEARCH_TARGETS:
        return f"   (target {SEARCH_TARGETS[kind]} in the search)"
    if (nodes, allocs, count) == (10_000, 0, 1000) and kind in REFERENCE:
        return f"   (the reference: {REFERENCE[kind]})"
    return ""


def sampling(*, quick: bool) -> None:
    """Print placements a second of `search="reference"`, which looks at a sample of nodes as the reference does."""
    nodes, count = (500, 100) if quick else (10_000, 1000)
    state = ClusterState.from_api(clusters.state(nodes, 0))
    plan_seconds(state, "plain", 1)
    print(f"\nthe reference's own search, {nodes} nodes, count {count}: whole plans")
    for kind in ("plain", "batch", "affinity", "even spread"):
        start = process_time()
        jobspec.plan(clusters.job(kind, count), state, now=NOW, search="reference", diff=False)
        print(f"  {kind:14}{count / (process_time() - start):9.0f}/s   (the reference: {REFERENCE[kind]})", flush=True)


def loading(*, quick: bool) -> None:
    """Print the time from a state file to the answer for 1,000 placements, beside reading its JSON."""
    nodes, allocs = (500, 1000) if quick else (10_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.json"
        file.write_text(json.dumps(clusters.state(nodes, allocs, as_shown=True), separators=(",", ":")))
        size = file.stat().st_size / 1e6
        print(
            f"\nstate file of {nodes} nodes and {allocs} allocations, {size:.0f} MB, to the answer for 1000 placements"
        )
        print(f"  {'':18}{'seconds':>9}{'loaded in':>11}{'json.loads':>12}{'peak MB':>9}")
        for road, target in LOAD_TARGETS.items():
            found = [json.loads(_in_a_process_of_its_own("--answer", str(file), road)) for _ in range(3)]
            seconds, loaded, peak = min(found)
            alone = min(float(_in_a_process_of_its_own("--json", str(file))) for _ in range(2))
            print(f"  {road:18}{seconds:9.2f}{loaded:11.2f}{alone:12.2f}{peak:9.0f}   (target {target})", flush=True)


def _in_a_process_of_its_own(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.plan", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def answer(file: str, road: str) -> None:
    """From a file to an answer; the modules are loaded before."""
    if road != "msgspec":
        sys.modules["msgspec"] = None  # type: ignore[assignment]
    jobspec.plan(clusters.job("plain", 1), clusters.state(3, 3), now=NOW)
    start = process_time()
    state = ClusterState.from_file(file)
    loaded = process_time() - start
    plan = jobspec.plan(clusters.job("plain", 1000), state, now=NOW)
    plan.to_api()
    print(json.dumps([process_time() - start, loaded, peak_megabytes()]))


def read_json(file: str) -> None:
    """Nothing but reading the JSON, as a program does that thinks of nothing else."""
    start = process_time()
    json.loads(Path(file).read_text())
    print(process_time() - start)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--load", action="store_true")
    parser.add_argument("--answer", nargs=2, metavar=("FILE", "ROAD"), help=argparse.SUPPRESS)
    parser.add_argument("--json", metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        answer(*options.answer)
    elif options.json:
        read_json(options.json)
    else:
        if not options.load:
            rows(quick=options.quick)
            sampling(quick=options.quick)
        loading(quick=options.quick)


if __name__ == "__main__":
    main()
