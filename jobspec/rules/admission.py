"""The public functions on whole jobs: their defaults, what a server would make of them, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from jobspec import model
from jobspec.canonical import Admitted, Change, facts_of, stored
from jobspec.canonical import canonicalize as canonical
from jobspec.diagnostics import Diagnostic, Path, Position, Range
from jobspec.model.paths import is_set
from jobspec.model.states import StoredJob, Tree
from jobspec.model.trees import JobLike, tree_of
from jobspec.model.write import to_api
from jobspec.rules.context import Context
from jobspec.rules.registry import SERVER, Kind, check

if TYPE_CHECKING:
    from jobspec.cluster import ClusterState

ALL_KINDS: tuple[Kind, ...] = ("server", "advice")


class Sources(Protocol):
    """Something that knows where values were written, such as a `Jobspec`."""

    def range_of(self, path: Any) -> Range | None:
        """The range of the value at a path, or of the nearest object around it that was written."""


class Admission:
    """What registering a job would do to it."""

    def __init__(self, admitted: Admitted, findings: Iterable[Diagnostic]) -> None:
        self._admitted = admitted
        found = list(findings)
        self.errors: list[Diagnostic] = [finding for finding in found if finding.severity == "error"]
        self.warnings: list[Diagnostic] = [finding for finding in found if finding.severity == "warning"]

    @property
    def tree(self) -> StoredJob:
        """The job as stored, as a tree in the inner form."""
        return self._admitted.job

    @cached_property
    def job(self) -> model.Job:
        """The job as stored; of a job that a mutator refused, the form that the mutators before it left."""
        return model.Job.model_validate(self.tree)

    @property
    def accepted(self) -> bool:
        """Whether a server would take the job."""
        return not self.errors

    @cached_property
    def changes(self) -> list[Change]:
        """Every value that defaults and mutators set, in their order."""
        return list(self._admitted.changes())

    def to_api(self) -> dict[str, Any]:
        """The job as stored, with the server's keys."""
        return to_api(self.tree, stored=True)

    def __repr__(self) -> str:
        return f"<Admission of {self.tree['ID']!r}: {len(self.errors)} errors, {len(self.warnings)} warnings>"


def canonicalize(job: JobLike) -> model.Job:
    """The job with the defaults of the API's client, as POST /v1/jobs/parse with Canonicalize answers.

    >>> canonicalize({"ID": "web"}).priority
    50
    """
    return model.Job.model_validate(canonical(tree_of(job)))


def admit(job: JobLike, *, cluster: ClusterState | None = None) -> Admission:
    """What registering the job would do to it: what is stored, and why it would be refused.

    >>> admission = admit({"ID": "web"})
    >>> admission.accepted, admission.job.node_pool, admission.changes[0].path
    (False, 'default', ('Region',))
    """
    return _admitted(job, cluster, None, SERVER)


def validate(job: JobLike, *, cluster: ClusterState | None = None, sources: Sources | None = None) -> list[Diagnostic]:
    """Everything the server refuses (errors) or warns about, in the order of the source.

    >>> [finding.severity for finding in validate({"ID": "web"})]
    ['error']
    """
    admission = _admitted(job, cluster, sources, SERVER)
    return sorted(admission.errors + admission.warnings, key=_by_place)


def lint(
    job: JobLike,
    *,
    cluster: ClusterState | None = None,
    sources: Sources | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> list[Diagnostic]:
    """What `validate` says, and advice; only selected IDs or prefixes of IDs, and none of the ignored.

    >>> lint({"ID": "web"}, ignore=["NJ"])
    []
    """
    if isinstance(select, str) or isinstance(ignore, str):
        raise TypeError("select and ignore are lists of IDs, not one text")
    wanted, unwanted = tuple(select), tuple(ignore)
    found = _findings(job, cluster, sources, ALL_KINDS)[1]
    kept = (item for item in found if (not wanted or item.id.startswith(wanted)) and not item.id.startswith(unwanted))
    return sorted(kept, key=_by_place)


def _admitted(
    job: JobLike, cluster: ClusterState | None, sources: Sources | None, kinds: Collection[Kind]
) -> Admission:
    return Admission(*_findings(job, cluster, sources, kinds))


def _findings(
    job: JobLike, cluster: ClusterState | None, sources: Sources | None, kinds: Collection[Kind]
) -> tuple[Admitted, list[Diagnostic]]:
    """The stored job and what is found in it, with ranges. A mutator's refusal is the whole answer."""
    if sources is not None and not hasattr(sources, "range_of"):
        raise TypeError(f"sources is the Jobspec that the job came from, not {type(sources).__name__}")
    tree = tree_of(job)
    facts = facts_of(cluster, tree["NodePool"] or "")
    admitted = stored(tree, facts)
    found = list(admitted.refusals) or check(admitted.job, Context(facts, _written(tree)), kinds)
    return admitted, placed(found, sources if sources is not None else job)


def _written(tree: Tree) -> Callable[[Path], bool]:
    return lambda path: is_set(tree, path)


def placed(found: Sequence[Diagnostic], sources: Any) -> list[Diagnostic]:
    """The findings with their ranges, if anybody knows them."""
    range_of: Callable[[Path], Range | None] | None = getattr(sources, "range_of", None)
    if range_of is None:
        return list(found)
    return [item if item.subject else item.replace(subject=range_of(item.path)) for item in found]


def _by_place(found: Diagnostic) -> tuple[Any, ...]:
    start = found.subject.start if found.subject else Position(0, 0, 0)
    path = tuple((isinstance(part, str), part) for part in found.path)
    return (found.filename or "", start, path)
