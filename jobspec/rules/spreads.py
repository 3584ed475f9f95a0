"""Rules of spreads: of a job or a group."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.placing import title
from jobspec.rules.registry import rule
from jobspec.rules.words import inner, quoted


@rule("NJ7050", "spread-attribute-missing", "spread", bad='attribute = ""', good='attribute = "${meta.rack}"')
def spread_attribute_missing(item: Item, context: Context) -> Iterator[Finding]:
    """A spread names the attribute over whose values allocations are spread."""
    if not item["Attribute"]:
        yield item.finding(
            f"{title(item)} names no attribute", 'Write for example `attribute = "${node.datacenter}"`.', "Attribute"
        )


@rule(
    "NJ7051",
    "spread-weight",
    "spread",
    bad='attribute = "${meta.rack}"\nweight = 101',
    good='attribute = "${meta.rack}"\nweight = 100',
)
def spread_weight(item: Item, context: Context) -> Iterator[Finding]:
    """A spread's weight lies between 1 and 100."""
    if not 1 <= item["Weight"] <= 100:
        yield item.finding(f"{title(item)} has weight {item['Weight']}", "It lies between 1 and 100.", "Weight")


@rule(
    "NJ7052",
    "spread-target-duplicate",
    "spread",
    bad='attribute = "${meta.rack}"\ntarget "r1" { percent = 50 }\ntarget "r1" { percent = 50 }',
    good='attribute = "${meta.rack}"\ntarget "r1" { percent = 50 }\ntarget "r2" { percent = 50 }',
)
def spread_target_duplicate(item: Item, context: Context) -> Iterator[Finding]:
    """Each value of a spread has one target."""
    seen: set[str] = set()
    for target in item.each("target", "SpreadTarget"):
        if target["Value"] in seen:
            yield target.finding(
                f"{title(item)} has two targets for {quoted(target['Value'])}",
                "Give each value one percentage.",
                "Value",
            )
        seen.add(target["Value"])


@rule(
    "NJ7053",
    "spread-target-percent",
    "spread",
    bad='attribute = "${meta.rack}"\ntarget "r1" { percent = 101 }',
    good='attribute = "${meta.rack}"\ntarget "r1" { percent = 100 }',
)
def spread_target_percent(item: Item, context: Context) -> Iterator[Finding]:
    """A target's percentage is at most 100."""
    for target in item.each("target", "SpreadTarget"):
        if target["Percent"] > 100:
            yield target.finding(
                f"{title(item)}: target {quoted(target['Value'])} wants {target['Percent']} percent",
                "A percentage lies between 0 and 100.",
                "Percent",
            )


@rule(
    "NJ7054",
    "spread-percent-sum",
    "spread",
    bad='attribute = "${meta.rack}"\ntarget "r1" { percent = 60 }\ntarget "r2" { percent = 60 }',
    good='attribute = "${meta.rack}"\ntarget "r1" { percent = 60 }\ntarget "r2" { percent = 40 }',
)
def spread_percent_sum(item: Item, context: Context) -> Iterator[Finding]:
    """The percentages of a spread's targets sum to at most 100; what is left goes to all other values."""
    total = sum(target["Percent"] for target in item.each("target", "SpreadTarget"))
    if total > 100:
        yield item.finding(
            f"The targets of {inner(title(item))} sum to {total} percent",
            "They sum to at most 100; what is left goes to all other values.",
            "SpreadTarget",
        )
