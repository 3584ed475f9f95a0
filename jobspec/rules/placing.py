"""Rules of constraints, affinities and spreads: of a job, a group, a task or a device."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.operands import regexp_problem, semver_problem, version_problem
from jobspec.rules.registry import rule
from jobspec.rules.words import listed, quoted

COMPARISONS = ("=", "==", "is", "!=", "not", "<", "<=", ">", ">=")
SETS = ("set_contains", "set_contains_all", "set_contains_any")
DISTINCT = ("distinct_hosts", "distinct_property")
PRESENCE = ("is_set", "is_not_set")
OF_AFFINITIES = (*COMPARISONS, "regexp", "version", "semver", *SETS)
OF_CONSTRAINTS = (*OF_AFFINITIES, *DISTINCT, *PRESENCE)
NODE_ATTRIBUTES = ("node.unique.id", "node.datacenter", "node.unique.name", "node.class", "node.pool")
ATTRIBUTE_ROOTS = ("attr.", "meta.", "device.")

_HINT = "Write `attribute`, `operator` and `value`; the operators are {}."


def _whose(item: Item) -> str:
    """What a constraint, an affinity or a spread belongs to."""
    owner = item.parent
    if owner is None or owner.kind == "job":
        return "of the job"
    return f"of {owner.kind} {quoted(owner.name)}"


def _title(item: Item) -> str:
    return f"{item.kind.capitalize()} {item.number} {_whose(item)}"


def _no_operand(item: Item, known: tuple[str, ...]) -> Iterator[Finding]:
    if not item["Operand"]:
        yield item.finding(f"{_title(item)} has no operator", f"The operators are {listed(known)}.", "Operand")


def _unknown_operand(item: Item, known: tuple[str, ...]) -> Iterator[Finding]:
    if item["Operand"] not in known:
        yield item.finding(
            f"{_title(item)} has the unknown operator {quoted(item['Operand'])}",
            f"The operators are {listed(known)}.",
            "Operand",
        )


def _no_value(item: Item, operands: tuple[str, ...], what: str) -> Iterator[Finding]:
    if item["Operand"] in operands and not item["RTarget"]:
        yield item.finding(f"{_title(item)} has no value to {what}", "Give it a `value`.", "RTarget")


def _bad_pattern(item: Item) -> Iterator[Finding]:
    if item["Operand"] == "regexp" and (problem := regexp_problem(item["RTarget"])):
        yield item.finding(
            f"{_title(item)}: {quoted(item['RTarget'])} is not a regular expression",
            f"{problem}. The syntax is RE2's: no look-around, no back references.",
            "RTarget",
        )


def _bad_version(item: Item) -> Iterator[Finding]:
    if item["Operand"] == "version" and version_problem(item["RTarget"]):
        yield item.finding(
            f"{_title(item)}: {quoted(item['RTarget'])} is not a list of version constraints",
            "Write for example `>= 1.2, < 2.0` or `~> 1.4`.",
            "RTarget",
        )


def _bad_semver(item: Item) -> Iterator[Finding]:
    if item["Operand"] == "semver" and semver_problem(item["RTarget"]):
        yield item.finding(
            f"{_title(item)}: {quoted(item['RTarget'])} is not a list of semver constraints",
            "Write for example `>= 1.2.0, < 2.0.0`; `~>` and `x` stand only with the operator `version`, or nowhere.",
            "RTarget",
        )


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
    yield from _no_operand(item, OF_CONSTRAINTS)


@rule(
    "NJ7011",
    "constraint-operand-unknown",
    "constraint",
    bad='attribute = "${attr.kernel.name}"\noperator = "like"\nvalue = "linux"',
    good='attribute = "${attr.kernel.name}"\noperator = "regexp"\nvalue = "linux|freebsd"',
)
def constraint_operand_unknown(item: Item, context: Context) -> Iterator[Finding]:
    """A constraint's operator is one that the scheduler knows."""
    yield from _unknown_operand(item, OF_CONSTRAINTS)


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
    yield from _no_value(item, COMPARISONS, "compare with")


