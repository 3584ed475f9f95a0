"""Rules of constraints: of a job, a group, a task or a device."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.placing import (
    COMPARISONS,
    OF_AFFINITIES,
    SETS,
    bad_pattern,
    bad_semver,
    bad_version,
    no_operand,
    no_value,
    title,
    unknown_operand,
    whose,
)
from jobspec.rules.registry import rule
from jobspec.rules.words import listed, quoted

DISTINCT = ("distinct_hosts", "distinct_property")
PRESENCE = ("is_set", "is_not_set")
OF_CONSTRAINTS = (*OF_AFFINITIES, *DISTINCT, *PRESENCE)
NODE_ATTRIBUTES = ("node.unique.id", "node.datacenter", "node.unique.name", "node.class", "node.pool")
ATTRIBUTE_ROOTS = ("attr.", "meta.", "device.")


@rule(
    "NJ7010",
    "constraint-operand-missing",
    "constraint",
    bad='{"Constraints": [{"LTarget": "${attr.kernel.name}", "RTarget": "linux", "Operand": ""}]}',
    good='{"Constraints": [{"LTarget": "${attr.kernel.name}", "RTarget": "linux", "Operand": "="}]}',
    place="json",
)
def constraint_operand_missing(item: Item, context: Context) -> Iterator[Finding]:
    """A constraint has an operator.

    In a jobspec `=` is the default; in API JSON it must be written.
    The server tells an empty one twice, as missing and as unknown.
    """
    yield from no_operand(item, OF_CONSTRAINTS)


@rule(
    "NJ7011",
    "constraint-operand-unknown",
    "constraint",
    bad='attribute = "${attr.kernel.name}"\noperator = "like"\nvalue = "linux"',
    good='attribute = "${attr.kernel.name}"\noperator = "regexp"\nvalue = "linux|freebsd"',
)
def constraint_operand_unknown(item: Item, context: Context) -> Iterator[Finding]:
    """A constraint's operator is one that the scheduler knows."""
    yield from unknown_operand(item, OF_CONSTRAINTS)


@rule(
    "NJ7012",
    "constraint-value-required",
    "constraint",
    bad='attribute = "${attr.kernel.name}"',
    good='attribute = "${attr.kernel.name}"\nvalue = "linux"',
)
def constraint_value_required(item: Item, context: Context) -> Iterator[Finding]:
    """A comparison has a value to compare with.

    To ask whether an attribute is there at all, use the operator `is_set`.
    """
    yield from no_value(item, COMPARISONS, "compare with")


@rule(
    "NJ7013",
    "constraint-set-contains-value",
    "constraint",
    bad='attribute = "${meta.tags}"\noperator = "set_contains"',
    good='attribute = "${meta.tags}"\noperator = "set_contains"\nvalue = "ssd,gpu"',
)
def constraint_set_value(item: Item, context: Context) -> Iterator[Finding]:
    """A set_contains constraint says what the set must hold: a list of words with commas between."""
    yield from no_value(item, SETS, "look for")


