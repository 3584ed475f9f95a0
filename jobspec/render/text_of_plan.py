"""A plan as the output of `nomad job plan`: the diff, the dry run's result, warnings, preemptions, how to submit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from jobspec.model import JobLike, tree_of
from jobspec.render.colors import colorize
from jobspec.render.dry_run import dry_run_result
from jobspec.render.preemptions import preemption_table
from jobspec.render.secrets import masked
from jobspec.render.text_of_diff import HasApi, diff_markup

Answer = Mapping[str, Any]

_HINT = """\
This submits the job only if nobody has changed it since it was planned:

nomad job run -check-index {index} {arguments}

The server compares the index with the job it holds and refuses the submission
if they differ: what is shown above would then no longer be what happens."""


def plan_text(
    plan: HasApi | Answer,
    *,
    job: JobLike | None = None,
    verbose: bool = False,
    color: bool = False,
    diff: bool = True,
    run_arguments: str | None = None,
    now: datetime | None = None,
    mask_secrets: bool = False,
) -> str:
    """The text of a plan, ending with a newline as on standard output.

    `job` is needed for the next periodic launch (its time zone) and for the words about a system job; `now` for how
    far off the launch is; `run_arguments` adds how to submit the job.

    >>> print(plan_text({"Diff": None, "Annotations": None, "JobModifyIndex": 7}, diff=False), end="")
    Scheduler dry-run:
    - All tasks successfully allocated.
    <BLANKLINE>
    Job Modify Index: 7
    """
    answer = plan if isinstance(plan, Mapping) else plan.to_api()
    planned = None if job is None else tree_of(job)
    pieces = [
        *_diff_piece(answer, diff, verbose, mask_secrets),
        *("[bold]Scheduler dry-run:[reset]", dry_run_result(answer, planned, now), ""),
        *_side_effects(answer),
        _submission(answer, run_arguments),
    ]
    return "".join(f"{colorize(piece, color=color)}\n" for piece in pieces)


def _diff_piece(answer: Answer, wanted: bool, verbose: bool, mask_secrets: bool) -> Iterator[str]:
    """The diff and an empty line; a plan made without one has none to show."""
    if wanted and answer.get("Diff"):
        shown = answer["Diff"]
        yield diff_markup(masked(shown) if mask_secrets else shown, verbose=verbose)
        yield ""


def _side_effects(answer: Answer) -> Iterator[str]:
    if answer.get("Warnings"):
        yield f"[bold][yellow]Job Warnings:\n{answer['Warnings']}[reset]\n"
    preempted = (answer.get("Annotations") or {}).get("PreemptedAllocs")
    if preempted:
        yield "[bold][yellow]Preemptions:\n[reset]"
        yield preemption_table(preempted)


def _submission(answer: Answer, arguments: str | None) -> str:
    index = answer.get("JobModifyIndex") or 0
    hint = f"\n{_HINT.format(index=index, arguments=arguments)}" if arguments is not None else ""
    return f"[reset][bold]Job Modify Index: {index}[reset]{hint}"
