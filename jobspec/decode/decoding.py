"""A running decoding: what is wrong so far, where containers came from, and what is to be evaluated last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jobspec.decode.mistakes import NOT_KNOWN
from jobspec.diagnostics import Diagnostic, Range
from jobspec.hcl.evaluator import Scope, evaluate
from jobspec.hcl.mistakes import Mistake
from jobspec.hcl.nodes import Expression, Node
from jobspec.hcl.values import UNKNOWN, Value

Later = Callable[[], None]


class Decoding:
    """Gathers diagnostics, origins and postponed work while a job is decoded."""

    __slots__ = ("later", "origins", "problems")

    def __init__(self) -> None:
        self.problems: list[Diagnostic] = []
        self.origins: dict[int, tuple[Any, Node, str]] = {}
        """By identity of a container: itself, the block or attribute it was made from, and its struct."""
        self.later: list[Later] = []

    def report(
        self,
        mistake: Mistake,
        subject: Range | None,
        detail: str = "",
        *,
        summary: str = "",
        context: Range | None = None,
    ) -> None:
        """Note a mistake."""
        self.problems.append(
            Diagnostic(
                "error",
                mistake.id,
                summary or mistake.title,
                detail or mistake.explanation,
                subject=subject,
                context=context,
            )
        )

    def finish(self) -> None:
        """Do what was postponed. Nothing holds on to the run afterwards, so that it is freed at once."""
        later, self.later = self.later, []
        for work in later:
            work()

    def came_from(self, container: Any, node: Node, struct: str = "") -> None:
        """Remember where a container was written."""
        self.origins[id(container)] = (container, node, struct)

    def value(self, expression: Expression, scope: Scope) -> Value | None:
        """The value of an expression; None, which is reported, if it has none."""
        value, problems = evaluate(expression, scope)
        if problems:
            self.problems.extend(problems)
            return None
        if value.raw is UNKNOWN:
            self.report(NOT_KNOWN, expression.subject_range, context=expression.range)
            return None
        return value
