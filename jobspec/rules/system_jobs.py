"""Rules of what a system job cannot ask for: it runs on every node that fits."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import quoted, sentence


def _system(item: Item, key: str, what: str) -> Iterator[Finding]:
    if item.job["Type"] == "system" and item[key]:
        owner = "The system job" if item.kind == "job" else f"{sentence(item.kind)} {quoted(item.name)} of a system job"
        yield item.finding(
            f"{owner} has {what}", "A system job runs on every node that fits: use constraints to choose nodes.", key
        )


_SYSTEM = 'job "a" {\ntype = "system"\n%s\ngroup "g" {\n%s\ntask "t" {\ndriver = "docker"\n%s\n}\n}\n}'
_AFFINITY = 'affinity {\nattribute = "${node.class}"\nvalue = "m"\n}'
_SPREAD = 'spread {\nattribute = "${node.datacenter}"\n}'
_CONSTRAINT = 'constraint {\nattribute = "${node.class}"\nvalue = "m"\n}'


@rule("NJ7060", "job-system-affinity", "job", bad=_SYSTEM % (_AFFINITY, "", ""), good=_SYSTEM % (_CONSTRAINT, "", ""))
def job_system_affinity(job: Item, context: Context) -> Iterator[Finding]:
    """A system job has no affinities: it runs on every node that fits."""
    yield from _system(job, "Affinities", "affinities")


@rule("NJ7061", "job-system-spread", "job", bad=_SYSTEM % (_SPREAD, "", ""), good=_SYSTEM % (_CONSTRAINT, "", ""))
def job_system_spread(job: Item, context: Context) -> Iterator[Finding]:
    """A system job has no spreads: it runs on every node that fits."""
    yield from _system(job, "Spreads", "spreads")


@rule(
    "NJ7062",
    "group-system-affinity",
    "group",
    bad=_SYSTEM % ("", _AFFINITY, ""),
    good=_SYSTEM % ("", _CONSTRAINT, ""),
    when="Affinities",
)
def group_system_affinity(group: Item, context: Context) -> Iterator[Finding]:
    """A group of a system job has no affinities."""
    yield from _system(group, "Affinities", "affinities")


@rule(
    "NJ7063",
    "group-system-spread",
    "group",
    bad=_SYSTEM % ("", _SPREAD, ""),
    good=_SYSTEM % ("", _CONSTRAINT, ""),
    when="Spreads",
)
def group_system_spread(group: Item, context: Context) -> Iterator[Finding]:
    """A group of a system job has no spreads."""
    yield from _system(group, "Spreads", "spreads")


@rule(
    "NJ7064",
    "task-system-affinity",
    "task",
    bad=_SYSTEM % ("", "", _AFFINITY),
    good=_SYSTEM % ("", "", _CONSTRAINT),
    when="Affinities",
)
def task_system_affinity(task: Item, context: Context) -> Iterator[Finding]:
    """A task of a system job has no affinities."""
    yield from _system(task, "Affinities", "affinities")
