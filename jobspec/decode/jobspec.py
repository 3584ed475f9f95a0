"""What a text meant: the job, its submission, and the scope to evaluate more expressions in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import jobspec.model as model
from jobspec.decode.sources import Sources, path_of
from jobspec.diagnostics import Diagnostic, ParseError, Range
from jobspec.hcl.evaluator import Scope, evaluate
from jobspec.hcl.parser import parse_expression
from jobspec.hcl.values import Value

if TYPE_CHECKING:
    from jobspec.model import Job

Syntax = Literal["hcl2", "hcl1", "json"]


class Jobspec:
    """A jobspec that was read.

    >>> from jobspec.decode import load
    >>> spec = load('job "web" { datacenters = ["dc${1 + 1}"] }')
    >>> spec.to_api()["Datacenters"]
    ['dc2']
    """

    __slots__ = ("_job", "_scope", "_sources", "diagnostics", "filename", "submission", "syntax")

    diagnostics: list[Diagnostic]
    filename: str
    syntax: Syntax
    submission: dict[str, Any]

    def __init__(
        self,
        sources: Sources,
        scope: Scope,
        *,
        filename: str,
        syntax: Syntax,
        submission: dict[str, Any],
        diagnostics: Sequence[Diagnostic] = (),
    ) -> None:
        self._sources = sources
        self._scope = scope
        self._job: Job | None = None
        self.filename = filename
        self.syntax = syntax
        self.submission = submission
        self.diagnostics = list(diagnostics)

    @property
    def job(self) -> Job:
        """The job as a model; built when first asked for."""
        if self._job is None:
            self._job = model.Job.from_api(self._sources.tree)
        return self._job

    @property
    def tree(self) -> dict[str, Any]:
        """The job's tree in the inner form. Not to be changed, and not part of the public interface."""
        return self._sources.tree

    def to_api(self) -> dict[str, Any]:
        """The job in API JSON, without building the model."""
        return model.to_api(self._sources.tree)

    def evaluate(self, expression: str) -> Value:
        """The value of an expression in the jobspec's own scope; a `ParseError` if it has none."""
        node, problems = parse_expression(expression, "<expression>")
        if node is None or problems:
            raise ParseError(problems)
        value, problems = evaluate(node, self._scope)
        if problems:
            raise ParseError(problems)
        return value

    def range_of(self, path: Sequence[str | int] | str) -> Range | None:
        """Where the value at a path, or JSON pointer, was written; else the nearest object around it that was."""
        return self._sources.range_of(path_of(path))

    def __repr__(self) -> str:
        return f"<Jobspec {self.filename}>"
