"""The rules: how one is declared, found and asked.

A rule is one function with an ID that is never used again. It judges the items of one scope (`items`); its docstring
is its page, and its bad and good sample run as tests (`samples` says what stands around a sample).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Literal

from jobspec.diagnostics import Diagnostic, Severity
from jobspec.model.states import StoredJob
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item, Survey, survey

Kind = Literal["server", "advice"]
Judge = Callable[[Item, Context], Iterator[Finding]]

MODULES = (
    *("mesh", "registration", "jobs", "constraints", "affinities", "spreads", "system_jobs"),
    *("groups", "updates", "reschedules", "scaling", "volumes", "networks"),
    *("services", "task_services", "checks", "check_results", "nomad_checks"),
    *("connect", "gateways", "group_services", "schedules"),
    *("tasks", "resources", "artifacts", "templates", "mounts", "plugins", "proxies"),
    *("vault", "consul", "identities", "secrets"),
    *("refusals", "advice_operations", "advice_security"),
)
"""The files that declare rules, in the order of checking."""

SERVER: tuple[Kind, ...] = ("server",)
"""What the server refuses or warns about."""

FIRST_OF_ITEM = frozenset({"check", "nomad_check", "connect"})
"""Scopes where the reference names the first problem of an item and goes on with the next item."""

FIRST_OF_JOB = frozenset(
    {
        *("connect_hook", "expose_hook", "vault_hook", "consul_hook", "namespace_hook", "pool_hook"),
        *("numa_hook", "schedule_hook"),
    }
)
"""Admission around the job: each of these validators stops at its first problem in the whole job."""

ALIKE = {
    "constraint": "",
    "reschedule": "",
    "migrate": "",
    "restart": "",
    "resources": "",
    "identity": "",
    "update": "Count",
}
"""Scopes where the server's rules look at nothing but the item, its job, whether a task or a group holds it, whether in
a list, and at one more value of what holds it: of equal items one tells whether there is anything to be found."""

BLAMED = frozenset({"service", "tproxy"})
"""Scopes whose items all problems are told of, and which are then not looked at from outside."""

MOST_COMPARED = 32


def _groups_in_mesh(items: Survey) -> list[Item]:
    return list(dict.fromkeys(connect.group for connect in items.get("connect", ())))


def _groups_with_exposed_checks(items: Survey) -> list[Item]:
    exposing = (each for each in items.get("service", ()) if any(check["Expose"] for check in each["Checks"] or ()))
    return list(dict.fromkeys(service.group for service in exposing))


HOOKED: Mapping[str, Callable[[Survey], list[Item]]] = {
    "connect_hook": _groups_in_mesh,
    "expose_hook": _groups_with_exposed_checks,
}
"""What those validators look at, where it is not the whole job."""


class Rule:
    """One kind of mistake."""

    __slots__ = ("bad", "good", "id", "judge", "kind", "name", "place", "scope", "severity", "since", "when")

    def __init__(
        self,
        id: str,
        name: str,
        scope: str,
        judge: Judge,
        *,
        kind: Kind,
        severity: Severity,
        since: str,
        bad: str,
        good: str,
        place: str,
        when: str,
    ) -> None:
        self.id = id
        self.name = name
        self.scope = scope
        self.judge = judge
        self.kind: Kind = kind
        self.severity: Severity = severity
        self.since = since
        self.bad = bad
        self.good = good
        self.place = place
        self.when = when

    @property
    def title(self) -> str:
        """The first line of its page."""
        return (self.judge.__doc__ or "").strip().split("\n")[0]

    @property
    def explanation(self) -> str:
        """The rest of its page: why, and how to put it right."""
        lines = (self.judge.__doc__ or "").strip().split("\n")[1:]
        return "\n".join(line.strip() for line in lines).strip()

    def __repr__(self) -> str:
        return f"<Rule {self.id} {self.name}>"


_RULES: dict[str, Rule] = {}
_NAMES: dict[str, str] = {}


def rule(
    id: str,
    name: str,
    scope: str,
    *,
    bad: str,
    good: str,
    kind: Kind = "server",
    severity: Severity = "error",
    since: str = "0.1",
    place: str = "",
    when: str = "",
) -> Callable[[Judge], Judge]:
    """Declare a rule. `place` says what stands around the samples; by default it is what the scope names.

    With `when`, only items are judged that have something at that key.
    """

    def declare(judge: Judge) -> Judge:
        made = Rule(
            *(id, name, scope, judge),
            kind=kind,
            severity=severity,
            since=since,
            bad=bad,
            good=good,
            place=place or scope,
            when=when,
        )
        if id in _RULES or name in _NAMES:
            raise ValueError(f"two rules are called {id} or {name}")
        _RULES[id] = made
        _NAMES[name] = id
        return judge

    return declare


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by ID, in the order of checking."""
    for module in MODULES:
        import_module(f"jobspec.rules.{module}")
    # Whoever imports one of the files first does not change the order.
    places = {f"jobspec.rules.{module}": place for place, module in enumerate(MODULES)}
    ordered = sorted(_RULES.values(), key=lambda each: places[each.judge.__module__])
    return {each.id: each for each in ordered}


