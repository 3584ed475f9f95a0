"""A plan for a pull request: what changes, where things go, what does not fit and why; with a marker to find it by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from jobspec.render.as_markdown import markdown

Tree = Mapping[str, Any]

MARKER = "<!-- jobspec plan: {} -->"
"""The first line, by which a bot finds its earlier comment on the same job."""

COLUMNS = (
    *(("Place", "place"), ("Stop", "stop"), ("Migrate", "migrate"), ("InPlaceUpdate", "in place")),
    *(("DestructiveUpdate", "replace"), ("Canary", "canary"), ("Preemptions", "evict"), ("Ignore", "keep")),
)
LONGEST = 65_000
"""Comments may not be longer."""


def plan_markdown(detail: Tree, *, job: Tree, mask_secrets: bool = True) -> str:
    """GitHub-flavoured Markdown of a plan's detail."""
    name = job.get("ID") or job.get("Name") or "job"
    lines = [MARKER.format(name), f"### Plan of `{name}`", "", *_updates(detail), *_failures(detail), *_where(detail)]
    text = "\n".join(lines).rstrip() + "\n"
    if detail.get("Warnings"):
        text += f"\n{detail['Warnings'].rstrip()}\n"
    if (difference := detail.get("Diff")) and difference.get("Type") != "None":
        changes = markdown(difference, mask_secrets=mask_secrets)
        text += f"\n{changes.rstrip()}\n" if len(text) + len(changes) < LONGEST else "\nThe diff is too long to show.\n"
    return text


def _updates(detail: Tree) -> Iterator[str]:
    updates: Tree = (detail.get("Annotations") or {}).get("DesiredTGUpdates") or {}
    used = [(key, title) for key, title in COLUMNS if any((counts or {}).get(key) for counts in updates.values())]
    if not used:
        yield "Nothing is placed, stopped or changed."
        return
    yield "| group | " + " | ".join(title for _, title in used) + " |"
    yield "|---|" + "---:|" * len(used)
    for group, counts in sorted(updates.items()):
        yield f"| {_cell(group)} | " + " | ".join(str(counts.get(key) or "") for key, _ in used) + " |"


def _failures(detail: Tree) -> Iterator[str]:
    for group, metric in sorted((detail.get("FailedTGAllocs") or {}).items()):
        missing = 1 + (metric.get("CoalescedFailures") or 0)
        yield ""
        yield f"**`{_cell(group)}` does not fit**: {missing} without a node, of {metric.get('NodesInPool') or 0} nodes"
        for key, words in (("ConstraintFiltered", "filtered by"), ("DimensionExhausted", "exhausted on")):
            for reason, count in sorted((metric.get(key) or {}).items()):
                yield f"- {count} {words} `{_cell(reason)}`"


def _where(detail: Tree) -> Iterator[str]:
    placements = detail.get("Placements") or ()
    if not placements:
        return
    counts = Counter((one["TaskGroup"], one["NodeName"] or one["NodeID"]) for one in placements)
    yield ""
    yield "<details><summary>Where allocations go</summary>"
    yield ""
    yield "| group | node | allocations |"
    yield "|---|---|---:|"
    for (group, node), count in sorted(counts.items()):
        yield f"| {_cell(group)} | {_cell(node)} | {count} |"
    yield ""
    yield "</details>"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("`", "'")
