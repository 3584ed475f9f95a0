"""What the server stores of a job: its own defaults, then its mutators in their order.

Each step gives a tree, so what a step changed can be told afterwards by comparing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from jobspec.canonical.changes import Change, changes_between
from jobspec.canonical.client import canonicalize
from jobspec.canonical.clusters import consul, vault
from jobspec.canonical.connect import connect
from jobspec.canonical.expose import expose_check
from jobspec.canonical.facts import ClusterFacts
from jobspec.canonical.implied import constraints
from jobspec.canonical.pools import implicit_identities, node_pool
from jobspec.canonical.server import SERVER
from jobspec.diagnostics import Diagnostic
from jobspec.model.states import StoredJob, Tree

Mutator = Callable[[Tree, ClusterFacts], Tree | Diagnostic]

MUTATORS: tuple[tuple[str, Mutator], ...] = (
    ("vault", vault),
    ("consul", consul),
    ("connect", connect),
    ("expose-check", expose_check),
    ("constraints", constraints),
    ("node-pool", node_pool),
    ("implicit-identities", implicit_identities),
)
"""In the server's order; the names tell people who changed something."""

DEFAULTS = "default"


class Admitted(NamedTuple):
    """A job as the server would store it, and how it came to be."""

    job: StoredJob
    refusals: tuple[Diagnostic, ...]
    """Why a mutator could not go on; then the job is what the mutators before it left."""
    steps: tuple[tuple[str, Tree], ...]
    """The tree as given, then after each step that changed it, under the step's name."""

    def changes(self) -> Iterator[Change]:
        """All changes, in the order of the steps."""
        for (_, before), (name, after) in zip(self.steps, self.steps[1:]):
            yield from changes_between(before, after, name)


def stored(tree: Tree, facts: ClusterFacts | None = None) -> Admitted:
    """What a server with these facts would store of a job."""
    facts = facts or ClusterFacts()
    job = SERVER.rewrite("Job", canonicalize(tree))
    job["Priority"] = job["Priority"] or facts.default_priority
    steps: list[tuple[str, Tree]] = [("", tree), (DEFAULTS, job)]
    refusals: list[Diagnostic] = []
    for name, mutate in MUTATORS:
        changed = mutate(job, facts)
        if isinstance(changed, Diagnostic):
            refusals.append(changed)
            break
        if changed is not job:
            steps.append((name, changed))
            job = changed
    return Admitted(StoredJob(job), tuple(refusals), tuple(steps))