def find(id_or_name: str) -> Rule | None:
    """A rule by its ID or its name."""
    known = rules()
    return known.get(id_or_name) or known.get(_NAMES.get(id_or_name, ""))


@cache
def _by_scope(kinds: frozenset[Kind]) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for each in rules().values():
        if each.kind in kinds:
            found.setdefault(each.scope, []).append(each)
        else:
            # The order of checking is the same whoever asks.
            found.setdefault(each.scope, [])
    return {scope: tuple(members) for scope, members in found.items() if members}


def check(job: StoredJob, context: Context, kinds: Collection[Kind] = SERVER) -> list[Diagnostic]:
    """What the rules of these kinds find in a stored job; without ranges, in the order of checking."""
    items = survey(job)
    found: list[Diagnostic] = []
    for scope, asked in _by_scope(frozenset(kinds)).items():
        if subjects := _subjects(scope, items):
            found.extend(diagnostic(each, finding) for each, finding in _judged(scope, asked, subjects, context))
    return found


def _subjects(scope: str, items: Survey) -> list[Item]:
    if scope in HOOKED:
        return HOOKED[scope](items)
    return items.get("job" if scope in FIRST_OF_JOB else scope, [])


def _judged(
    scope: str, asked: Iterable[Rule], items: Iterable[Item], context: Context
) -> Iterator[tuple[Rule, Finding]]:
    if scope in FIRST_OF_JOB:
        yield from _first(asked, items, context, stop=True)
    elif scope in FIRST_OF_ITEM:
        yield from _first(asked, items, context, stop=False)
    else:
        samples = _distinct(items, ALIKE[scope]) if scope in ALIKE else None
        for each in asked:
            if samples and each.kind == "server" and not _finds(each, samples, context):
                continue
            judge, when = each.judge, each.when
            for item in [item for item in items if item.value[when]] if when else items:
                for finding in judge(item, context):
                    if each.severity == "error" and scope in BLAMED:
                        item.blame()
                    yield each, finding


def _distinct(items: Iterable[Item], around: str) -> list[Item]:
    """One of all equal items; only so many are compared that it stays cheap."""
    seen: list[tuple[Any, ...]] = []
    kept: list[Item] = []
    for item in items:
        parent = item.parent
        listed = isinstance(item.keys[-1], int)
        key = (parent and parent.kind, listed, parent and around and parent[around], item.value)
        if key not in seen:
            kept.append(item)
            if len(seen) < MOST_COMPARED:
                seen.append(key)
    return kept


def _finds(rule: Rule, items: Iterable[Item], context: Context) -> bool:
    judge = rule.judge
    for item in items:
        for _ in judge(item, context):
            return True
    return False


def _first(
    asked: Iterable[Rule], items: Iterable[Item], context: Context, *, stop: bool
) -> Iterator[tuple[Rule, Finding]]:
    """The first problem of each item, or of all items; advice is no problem, and all of it is told."""
    for item in items:
        # A check that is broken for everybody is not asked what only Nomad's checks lack.
        if item.broken:
            continue
        refused = False
        for each in asked:
            if refused and each.kind == "server":
                continue
            for finding in each.judge(item, context):
                yield each, finding
                if each.kind == "server":
                    refused = True
                    item.blame()
                    break
        if stop and refused:
            return


def diagnostic(rule: Rule, finding: Finding) -> Diagnostic:
    """A finding as the diagnostic of its rule."""
    return Diagnostic(rule.severity, rule.id, finding.summary, finding.detail, path=finding.path, fix=finding.fix)


__all__ = ["MODULES", "Finding", "Item", "Kind", "Rule", "Survey", "check", "diagnostic", "find", "rule", "rules"]
