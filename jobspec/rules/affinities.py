"""Rules of affinities: of a job, a group, a task or a device."""

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
)
from jobspec.rules.registry import rule


@rule(
    "NJ7030",
    "affinity-operand-missing",
    "affinity",
    bad='{"Affinities": [{"LTarget": "${node.class}", "RTarget": "m", "Operand": "", "Weight": 50}]}',
    good='{"Affinities": [{"LTarget": "${node.class}", "RTarget": "m", "Operand": "=", "Weight": 50}]}',
    place="json",
)
def affinity_operand_missing(item: Item, context: Context) -> Iterator[Finding]:
    """An affinity has an operator."""
    yield from no_operand(item, OF_AFFINITIES)


@rule(
    "NJ7031",
    "affinity-operand-unknown",
    "affinity",
    bad='attribute = "${node.class}"\noperator = "near"\nvalue = "m"',
    good='attribute = "${node.class}"\noperator = "="\nvalue = "m"',
)
def affinity_operand_unknown(item: Item, context: Context) -> Iterator[Finding]:
    """An affinity's operator is one that the scheduler knows: those of constraints but distinct_… and is_set."""
    yield from unknown_operand(item, OF_AFFINITIES)


@rule(
    "NJ7032",
    "affinity-value-required",
    "affinity",
    bad='attribute = "${node.class}"',
    good='attribute = "${node.class}"\nvalue = "m"',
)
def affinity_value_required(item: Item, context: Context) -> Iterator[Finding]:
    """A comparison has a value to compare with."""
    yield from no_value(item, COMPARISONS, "compare with")


@rule(
    "NJ7033",
    "affinity-set-contains-value",
    "affinity",
    bad='attribute = "${meta.tags}"\noperator = "set_contains_any"',
    good='attribute = "${meta.tags}"\noperator = "set_contains_any"\nvalue = "ssd,nvme"',
)
def affinity_set_value(item: Item, context: Context) -> Iterator[Finding]:
    """A set_contains affinity says what the set should hold."""
    yield from no_value(item, SETS, "look for")


@rule(
    "NJ7034",
    "affinity-regexp",
    "affinity",
    bad='attribute = "${node.class}"\noperator = "regexp"\nvalue = "["',
    good='attribute = "${node.class}"\noperator = "regexp"\nvalue = "^m"',
)
def affinity_regexp(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a regexp affinity is an RE2 expression."""
    yield from bad_pattern(item)


@rule(
    "NJ7035",
    "affinity-version",
    "affinity",
    bad='attribute = "${attr.kernel.version}"\noperator = "version"\nvalue = "one"',
    good='attribute = "${attr.kernel.version}"\noperator = "version"\nvalue = ">= 5.4"',
)
def affinity_version(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a version affinity is a list of comparisons."""
    yield from bad_version(item)


@rule(
    "NJ7036",
    "affinity-semver",
    "affinity",
    bad='attribute = "${attr.nomad.version}"\noperator = "semver"\nvalue = "one"',
    good='attribute = "${attr.nomad.version}"\noperator = "semver"\nvalue = ">= 1.8.0"',
)
def affinity_semver(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a semver affinity is a list of comparisons."""
    yield from bad_semver(item)


@rule(
    "NJ7037",
    "affinity-attribute-missing",
    "affinity",
    bad='value = "m"',
    good='attribute = "${node.class}"\nvalue = "m"',
)
def affinity_attribute_missing(item: Item, context: Context) -> Iterator[Finding]:
    """An affinity names the attribute that it looks at."""
    if not item["LTarget"]:
        yield item.finding(
            f"{title(item)} names no attribute", 'Write for example `attribute = "${node.class}"`.', "LTarget"
        )


@rule(
    "NJ7038",
    "affinity-weight-zero",
    "affinity",
    bad='attribute = "${node.class}"\nvalue = "m"\nweight = 0',
    good='attribute = "${node.class}"\nvalue = "m"\nweight = 75',
)
def affinity_weight_zero(item: Item, context: Context) -> Iterator[Finding]:
    """An affinity's weight is not 0: such an affinity would do nothing.

    The weight is cut to 8 bits when it is read, so 256 is 0 as well.
    """
    if item["Weight"] == 0:
        yield item.finding(
            f"{title(item)} has weight 0",
            "It would do nothing: 1 to 100 attracts, -1 to -100 repels. (The weight is cut to 8 bits: 256 is 0.)",
            "Weight",
        )


@rule(
    "NJ7039",
    "affinity-weight-range",
    "affinity",
    bad='attribute = "${node.class}"\nvalue = "m"\nweight = 101',
    good='attribute = "${node.class}"\nvalue = "m"\nweight = -100',
)
def affinity_weight_range(item: Item, context: Context) -> Iterator[Finding]:
    """An affinity's weight lies between -100 and 100."""
    if not -100 <= item["Weight"] <= 100:
        yield item.finding(
            f"{title(item)} has weight {item['Weight']}", "It lies between -100 (repels) and 100 (attracts).", "Weight"
        )
