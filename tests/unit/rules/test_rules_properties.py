"""What holds for every job: rules never fail, findings point into the job, and order does not matter."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from jobspec.diagnostics import Path
from jobspec.model import tree_of
from jobspec.rules import admit, lint, validate
from jobspec.rules.registry import rules
from jobspec.testing import jobs


@settings(max_examples=40, deadline=None)
@given(jobs(valid=False))
def test_findings_are_rules_and_point_into_the_job(job: Any) -> None:
    stored = admit(job).tree
    for finding in lint(job):
        assert finding.id in rules()
        assert leads_into(stored, finding.path[:-1])


def leads_into(tree: Any, path: Path) -> bool:
    """Whether a path exists in a tree, as far as its objects and lists go."""
    node: Any = tree
    for part in path:
        wanted: Any = str if isinstance(node, dict) else int if isinstance(node, list) else object
        if wanted is object or not isinstance(part, wanted):
            return True
        node = node[part]
    return True


@settings(max_examples=25, deadline=None)
@given(jobs())
def test_the_order_of_keys_does_not_matter(job: Any) -> None:
    tree = tree_of(job)
    turned = {key: tree[key] for key in reversed(tree)}
    assert validate(turned) == validate(tree)


@settings(max_examples=25, deadline=None)
@given(jobs())
def test_lint_is_validate_and_advice(job: Any) -> None:
    found = lint(job)
    assert [finding for finding in found if not finding.id.startswith("NJ9")] == validate(job)