@rule(
    "NJ7014",
    "constraint-regexp",
    "constraint",
    bad='attribute = "${node.class}"\noperator = "regexp"\nvalue = "("',
    good='attribute = "${node.class}"\noperator = "regexp"\nvalue = "^c[0-9]+"',
)
def constraint_regexp(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a regexp constraint is an RE2 expression."""
    yield from bad_pattern(item)


@rule(
    "NJ7015",
    "constraint-version",
    "constraint",
    bad='attribute = "${attr.kernel.version}"\noperator = "version"\nvalue = "newest"',
    good='attribute = "${attr.kernel.version}"\noperator = "version"\nvalue = ">= 5.4"',
)
def constraint_version(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a version constraint is a list of comparisons such as `>= 1.2, < 2`."""
    yield from bad_version(item)


@rule(
    "NJ7016",
    "constraint-semver",
    "constraint",
    bad='attribute = "${attr.nomad.version}"\noperator = "semver"\nvalue = "latest"',
    good='attribute = "${attr.nomad.version}"\noperator = "semver"\nvalue = ">= 1.8.0"',
)
def constraint_semver(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a semver constraint is a list of comparisons such as `>= 1.2.0`."""
    yield from bad_semver(item)


@rule(
    "NJ7017",
    "constraint-distinct-property-count",
    "constraint",
    bad='distinct_property = "${meta.rack}"\nvalue = "two"',
    good='distinct_property = "${meta.rack}"\nvalue = "2"',
)
def distinct_property_count(item: Item, context: Context) -> Iterator[Finding]:
    """The value of distinct_property is a whole number: how many allocations may share one property.

    Left out it is 1.
    """
    value = item["RTarget"]
    if item["Operand"] == "distinct_property" and value and _unsigned(value) is None:
        yield item.finding(
            f"{title(item)}: {quoted(value)} is no number of allocations",
            "Write how many allocations may share a value of the property, or leave `value` out for 1.",
            "RTarget",
        )


@rule(
    "NJ7018",
    "constraint-distinct-property-zero",
    "constraint",
    bad='distinct_property = "${meta.rack}"\nvalue = "0"',
    good='distinct_property = "${meta.rack}"\nvalue = "1"',
)
def distinct_property_zero(item: Item, context: Context) -> Iterator[Finding]:
    """The value of distinct_property is at least 1."""
    if item["Operand"] == "distinct_property" and _unsigned(item["RTarget"]) == 0:
        yield item.finding(
            f"{title(item)} lets no allocation have the property", "The value is at least 1, the default.", "RTarget"
        )


def _unsigned(text: str) -> int | None:
    """The number that a text of plain digits is, if it fits into 64 bits."""
    if not text.isascii() or not text.isdigit() or len(text) > 30:
        return None
    return int(text) if int(text) < 1 << 64 else None


@rule(
    "NJ7019",
    "constraint-is-set-value",
    "constraint",
    bad='attribute = "${meta.rack}"\noperator = "is_set"\nvalue = "r1"',
    good='attribute = "${meta.rack}"\noperator = "is_set"',
)
def is_set_value(item: Item, context: Context) -> Iterator[Finding]:
    """is_set and is_not_set take no value: they ask whether the attribute is there."""
    if item["Operand"] in PRESENCE and item["RTarget"]:
        yield item.finding(
            f"{title(item)}: {item['Operand']} takes no value",
            f"Remove the value {quoted(item['RTarget'])}, or compare with `=`.",
            "RTarget",
        )


@rule(
    "NJ7020",
    "constraint-attribute-missing",
    "constraint",
    bad='value = "linux"',
    good='attribute = "${attr.kernel.name}"\nvalue = "linux"',
)
def attribute_missing(item: Item, context: Context) -> Iterator[Finding]:
    """A constraint names the attribute that it looks at; only distinct_hosts needs none."""
    if _targets(item) and not item["LTarget"]:
        yield item.finding(
            f"{title(item)} names no attribute", 'Write for example `attribute = "${attr.kernel.name}"`.', "LTarget"
        )


@rule(
    "NJ7021",
    "constraint-attribute-opening-brace",
    "constraint",
    bad='attribute = "$attr.kernel.name"\nvalue = "linux"',
    good='attribute = "${attr.kernel.name}"\nvalue = "linux"',
)
def attribute_opening(item: Item, context: Context) -> Iterator[Finding]:
    """An attribute that begins with $ begins with ${."""
    target = item["LTarget"]
    if _targets(item) and target.startswith("$") and not target.startswith("${"):
        yield item.finding(
            f"{title(item)}: {quoted(target)} lacks an opening brace",
            f"Write `${{{target[1:].strip('{}')}}}`.",
            "LTarget",
        )


@rule(
    "NJ7022",
    "constraint-attribute-closing-brace",
    "constraint",
    bad='attribute = "${node.class}-a"\nvalue = "m-a"',
    good='attribute = "${node.class}"\nvalue = "m"',
)
def attribute_closing(item: Item, context: Context) -> Iterator[Finding]:
    """An attribute that begins with ${ ends with }: nothing may follow it."""
    target = item["LTarget"]
    if _targets(item) and target.startswith("${") and not target.endswith("}"):
        yield item.finding(
            f"{title(item)}: {quoted(target)} does not end with its closing brace",
            "One attribute is compared: nothing may stand after `}`.",
            "LTarget",
        )


@rule(
    "NJ7023",
    "constraint-attribute-unsupported",
    "constraint",
    bad='attribute = "${node.rack}"\nvalue = "r1"',
    good='attribute = "${meta.rack}"\nvalue = "r1"',
)
def attribute_unsupported(item: Item, context: Context) -> Iterator[Finding]:
    """A constraint looks at what nodes have: node.…, attr.…, meta.… or device.…."""
    target = item["LTarget"]
    if not _targets(item) or not (target.startswith("${") and target.endswith("}")):
        return
    inner = target[2:-1]
    if inner not in NODE_ATTRIBUTES and not inner.startswith(ATTRIBUTE_ROOTS):
        yield item.finding(
            f"{title(item)}: nodes have no attribute {quoted(target)}",
            f"Constraints look at {listed(NODE_ATTRIBUTES)}, and at what begins with {listed(ATTRIBUTE_ROOTS)}.",
            "LTarget",
        )


def _targets(item: Item) -> bool:
    """Whether the attribute matters; under an unknown operator, too."""
    return bool(item["Operand"] != "distinct_hosts")


@rule(
    "NJ7024",
    "constraint-distinct-at-task",
    "constraint",
    bad="constraint {\ndistinct_hosts = true\n}",
    good='constraint {\nattribute = "${attr.kernel.name}"\nvalue = "linux"\n}',
    place="task",
)
def distinct_at_task(item: Item, context: Context) -> Iterator[Finding]:
    """distinct_hosts and distinct_property stand in a job or a group, not in a task.

    Allocations are spread over nodes, and an allocation is a whole group.
    """
    if item["Operand"] in DISTINCT and item.parent is not None and item.parent.kind == "task":
        yield item.finding(
            f"{title(item)}: {item['Operand']} cannot stand in a task",
            "It spreads whole allocations: write it in the group or the job.",
            "Operand",
        )


@rule(
    "NJ7025",
    "device-constraint-operand",
    "device_distinct",
    bad='resources {\ndevice "gpu" {\nconstraint {\noperator = "distinct_hosts"\nvalue = "true"\n}\n}\n}',
    good='resources {\ndevice "gpu" {\nconstraint {\nattribute = "${device.model}"\nvalue = "T4"\n}\n}\n}',
    place="task",
)
def device_operand(item: Item, context: Context) -> Iterator[Finding]:
    """A device's constraints do not use distinct_hosts or distinct_property.

    They choose among the devices of one node.
    """
    if item.parent is not None:
        yield item.finding(
            f"Constraint {item.number} {whose(item)}: {item['Operand']} cannot stand in a device",
            "A device's constraints compare device attributes; spread allocations in the group.",
            "Operand",
        )
