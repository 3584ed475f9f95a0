"""Evaluates parsed expressions: the one way in for the other rooms."""

from __future__ import annotations

from jobspec.diagnostics import Diagnostic
from jobspec.hcl import evaluate_calls as _calls
from jobspec.hcl import evaluate_operations as _operations
from jobspec.hcl import evaluate_references as _references
from jobspec.hcl import evaluate_values as _values
from jobspec.hcl import mistakes
from jobspec.hcl.evaluation import NO_FUNCTIONS as NO_FUNCTIONS
from jobspec.hcl.evaluation import Evaluation, TooLargeError
from jobspec.hcl.evaluation import Scope as Scope
from jobspec.hcl.node import Expression
from jobspec.hcl.values import DYNAMIC_UNKNOWN, Value

EVALUATING = (_calls, _operations, _references, _values)
"""The modules that fill the table of evaluators."""


def evaluate(node: Expression, scope: Scope) -> tuple[Value, list[Diagnostic]]:
    """The value of an expression in a scope, and what is wrong; unknown where something is."""
    run = Evaluation()
    try:
        return run.value(node, scope), run.problems
    except TooLargeError:
        run.report(mistakes.TOO_LARGE, node.range)
    except RecursionError:
        run.report(mistakes.TOO_DEEP, node.range)
    return DYNAMIC_UNKNOWN, run.problems