@rule(
    "NJ7013",
    "constraint-set-contains-value",
    "constraint",
    bad='attribute = "${meta.tags}"\noperator = "set_contains"',
    good='attribute = "${meta.tags}"\noperator = "set_contains"\nvalue = "ssd,gpu"',
)
def constraint_set_value(item: Item, context: Context) -> Iterator[Finding]:
    """A set_contains constraint says what the set must hold: a list of words with commas between."""
    yield from _no_value(item, SETS, "look for")


@rule(
    "NJ7014",
    "constraint-regexp",
    "constraint",
    bad='attribute = "${node.class}"\noperator = "regexp"\nvalue = "("',
    good='attribute = "${node.class}"\noperator = "regexp"\nvalue = "^c[0-9]+"',
)
def constraint_regexp(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a regexp constraint is an RE2 expression."""
    yield from _bad_pattern(item)


@rule(
    "NJ7015",
    "constraint-version",
    "constraint",
    bad='attribute = "${attr.kernel.version}"\noperator = "version"\nvalue = "newest"',
    good='attribute = "${attr.kernel.version}"\noperator = "version"\nvalue = ">= 5.4"',
)
def constraint_version(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a version constraint is a list of comparisons such as `>= 1.2, < 2`."""
    yield from _bad_version(item)


@rule(
    "NJ7016",
    "constraint-semver",
    "constraint",
    bad='attribute = "${attr.nomad.version}"\noperator = "semver"\nvalue = "latest"',
    good='attribute = "${attr.nomad.version}"\noperator = "semver"\nvalue = ">= 1.8.0"',
)
def constraint_semver(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a semver constraint is a list of comparisons such as `>= 1.2.0`."""
    yield from _bad_semver(item)


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
            f"{_title(item)}: {quoted(value)} is no number of allocations",
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
            f"{_title(item)} lets no allocation have the property", "The value is at least 1, the default.", "RTarget"
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
            f"{_title(item)}: {item['Operand']} takes no value",
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
    if item["Operand"] in OF_CONSTRAINTS and item["Operand"] != "distinct_hosts" and not item["LTarget"]:
        yield item.finding(
            f"{_title(item)} names no attribute", 'Write for example `attribute = "${attr.kernel.name}"`.', "LTarget"
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
            f"{_title(item)}: {quoted(target)} lacks an opening brace",
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
            f"{_title(item)}: {quoted(target)} does not end with its closing brace",
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
            f"{_title(item)}: nodes have no attribute {quoted(target)}",
            f"Constraints look at {listed(NODE_ATTRIBUTES)}, and at what begins with {listed(ATTRIBUTE_ROOTS)}.",
            "LTarget",
        )


def _targets(item: Item) -> bool:
    return item["Operand"] in OF_CONSTRAINTS and item["Operand"] != "distinct_hosts"


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
            f"{_title(item)}: {item['Operand']} cannot stand in a task",
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
            f"Constraint {item.number} {_whose(item)}: {item['Operand']} cannot stand in a device",
            "A device's constraints compare device attributes; spread allocations in the group.",
            "Operand",
        )


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
    yield from _no_operand(item, OF_AFFINITIES)


@rule(
    "NJ7031",
    "affinity-operand-unknown",
    "affinity",
    bad='attribute = "${node.class}"\noperator = "near"\nvalue = "m"',
    good='attribute = "${node.class}"\noperator = "="\nvalue = "m"',
)
def affinity_operand_unknown(item: Item, context: Context) -> Iterator[Finding]:
    """An affinity's operator is one that the scheduler knows: those of constraints but distinct_… and is_set."""
    yield from _unknown_operand(item, OF_AFFINITIES)


@rule(
    "NJ7032",
    "affinity-value-required",
    "affinity",
    bad='attribute = "${node.class}"',
    good='attribute = "${node.class}"\nvalue = "m"',
)
def affinity_value_required(item: Item, context: Context) -> Iterator[Finding]:
    """A comparison has a value to compare with."""
    yield from _no_value(item, COMPARISONS, "compare with")


@rule(
    "NJ7033",
    "affinity-set-contains-value",
    "affinity",
    bad='attribute = "${meta.tags}"\noperator = "set_contains_any"',
    good='attribute = "${meta.tags}"\noperator = "set_contains_any"\nvalue = "ssd,nvme"',
)
def affinity_set_value(item: Item, context: Context) -> Iterator[Finding]:
    """A set_contains affinity says what the set should hold."""
    yield from _no_value(item, SETS, "look for")


@rule(
    "NJ7034",
    "affinity-regexp",
    "affinity",
    bad='attribute = "${node.class}"\noperator = "regexp"\nvalue = "["',
    good='attribute = "${node.class}"\noperator = "regexp"\nvalue = "^m"',
)
def affinity_regexp(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a regexp affinity is an RE2 expression."""
    yield from _bad_pattern(item)


@rule(
    "NJ7035",
    "affinity-version",
    "affinity",
    bad='attribute = "${attr.kernel.version}"\noperator = "version"\nvalue = "one"',
    good='attribute = "${attr.kernel.version}"\noperator = "version"\nvalue = ">= 5.4"',
)
def affinity_version(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a version affinity is a list of comparisons."""
    yield from _bad_version(item)


@rule(
    "NJ7036",
    "affinity-semver",
    "affinity",
    bad='attribute = "${attr.nomad.version}"\noperator = "semver"\nvalue = "one"',
    good='attribute = "${attr.nomad.version}"\noperator = "semver"\nvalue = ">= 1.8.0"',
)
def affinity_semver(item: Item, context: Context) -> Iterator[Finding]:
    """The value of a semver affinity is a list of comparisons."""
    yield from _bad_semver(item)


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
            f"{_title(item)} names no attribute", 'Write for example `attribute = "${node.class}"`.', "LTarget"
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
            f"{_title(item)} has weight 0",
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
            f"{_title(item)} has weight {item['Weight']}", "It lies between -100 (repels) and 100 (attracts).", "Weight"
        )


@rule("NJ7050", "spread-attribute-missing", "spread", bad='attribute = ""', good='attribute = "${meta.rack}"')
def spread_attribute_missing(item: Item, context: Context) -> Iterator[Finding]:
    """A spread names the attribute over whose values allocations are spread."""
    if not item["Attribute"]:
        yield item.finding(
            f"{_title(item)} names no attribute", 'Write for example `attribute = "${node.datacenter}"`.', "Attribute"
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
        yield item.finding(f"{_title(item)} has weight {item['Weight']}", "It lies between 1 and 100.", "Weight")


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
                f"{_title(item)} has two targets for {quoted(target['Value'])}",
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
                f"{_title(item)}: target {quoted(target['Value'])} wants {target['Percent']} percent",
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
            f"The targets of {_title(item)[0].lower()}{_title(item)[1:]} sum to {total} percent",
            "They sum to at most 100; what is left goes to all other values.",
            "SpreadTarget",
        )


def _system(item: Item, key: str, what: str) -> Iterator[Finding]:
    if item.job["Type"] == "system" and item[key]:
        owner = (
            "The system job" if item.kind == "job" else f"{item.kind.capitalize()} {quoted(item.name)} of a system job"
        )
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
    "NJ7062", "group-system-affinity", "group", bad=_SYSTEM % ("", _AFFINITY, ""), good=_SYSTEM % ("", _CONSTRAINT, "")
)
def group_system_affinity(group: Item, context: Context) -> Iterator[Finding]:
    """A group of a system job has no affinities."""
    yield from _system(group, "Affinities", "affinities")


@rule("NJ7063", "group-system-spread", "group", bad=_SYSTEM % ("", _SPREAD, ""), good=_SYSTEM % ("", _CONSTRAINT, ""))
def group_system_spread(group: Item, context: Context) -> Iterator[Finding]:
    """A group of a system job has no spreads."""
    yield from _system(group, "Spreads", "spreads")


@rule("NJ7064", "task-system-affinity", "task", bad=_SYSTEM % ("", "", _AFFINITY), good=_SYSTEM % ("", "", _CONSTRAINT))
def task_system_affinity(task: Item, context: Context) -> Iterator[Finding]:
    """A task of a system job has no affinities."""
    yield from _system(task, "Affinities", "affinities")
