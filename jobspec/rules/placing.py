"""What rules of constraints and affinities share: whose they are, and what each operator asks of its value."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.items import Finding, Item
from jobspec.rules.operands import regexp_problem, semver_problem, version_problem
from jobspec.rules.words import listed, quoted, sentence

COMPARISONS = ("=", "==", "is", "!=", "not", "<", "<=", ">", ">=")
SETS = ("set_contains", "set_contains_all", "set_contains_any")
OF_AFFINITIES = (*COMPARISONS, "regexp", "version", "semver", *SETS)
_HINT = "Write `attribute`, `operator` and `value`; the operators are {}."


def whose(item: Item) -> str:
    """What a constraint, an affinity or a spread belongs to."""
    owner = item.parent
    if owner is None or owner.kind == "job":
        return "of the job"
    return f"of {owner.kind} {quoted(owner.name)}"


def title(item: Item) -> str:
    return f"{sentence(item.kind)} {item.number} {whose(item)}"


def no_operand(item: Item, known: tuple[str, ...]) -> Iterator[Finding]:
    if not item["Operand"]:
        yield item.finding(f"{title(item)} has no operator", f"The operators are {listed(known)}.", "Operand")


def unknown_operand(item: Item, known: tuple[str, ...]) -> Iterator[Finding]:
    if item["Operand"] not in known:
        yield item.finding(
            f"{title(item)} has the unknown operator {quoted(item['Operand'])}",
            f"The operators are {listed(known)}.",
            "Operand",
        )


def no_value(item: Item, operands: tuple[str, ...], what: str) -> Iterator[Finding]:
    if item["Operand"] in operands and not item["RTarget"]:
        yield item.finding(f"{title(item)} has no value to {what}", "Give it a `value`.", "RTarget")


def bad_pattern(item: Item) -> Iterator[Finding]:
    if item["Operand"] == "regexp" and (problem := regexp_problem(item["RTarget"])):
        yield item.finding(
            f"{title(item)}: {quoted(item['RTarget'])} is not a regular expression",
            f"{problem}. The syntax is RE2's: no look-around, no back references.",
            "RTarget",
        )


def bad_version(item: Item) -> Iterator[Finding]:
    if item["Operand"] == "version" and version_problem(item["RTarget"]):
        yield item.finding(
            f"{title(item)}: {quoted(item['RTarget'])} is not a list of version constraints",
            "Write for example `>= 1.2, < 2.0` or `~> 1.4`.",
            "RTarget",
        )


def bad_semver(item: Item) -> Iterator[Finding]:
    if item["Operand"] == "semver" and semver_problem(item["RTarget"]):
        yield item.finding(
            f"{title(item)}: {quoted(item['RTarget'])} is not a list of semver constraints",
            "Write for example `>= 1.2.0, < 2.0.0`; `~>` and `x` stand only with the operator `version`, or nowhere.",
            "RTarget",
        )
