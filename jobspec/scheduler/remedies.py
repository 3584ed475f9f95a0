"""The smallest changes that would make a group fit: more nodes, less of a resource, a constraint less, a lower count.

Each is found by planning again: nothing is told that was not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from jobspec.cluster import ClusterState
from jobspec.model.states import StoredJob
from jobspec.scheduler.explain import UNITS, Remedy
from jobspec.scheduler.submission import Submission
from jobspec.scheduler.trace import Round

Tree = Mapping[str, Any]
Fits = Callable[[ClusterState, StoredJob], bool]
"""Whether all allocations of the group find a node in a state, for a job."""

MOST_NODES = 64
"""How many nodes more are thought of at most."""
MOST_KINDS = 4
"""How many kinds of nodes, and amounts of a resource, are tried at most."""

_RESOURCES = (("cpu", "CPU"), ("memory", "MemoryMB"))


def remedies(
    state: ClusterState, submission: Submission, group: str, rounds: Iterable[Round], fits: Fits
) -> list[Remedy]:
    """What would help a group that does not fit."""
    job = submission.planned
    last = list(rounds)[-1:]
    return [
        *_fewer(state, job, group, fits),
        *_less(state, job, group, last, fits),
        *_without_constraint(state, job, group, fits),
        *_more_nodes(state, job, fits),
    ]


def _changed(job: StoredJob, group: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> StoredJob:
    groups = [change(dict(one)) if one["Name"] == group else one for one in job["TaskGroups"]]
    return StoredJob({**job, "TaskGroups": groups})


def _group(job: StoredJob, name: str) -> Tree:
    found: Tree = next(one for one in job["TaskGroups"] if one["Name"] == name)
    return found


def _least(highest: int, works: Callable[[int], bool]) -> int | None:
    """The least number from 1 on that works, if more never does worse."""
    if highest < 1 or not works(highest):
        return None
    low, high = 1, highest
    while low < high:
        middle = (low + high) // 2
        if works(middle):
            high = middle
        else:
            low = middle + 1
    return high


def _fewer(state: ClusterState, job: StoredJob, group: str, fits: Fits) -> Iterator[Remedy]:
    count = _group(job, group).get("Count") or 0

    def works(less: int) -> bool:
        return fits(state, _changed(job, group, lambda one: {**one, "Count": count - less}))

    if job.get("Type") in ("service", "batch") and (less := _least(count - 1, works)) is not None:
        yield Remedy("count", f"a count of {count - less} in place of {count}", less)


def _less(state: ClusterState, job: StoredJob, group: str, last: list[Round], fits: Fits) -> Iterator[Remedy]:
    for dimension, key in _RESOURCES:
        missing = {verdict.missing for one in last for verdict in one.verdicts if verdict.reason == dimension}
        tasks = _group(job, group)["Tasks"]
        largest = max(tasks, key=lambda task: (task.get("Resources") or {}).get(key) or 0)
        held = (largest.get("Resources") or {}).get(key) or 0
        for amount in sorted(amount for amount in missing if 0 < amount < held)[:MOST_KINDS]:
            if fits(state, _changed(job, group, _reduce(largest["Name"], key, held - amount))):
                words = f"{amount} {UNITS[dimension]} of {dimension} less in task {largest['Name']} ({held - amount})"
                yield Remedy(dimension, words, amount)
                break


def _reduce(task: str, key: str, amount: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def change(group: dict[str, Any]) -> dict[str, Any]:
        tasks = [
            {**one, "Resources": {**one["Resources"], key: amount}} if one["Name"] == task else one
            for one in group["Tasks"]
        ]
        return {**group, "Tasks": tasks}

    return change


def _without_constraint(state: ClusterState, job: StoredJob, group: str, fits: Fits) -> Iterator[Remedy]:
    for words, without in _relaxed(job, group):
        if fits(state, without):
            yield Remedy("constraint", f"without the constraint {words}")


def _relaxed(job: StoredJob, group: str) -> Iterator[tuple[str, StoredJob]]:
    for constraint, rest in _each(job):
        yield constraint, StoredJob({**job, "Constraints": rest})
    for constraint, rest in _each(_group(job, group)):
        yield constraint, _changed(job, group, partial(_with_constraints, rest))
    for number, task in enumerate(_group(job, group)["Tasks"]):
        for constraint, rest in _each(task):
            yield constraint, _changed(job, group, _task_constraints(number, rest))


def _with_constraints(kept: list[Any], holder: dict[str, Any]) -> dict[str, Any]:
    return {**holder, "Constraints": kept}


def _task_constraints(number: int, kept: list[Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def change(group: dict[str, Any]) -> dict[str, Any]:
        tasks = list(group["Tasks"])
        tasks[number] = _with_constraints(kept, tasks[number])
        return {**group, "Tasks": tasks}

    return change


def _each(holder: Tree) -> Iterator[tuple[str, list[Any]]]:
    constraints = list(holder.get("Constraints") or ())
    for number, one in enumerate(constraints):
        parts = (one.get("LTarget"), one.get("Operand"), one.get("RTarget"))
        yield " ".join(part for part in parts if part), constraints[:number] + constraints[number + 1 :]


def _more_nodes(state: ClusterState, job: StoredJob, fits: Fits) -> Iterator[Remedy]:
    kinds: dict[tuple[Any, ...], Tree] = {}
    for node in state.nodes_ready():
        kinds.setdefault((node.computed_class, node.cpu, node.memory, node.disk), node.raw)
    wanted = sum(group.get("Count") or 0 for group in job["TaskGroups"])
    best: tuple[int, Tree] | None = None
    for raw in list(kinds.values())[:MOST_KINDS]:
        limit = min(wanted, MOST_NODES) if best is None else best[0] - 1
        number = _least(limit, partial(_fits_with, state, raw, job, fits))
        if number is not None:
            best = (number, raw)
    if best is not None:
        number, raw = best
        name = raw.get("Name") or raw["ID"]
        yield Remedy("nodes", f"{number} more {'node' if number == 1 else 'nodes'} like {name}, empty", number)


def _fits_with(state: ClusterState, like: Tree, job: StoredJob, fits: Fits, number: int) -> bool:
    return fits(_with_nodes(state, like, number), job)


def _with_nodes(state: ClusterState, like: Tree, number: int) -> ClusterState:
    raw = state.lists()
    names = ((f"{like['ID']}-{copy}", f"{like.get('Name') or ''}-{copy}") for copy in range(number))
    copies = [{**like, "ID": id, "Name": name} for id, name in names]
    return ClusterState.from_api({**raw, "Nodes": [*raw["Nodes"], *copies]})
