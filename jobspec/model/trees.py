"""From whatever stands for a job to its tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from jobspec.diagnostics import ParseError
from jobspec.model.complete import complete
from jobspec.model.states import Tree


class SpeaksApi(Protocol):
    """A `Job`, a `Jobspec`, or what else can show itself as a job's API JSON."""

    def to_api(self) -> dict[str, Any]:
        """The job in API JSON."""


JobLike = SpeaksApi | Mapping[str, Any]
"""What the public functions take for a job."""


def tree_of(job: JobLike) -> Tree:
    """The job's tree in the inner form; ParseError for a wrong type inside, TypeError for what is no job at all."""
    held = getattr(job, "tree", None)
    if held is not None:
        # Whoever holds a tree vouches for its form.
        return held  # type: ignore[no-any-return]
    data = job if isinstance(job, Mapping) else api_of(job)
    tree, problems = complete(data)
    if problems:
        raise ParseError(problems)
    return tree


def api_of(job: SpeaksApi) -> Mapping[str, Any]:
    """What the object says of itself."""
    to_api = getattr(job, "to_api", None)
    if to_api is None:
        raise TypeError(f"a Job, a Jobspec or a mapping is wanted, not {type(job).__name__}")
    data: Mapping[str, Any] = to_api()
    return data
