"""Plans as one comment on a pull request: what changes, where things go, what does not fit and why.

The first line is a marker by which the earlier comment is found, so that one comment is kept up to date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jobspec.render.dry_run import reasons
from jobspec.render.markdown_of_diff import diff_parts
from jobspec.render.markdown_parts import Fold, code, fitted, table, table_head, table_row

Detail = Mapping[str, Any]
"""A plan's answer, or its detail."""

MARKER = "<!-- jobspec plan -->"

_COUNTS = (
    *(("Place", "place"), ("Stop", "stop"), ("Migrate", "migrate"), ("InPlaceUpdate", "in place")),
    *(("DestructiveUpdate", "replace"), ("Canary", "canary"), ("Preemptions", "evict"), ("Ignore", "keep")),
)
"""The counts of a plan that are told, and the title of their column."""

_MOST_GROUPS = 20
"""Groups without room whose reasons are told; of more only the number."""


def plans_markdown(plans: Sequence[Detail], *, context: int = 3, mask_secrets: bool = True) -> str:
    """One comment on all plans, in the order given; with a newline at its end, never longer than a comment may be."""
    parts: list[str | Fold] = [MARKER]
    if len(plans) > 1:
        parts += [f"## Plan of {len(plans)} jobs", _totals(plans)]
    for plan in plans:
        parts += _plan(plan, context, mask_secrets)
    return fitted(parts)


def _plan(plan: Detail, context: int, mask_secrets: bool) -> Iterator[str | Fold]:
    updates = _updates(plan)
    yield f"### Plan of {code(_name(plan))}: {_verdict(plan)}"
    used = _used(updates.values())
    if used:
        rows = [(code(group), *_cells(counts, used)) for group, counts in sorted(updates.items())]
        yield table(("Group", *(title for _, title in used)), rows)
    yield from _failures(plan)
    if plan.get("Warnings"):
        yield "\n".join(f"> {line}".rstrip() for line in str(plan["Warnings"]).split("\n"))
    yield from _where(plan)
    if plan.get("Diff"):
        yield from (part for part in diff_parts(plan["Diff"], context, mask_secrets) if isinstance(part, Fold))


def _name(plan: Detail) -> str:
    return str((plan.get("Diff") or {}).get("ID") or plan.get("JobID") or "job")


def _verdict(plan: Detail) -> str:
    failed = len(plan.get("FailedTGAllocs") or ())
    if failed:
        return f"⚠ {failed} group{'s do' if failed > 1 else ' does'} not fit"
    return "everything fits" if _used(_updates(plan).values()) else "nothing to do"


def _totals(plans: Sequence[Detail]) -> str:
    """A row for each job and one for all of them."""
    sums = [_sum(_updates(plan).values()) for plan in plans]
    used = _used(sums)
    rows = [(code(_name(plan)), _verdict(plan), *_cells(counts, used)) for plan, counts in zip(plans, sums)]
    rows.append(("**Total**", "", *_cells(_sum(sums), used)))
    return table(("Job", "Result", *(title for _, title in used)), rows)


def _updates(plan: Detail) -> dict[str, Mapping[str, int]]:
    return {
        name: counts or {} for name, counts in ((plan.get("Annotations") or {}).get("DesiredTGUpdates") or {}).items()
    }


def _sum(counts: Any) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update({key: each.get(key) or 0 for key, _ in _COUNTS})
    return total


def _used(counts: Any) -> list[tuple[str, str]]:
    total = _sum(counts)
    return [(key, title) for key, title in _COUNTS if total[key]]


def _cells(counts: Mapping[str, int], used: Sequence[tuple[str, str]]) -> list[str]:
    return [str(counts.get(key) or "") for key, _ in used]


def _failures(plan: Detail) -> Iterator[str]:
    failed = sorted((plan.get("FailedTGAllocs") or {}).items())
    for group, metric in failed[:_MOST_GROUPS]:
        count = 1 + (metric.get("CoalescedFailures") or 0)
        nodes = metric.get("NodesInPool") or metric.get("NodesEvaluated") or 0
        what = "1 allocation" if count == 1 else f"{count} allocations"
        head = f"**{code(group)} does not fit**: {what} without a node, of {nodes} nodes"
        yield "\n".join([head, "", *(f"- {code(reason)}" for reason in list(reasons(metric))[:_MOST_GROUPS])])
        remedies = ((plan.get("Explanations") or {}).get(group) or {}).get("Remedies")
        if remedies:
            yield "\n".join(["It would fit with any of these:", "", *(f"- {code(each['Text'])}" for each in remedies)])
    if len(failed) > _MOST_GROUPS:
        yield f"… and {len(failed) - _MOST_GROUPS} more groups that do not fit"


def _where(plan: Detail) -> Iterator[Fold]:
    """The nodes of what is placed; an answer alone does not tell them."""
    placed = plan.get("Placements") or ()
    if placed:
        counts = Counter((one["TaskGroup"], one["NodeName"] or one["NodeID"]) for one in placed)
        rows = [table_row((code(group), code(node), str(count))) for (group, node), count in sorted(counts.items())]
        yield Fold("Where allocations go", table_head(("Group", "Node", "allocations")), rows)
