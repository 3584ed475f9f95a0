"""The table of what a plan would preempt: one by one if few, else counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

_MANY = 10
"""From this number on allocations are counted by job, and jobs by type."""


def preemption_table(preempted: Sequence[Mapping[str, Any]]) -> str:
    """The allocations as columns."""
    if len(preempted) < _MANY:
        rows = [(each["ID"], each["JobID"], each.get("TaskGroup") or "") for each in preempted]
        return columns([("Alloc ID", "Job ID", "Task Group"), *rows])
    by_job = Counter((each["JobType"], each["JobID"], each.get("Namespace") or "") for each in preempted)
    if len(by_job) < _MANY:
        jobs = [(job, namespace, kind, str(count)) for (kind, job, namespace), count in by_job.items()]
        return columns([("Job ID", "Namespace", "Job Type", "Preemptions"), *jobs])
    by_type = Counter(each["JobType"] for each in preempted)
    return columns([("Job Type", "Preemptions"), *((kind, str(count)) for kind, count in by_type.items())])


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows as lines, each column as wide as its widest cell, empty cells told."""
    told = [[cell.strip() or "<none>" for cell in row] for row in rows]
    widths = [max(len(row[index]) for row in told) for index in range(len(told[0]))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in told)
