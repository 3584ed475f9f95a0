"""The result of a plan in words: what was placed, why the rest was not, and when something would happen next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jobspec import wire
from jobspec.model.durations import format_duration
from jobspec.render.quoting import quote
from jobspec.render.times import format_elapsed, format_time

Answer = Mapping[str, Any]

_COUNTED = (
    ("ClassFiltered", "Class {name}: {count} nodes excluded by filter"),
    ("ConstraintFiltered", "Constraint {name}: {count} nodes excluded by filter"),
    ("NodesExhausted", "Resources exhausted on {count} nodes"),
    ("ClassExhausted", "Class {name} exhausted on {count} nodes"),
    ("DimensionExhausted", "Dimension {name} exhausted on {count} nodes"),
)
"""The metrics of a failed group that are counted, in the order they are told."""


def dry_run_result(answer: Answer, job: Mapping[str, Any] | None, now: datetime | None) -> str:
    """The lines below `Scheduler dry-run:`, with their colours as marks."""
    rolling = [each for each in answer.get("CreatedEvals") or () if each["TriggeredBy"] == wire.TRIGGERED_BY_ROLLING]
    failed = answer.get("FailedTGAllocs") or {}
    lines = [*_failures(failed, job)] if failed else ["[bold][green]- All tasks successfully allocated.[reset]"]
    if rolling:
        lines.append(f"[green]- Rolling update, next evaluation will be in {format_duration(rolling[-1]['Wait'])}.")
    elif failed:
        lines.pop()  # the empty line parts the last group from what follows
    lines += _next_launch(answer.get("NextPeriodicLaunch"), job, now)
    return "\n".join(lines)


def _failures(failed: Mapping[str, Any], job: Mapping[str, Any] | None) -> Iterator[str]:
    system = job is not None and job.get("Type") == "system"
    what = "allocations on all nodes" if system else "all allocations"
    yield f"[bold][yellow]- WARNING: Failed to place {what}.[reset]"
    for name in sorted(failed):
        metrics = failed[name]
        count = (metrics.get("CoalescedFailures") or 0) + 1
        noun = "allocation" if count == 1 else "allocations"
        yield f"  [yellow]Task Group {quote(name)} (failed to place {count} {noun}):"
        told = (_highlighted(f"    * {reason}") for reason in reasons(metrics))
        yield "[reset][yellow]" + "\n".join(told) + "[reset]"
        yield ""


def _highlighted(reason: str) -> str:
    """A missing driver stands out: it is the usual cause."""
    return f"[red]{reason}[reset][reset]" if "missing drivers" in reason else reason


def reasons(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Why a group did not fit, from the metric of its first failure."""
    if not metrics.get("NodesEvaluated"):
        yield "No nodes were eligible for evaluation"
    for datacenter, available in sorted((metrics.get("NodesAvailable") or {}).items()):
        if not available:
            yield f"No nodes are available in datacenter {quote(datacenter)}"
    for key, words in _COUNTED:
        counted = metrics.get(key) or {}
        if isinstance(counted, int):
            yield words.format(count=counted)
        else:
            yield from (words.format(name=quote(name), count=counted[name]) for name in sorted(counted))
    for dimension in metrics.get("QuotaExhausted") or ():
        yield f"Quota limit hit {quote(dimension)}"


def _next_launch(at: str | datetime | None, job: Mapping[str, Any] | None, now: datetime | None) -> Iterator[str]:
    """When a periodic job would be launched; a parameterized one is not launched by time."""
    launch = datetime.fromisoformat(at) if isinstance(at, str) else at
    if launch is None or launch.year == 1 or job is None or job.get("ParameterizedJob"):
        return
    zone = (job.get("Periodic") or {}).get("TimeZone") or "UTC"
    if not _zone_exists(zone):
        yield f"[yellow]- Invalid time zone: unknown time zone {zone}"
        return
    distance = f" ({format_elapsed(now, launch)} from now)" if now is not None else ""
    yield f"[green]- If submitted now, next periodic launch would be at {format_time(launch)}{distance}."


def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return name == "Local"
    return True
