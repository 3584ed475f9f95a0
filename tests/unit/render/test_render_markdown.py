"""Plans and findings as Markdown."""

from __future__ import annotations

from typing import Any

from jobspec import render
from jobspec.diagnostics import Diagnostic, Position, Range
from jobspec.render.markdown_of_plan import MARKER, plans_markdown
from jobspec.render.markdown_parts import LIMIT, code


def plan(name: str, **members: Any) -> dict[str, Any]:
    diff = {"Type": "None", "ID": name, "Fields": None, "Objects": None, "TaskGroups": None}
    return {"Annotations": {"DesiredTGUpdates": {"web": {"Place": 2, "Ignore": 0}}}, "Diff": diff, **members}


def test_one_plan() -> None:
    placed = [{"TaskGroup": "web", "NodeName": "one", "NodeID": "n1"}] * 2
    assert render.markdown(plan("api", Placements=placed)) == (
        f"{MARKER}\n\n"
        "### Plan of `api`: everything fits\n\n"
        "| Group | place |\n|---|---:|\n| `web` | 2 |\n\n"
        "<details>\n<summary>Where allocations go</summary>\n\n"
        "| Group | Node | allocations |\n|---|---|---:|\n| `web` | `one` | 2 |\n\n"
        "</details>\n"
    )


def test_several_plans_have_a_total_and_one_marker() -> None:
    metric = {"NodesEvaluated": 3, "NodesExhausted": 3, "DimensionExhausted": {"cpu": 3}, "CoalescedFailures": 1}
    text = plans_markdown([plan("a"), plan("b", FailedTGAllocs={"web": metric}, Warnings="1 warning:\n\n* odd")])
    assert text.startswith(
        f"{MARKER}\n\n## Plan of 2 jobs\n\n"
        "| Job | Result | place |\n|---|---|---:|\n"
        "| `a` | everything fits | 2 |\n| `b` | ⚠ 1 group does not fit | 2 |\n| **Total** |  | 4 |\n"
    )
    assert text.count(MARKER) == 1
    assert text.endswith(
        "**`web` does not fit**: 2 allocations without a node, of 3 nodes\n\n"
        '- `Resources exhausted on 3 nodes`\n- `Dimension "cpu" exhausted on 3 nodes`\n\n'
        "> 1 warning:\n>\n> * odd\n"
    )


def test_what_would_help_is_told_where_it_is_known() -> None:
    remedies = [{"Kind": "nodes", "Text": "one more node of class big", "Amount": 1}]
    text = render.markdown(plan("a", FailedTGAllocs={"web": {}}, Explanations={"web": {"Remedies": remedies}}))
    assert text.endswith("It would fit with any of these:\n\n- `one more node of class big`\n")


def test_a_plan_without_diff_and_updates() -> None:
    empty = {"Annotations": None, "Diff": None, "FailedTGAllocs": None}
    assert render.markdown(empty) == f"{MARKER}\n\n### Plan of `job`: nothing to do\n"


def test_many_plans_fit_in_a_comment() -> None:
    placed = [{"TaskGroup": "web", "NodeName": f"node-{number}", "NodeID": "n"} for number in range(3_000)]
    assert len(plans_markdown([plan(f"job-{number}", Placements=placed) for number in range(5)])) <= LIMIT
    assert len(plans_markdown([plan(f"job-{number}", Placements=placed[:9]) for number in range(2_000)])) <= LIMIT


def test_findings() -> None:
    place = Range("a|b.hcl", Position(1, 2, 1), Position(1, 3, 2))
    found = [
        Diagnostic("warning", "NJ9001", "Something *odd*"),
        Diagnostic("error", "NJ2001", "Unknown | argument", subject=place),
    ]
    url = "https://nomad-jobspec.readthedocs.io/en/latest/reference/rules"
    assert render.markdown(found) == (
        "**1 error, 1 warning**\n\n<details>\n<summary>Findings</summary>\n\n"
        "| Severity | Place | Rule | Finding |\n|---|---|---|---|\n"
        rf"| error | a\|b.hcl:1:2 | [NJ2001]({url}/NJ2001/) | Unknown \| argument |" + "\n"
        rf"| warning |  | [NJ9001]({url}/NJ9001/) | Something \*odd\* |" + "\n\n</details>\n"
    )
    assert render.markdown([]) == "No findings.\n"


def test_code_spans_keep_in_a_cell() -> None:
    assert code("a\nb") == "`a b`"
    assert code("a|b") == r"a\|b"
    assert code("") == "` `"
    assert len(code("x" * 1_000)) < 100
