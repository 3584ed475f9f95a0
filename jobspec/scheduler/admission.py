"""The job as the server would store it: the form that is planned."""

from __future__ import annotations

from jobspec.canonical import facts_of, stored
from jobspec.cluster import ClusterState
from jobspec.diagnostics import Diagnostic, RefusedError
from jobspec.model import JobLike, tree_of
from jobspec.model.states import StoredJob
from jobspec.rules.admission import placed
from jobspec.rules.context import Context
from jobspec.rules.registry import check


def admitted(job: JobLike, state: ClusterState) -> tuple[StoredJob, list[Diagnostic]]:
    """The stored form of a job and the warnings about it; RefusedError if the server would refuse it.

    Findings have ranges if the job knows where it was written.
    """
    tree = tree_of(job)
    facts = facts_of(state, tree.get("NodePool") or "")
    found = stored(tree, facts)
    if found.refusals:
        raise RefusedError(placed(found.refusals, job))
    problems = placed(check(found.job, Context(facts)), job)
    if any(problem.severity == "error" for problem in problems):
        raise RefusedError(problem for problem in problems if problem.severity == "error")
    return found.job, [problem for problem in problems if problem.severity == "warning"]
