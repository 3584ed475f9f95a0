"""Rules of a group's scaling block."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.groups import BARE
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.words import quoted


def _scaled(scaling: Item) -> str:
    return f"The scaling of group {quoted(scaling.group.name)}"


@rule(
    "NJ3300",
    "scaling-type-vertical",
    "scaling",
    bad='{"TaskGroups": [{"Scaling": {"Min": 1, "Max": 2, "Type": "vertical_cpu"}}]}',
    good='{"TaskGroups": [{"Scaling": {"Min": 1, "Max": 2, "Type": "horizontal"}}]}',
    place="json",
)
def scaling_type(scaling: Item, context: Context) -> Iterator[Finding]:
    """A group scales horizontally; vertical scaling belongs to tasks."""
    if scaling["Type"] not in ("horizontal", ""):
        yield scaling.finding(
            f"{_scaled(scaling)} has the type {quoted(scaling['Type'])}",
            'A group scales by its count: the type is "horizontal". Scale cpu and memory in a task.',
            "Type",
        )


@rule(
    "NJ3301",
    "scaling-target-job",
    "job",
    bad='id = ""\ngroup "b" {\nscaling {\nmax = 2\n}\ntask "t" {\ndriver = "docker"\n}\n}',
    good="",
)
def scaling_target_job(job: Item, context: Context) -> Iterator[Finding]:
    """What a scaling policy scales has a job ID."""
    for group in job.each("group", "TaskGroups"):
        if group["Scaling"] is not None and not job["ID"] and group["Scaling"]["Type"] == "horizontal":
            scaling = group.child("scaling", group["Scaling"], "Scaling")
            yield scaling.finding(f"{_scaled(scaling)} has no job to scale", "Give the job an ID.", "Target")


@rule(
    "NJ3302",
    "scaling-target-group",
    "scaling",
    bad=BARE.replace('group "web"', 'group ""') % ("", "scaling {\nmax = 2\n}"),
    good=BARE % ("", "scaling {\nmax = 2\n}"),
)
def scaling_target_group(scaling: Item, context: Context) -> Iterator[Finding]:
    """What a scaling policy scales has a group name."""
    if not scaling.group["Name"] and scaling["Type"] == "horizontal":
        yield scaling.finding("A scaling policy has no group to scale", "Give the group a name.", "Target")


@rule("NJ3303", "scaling-max-negative", "scaling", bad="max = -1", good="max = 5")
def scaling_max_negative(scaling: Item, context: Context) -> Iterator[Finding]:
    """A scaling policy's max is not negative."""
    if scaling["Max"] < 0:
        yield scaling.finding(f"{_scaled(scaling)} has max {scaling['Max']}", "It is 0 or more.", "Max")


@rule("NJ3304", "scaling-max-order", "scaling", bad="min = 3\nmax = 2", good="min = 1\nmax = 2")
def scaling_max_order(scaling: Item, context: Context) -> Iterator[Finding]:
    """A scaling policy's max is at least its min."""
    if 0 <= scaling["Max"] < scaling["Min"]:
        yield scaling.finding(
            f"{_scaled(scaling)} has max {scaling['Max']} below min {scaling['Min']}",
            "The largest count is at least the smallest. (`min` left out is the group's count.)",
            "Max",
        )


@rule("NJ3305", "scaling-min-negative", "scaling", bad="min = -1\nmax = 2", good="min = 0\nmax = 2")
def scaling_min_negative(scaling: Item, context: Context) -> Iterator[Finding]:
    """A scaling policy's min is not negative."""
    if scaling["Min"] < 0:
        yield scaling.finding(f"{_scaled(scaling)} has min {scaling['Min']}", "It is 0 or more.", "Min")


@rule(
    "NJ3306",
    "scaling-count-above",
    "group",
    bad="count = 5\nscaling {\nmin = 1\nmax = 3\n}",
    good="count = 3\nscaling {\nmin = 1\nmax = 3\n}",
)
def scaling_count_above(group: Item, context: Context) -> Iterator[Finding]:
    """A group's count is at most its scaling policy's max."""
    if group["Scaling"] is not None and group["Count"] > group["Scaling"]["Max"]:
        yield group.finding(
            f"Group {quoted(group.name)} has count {group['Count']}, above its scaling's max {group['Scaling']['Max']}",
            "The count lies between min and max: raise max, or lower the count.",
            "Count",
        )


@rule(
    "NJ3307",
    "scaling-count-below",
    "group",
    bad="count = 1\nscaling {\nmin = 2\nmax = 3\n}",
    good="count = 2\nscaling {\nmin = 2\nmax = 3\n}",
)
def scaling_count_below(group: Item, context: Context) -> Iterator[Finding]:
    """A group's count is at least its scaling policy's min."""
    if group["Scaling"] is not None and group["Count"] < group["Scaling"]["Min"]:
        yield group.finding(
            f"Group {quoted(group.name)} has count {group['Count']}, below its scaling's min {group['Scaling']['Min']}",
            "The count lies between min and max: lower min, or raise the count.",
            "Count",
        )
