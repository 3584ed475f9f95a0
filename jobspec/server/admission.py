"""What admission makes of a submitted job: the stored form, what refuses it, what warns of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from jobspec import wire
from jobspec.canonical import ClusterFacts, stored
from jobspec.diagnostics import Diagnostic, PathElement
from jobspec.rules.context import Context
from jobspec.rules.registry import check, find
from jobspec.server.core import REGION, Server
from jobspec.server.http import Refused
from jobspec.server.store import Row


class Verdict(NamedTuple):
    """The stored form of a job, and what is said of it."""

    job: dict[str, Any]
    problems: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def error(self) -> str:
        """All problems in one text, as one error."""
        return _joined(self.problems, "error", "\n\t* ") + "\n\n" if self.problems else ""

    @property
    def warnings(self) -> str:
        """All warnings in one text."""
        return _joined(self.cautions, "warning", "\n\n* ", "\n* ")


def _joined(texts: Collection[str], word: str, first: str, more: str = "\n\t* ") -> str:
    if not texts:
        return ""
    ending = "s" if len(texts) != 1 else ""
    occurred = " occurred" if word == "error" else ""
    return f"{len(texts)} {word}{ending}{occurred}:{first}{more.join(texts)}"


def facts_of(server: Server) -> ClusterFacts:
    """The facts that this server gives."""
    pools = {"default", "all", *(row["NodePool"] for row in server.store.rows("nodes"))}
    return ClusterFacts(
        region=REGION,
        node_pools=tuple(sorted(pools)),
        namespaces={row["Name"]: row for row in server.store.rows("namespaces")},
    )


def judge(server: Server, job: Mapping[str, Any]) -> Verdict:
    """What registering a job would come to."""
    facts = facts_of(server)
    submitted = {**job, "Region": job["Region"] or REGION, "Dispatched": False, "ParentID": None}
    admission = stored(submitted, facts)
    found = [*admission.refusals, *check(admission.job, Context(facts))]
    problems = _by_group([item for item in found if item.severity == "error"])
    return Verdict(dict(admission.job), problems, tuple(_text(item) for item in found if item.severity == "warning"))


def _by_group(found: Collection[Diagnostic]) -> tuple[str, ...]:
    """What is wrong with a job, one text each; all that is wrong inside of a group is one text.

    A rule of the whole job may point at a group and still speaks of the job.
    """
    texts: list[str] = []
    groups: dict[PathElement, list[str]] = {}
    for item in found:
        rule = find(item.id)
        of_the_job = rule is not None and rule.scope == "job"
        inside = len(item.path) > 1 and item.path[0] == "TaskGroups" and not of_the_job
        (groups.setdefault(item.path[1], []) if inside else texts).append(_text(item))
    return (*texts, *(_of_group(number, own) for number, own in groups.items()))


def _of_group(number: PathElement, texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    return f"Group {int(number) + 1} has " + _joined(texts, "error", "\n\t* ").replace(" occurred", "")


def _text(finding: Diagnostic) -> str:
    return wire.WARNINGS.get(finding.id, finding.summary)


def admitted(server: Server, job: Mapping[str, Any]) -> Verdict:
    """The stored form of a job; refused if anything is wrong with it."""
    verdict = judge(server, job)
    if verdict.problems:
        raise Refused(500, verdict.error)
    return verdict


def warnings_of(server: Server, job: Row) -> str:
    """What registering a stored job again warns of."""
    return judge(server, job).warnings
