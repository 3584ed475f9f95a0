"""The frame of evaluation: scopes, the running evaluation with what it found, and who evaluates which node.

Knows nothing of the nodes themselves; the `evaluate_…` modules fill the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeVar

from jobspec.diagnostics import Diagnostic, Range
from jobspec.hcl.functions import TABLE, Context, Function
from jobspec.hcl.mistakes import Mistake
from jobspec.hcl.node import Expression, Node
from jobspec.hcl.values import Value

Undeclared = Literal["keep", "error"]

LARGEST_EVALUATION = 64 * 1024 * 1024
"""Characters and elements that one evaluation may make altogether."""

NO_FUNCTIONS: Mapping[str, Function] = {}


class TooLargeError(Exception):
    """The evaluation would take too much memory."""


class Scope:
    """What names mean: an immutable chain of scopes, the outermost deciding on functions and undeclared names."""

    __slots__ = ("context", "functions", "names", "outer", "undeclared")

    def __init__(
        self,
        names: Mapping[object, Value],
        *,
        outer: Scope | None = None,
        functions: Mapping[str, Function] = TABLE,
        context: Context | None = None,
        undeclared: Undeclared = "keep",
    ) -> None:
        self.names = names
        self.outer = outer
        self.functions: Mapping[str, Function] = outer.functions if outer else functions
        self.context: Context = outer.context if outer else context or Context()
        self.undeclared: Undeclared = outer.undeclared if outer else undeclared

    def find(self, name: object) -> Value | None:
        """The value of a name, from the inside out."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.names.get(name)
            if value is not None:
                return value
            scope = scope.outer
        return None

    def inner(self, names: Mapping[object, Value]) -> Scope:
        """A scope with more names in front of these."""
        return Scope(names, outer=self)


class Evaluation:
    """One running evaluation: gives values, and gathers what is wrong."""

    __slots__ = ("problems", "spent")

    def __init__(self) -> None:
        self.problems: list[Diagnostic] = []
        self.spent = 0

    def value(self, node: Expression, scope: Scope) -> Value:
        """The value of an expression; unknown where it is wrong."""
        return EVALUATORS[node.__class__](self, node, scope)

    def report(
        self, mistake: Mistake, subject: Range, detail: str = "", *, summary: str = "", context: Range | None = None
    ) -> None:
        """Note a mistake."""
        found = Diagnostic(
            "error",
            mistake.id,
            summary or mistake.title,
            detail or mistake.explanation,
            subject=subject,
            context=context,
        )
        self.problems.append(found)

    def spend(self, size: int) -> None:
        """Account for what is made; stops an evaluation that makes too much."""
        self.spent += size
        if self.spent > LARGEST_EVALUATION:
            raise TooLargeError


_Node = TypeVar("_Node", bound=Node)
Evaluator = Callable[[Evaluation, _Node, Scope], Value]

EVALUATORS: Final[dict[type, Callable[[Evaluation, Expression, Scope], Value]]] = {}
"""Who evaluates which kind of node."""


def evaluates(*kinds: type[_Node]) -> Callable[[Evaluator[_Node]], Evaluator[_Node]]:
    """Declare the evaluator of some kinds of node."""

    def declare(evaluator: Evaluator[_Node]) -> Evaluator[_Node]:
        for kind in kinds:
            EVALUATORS[kind] = evaluator  # type: ignore[assignment]
        return evaluator

    return declare
