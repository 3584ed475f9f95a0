"""The entry of the planner: admits a job, schedules it on a state, and answers as the plan endpoint does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from jobspec.cluster import ClusterState
from jobspec.cluster.collector import paused_collector
from jobspec.cluster.times import from_datetime, to_datetime
from jobspec.cron import aware
from jobspec.diagnostics import Diagnostic, RefusedError
from jobspec.diff import diff_trees
from jobspec.launch.periodic import next_launches
from jobspec.model import JobLike
from jobspec.model.states import ServerJob, StoredJob
from jobspec.scheduler import detail
from jobspec.scheduler.admission import admitted
from jobspec.scheduler.draft import Draft
from jobspec.scheduler.explain import Explanation
from jobspec.scheduler.generic import GenericRun
from jobspec.scheduler.nodes import VisitingOrder, unasked
from jobspec.scheduler.outcome import Outcome
from jobspec.scheduler.remedies import remedies
from jobspec.scheduler.result import Plan, time_text
from jobspec.scheduler.stack import Search, Stack
from jobspec.scheduler.submission import Submission, submit
from jobspec.scheduler.system import SystemRun
from jobspec.scheduler.trace import Observer, Recorder


class Options(NamedTuple):
    """How a plan is searched for."""

    now: int
    order: VisitingOrder
    search: Search
    eval_id: str
    seed: int


class Planned(NamedTuple):
    """A plan with all that it was made from."""

    state: ClusterState
    submission: Submission
    outcome: Outcome
    options: Options
    warnings: Sequence[Diagnostic]

    @property
    def now(self) -> int:
        """The clock during the plan."""
        return self.options.now

    def explain(self, group: str) -> Explanation:
        """Why a group's allocations go where they go."""
        names = [one["Name"] for one in self.submission.planned.get("TaskGroups") or ()]
        if group not in names:
            raise ValueError(f"the job has no group {group!r}, but {', '.join(names)}")
        recorder = Recorder(group)
        schedule(self.state, self.submission, self.options, recorder)
        placed = self.outcome.placed
        chosen = {one.alloc.name: one.alloc.node_name for one in placed if one.alloc.group == group}
        failed = group in self.outcome.failed
        fits = partial(self._fits, group)
        found = remedies(self.state, self.submission, group, recorder.rounds, fits) if failed else ()
        left_out = unasked(self.state, self.submission.planned)
        return Explanation(group, recorder.rounds, chosen, failed, found, left_out)

    def _fits(self, group: str, state: ClusterState, job: StoredJob) -> bool:
        return group not in schedule(state, self.submission._replace(planned=job), self.options).failed


def plan(
    job: JobLike,
    state: ClusterState | Mapping[str, Any],
    *,
    now: datetime | None = None,
    seed: int = 0,
    node_order: Sequence[str] | None = None,
    search: Search = "best",
    eval_id: str | None = None,
    diff: bool = True,
) -> Plan:
    """What the cluster would do if the job were registered now. RefusedError if it would be refused.

    >>> from jobspec.cluster import ClusterState
    >>> task = {"Name": "t", "Driver": "docker", "Config": {"image": "x"}}
    >>> job = {"ID": "web", "Datacenters": ["*"], "TaskGroups": [{"Name": "g", "Tasks": [task]}]}
    >>> plan(job, ClusterState.empty()).failed["g"]["NodesEvaluated"]
    0
    """
    if search not in ("best", "reference"):
        raise ValueError(f"search is 'best' or 'reference', not {search!r}")
    if now is not None:
        aware(now, "now")
    if isinstance(node_order, str):
        raise TypeError("node_order is a list of node IDs, not one text")
    if not isinstance(seed, int):
        raise TypeError(f"seed is a whole number, not {type(seed).__name__}")
    with paused_collector():
        cluster = state if isinstance(state, ClusterState) else ClusterState.from_api(state)
        chosen = Choices(now, seed, node_order, search, eval_id)
        return _plan(job, cluster, chosen, with_diff=diff)


class Choices(NamedTuple):
    """The options of a call, as given."""

    now: datetime | None
    seed: int
    node_order: Sequence[str] | None
    search: Search
    eval_id: str | None


def _plan(job: JobLike, cluster: ClusterState, chosen: Choices, *, with_diff: bool) -> Plan:
    tree, warnings = admitted(job, cluster)
    submission = submit(tree, cluster)
    clock = cluster.newest_time if chosen.now is None else from_datetime(chosen.now)
    reference = chosen.search == "reference"
    seed, eval_id, index = chosen.seed, chosen.eval_id, submission.state_index
    order = VisitingOrder.choose(chosen.node_order, eval_id, index, seed, reference=reference)
    options = Options(clock or 0, order, chosen.search, eval_id or "", seed)
    outcome = schedule(cluster, submission, options)
    answer = _answer(cluster, submission, outcome, warnings, clock, with_diff)
    return Plan(answer, Planned(cluster, submission, outcome, options, warnings))


def schedule(
    state: ClusterState, submission: Submission, options: Options, observer: Observer | None = None
) -> Outcome:
    """One scheduling run of the submitted job."""
    job = submission.planned
    draft = Draft(state, state.allocs_of(job.get("Namespace") or "default", job["ID"]), options.seed)
    stack = Stack(draft, job.get("Type") or "service", options.search, observer or Observer())
    if stack.system:
        return SystemRun(state, job, stack, draft, options.now, options.eval_id).run()
    return GenericRun(state, job, stack, draft, options.order, options.now, options.eval_id).run()


def _answer(
    state: ClusterState,
    submission: Submission,
    outcome: Outcome,
    warnings: Sequence[Diagnostic],
    clock: int | None,
    with_diff: bool,
) -> dict[str, Any]:
    names = detail.EvalNames(outcome.evals)
    difference = None
    if with_diff:
        before = None if submission.existing is None else ServerJob(submission.existing)
        after = ServerJob(submission.submitted)
        difference = diff_trees(before, after, contextual=True, updates=outcome.updates).to_api()
    return {
        "Annotations": detail.plan_annotations(outcome, state),
        "FailedTGAllocs": {name: metric.to_api() for name, metric in outcome.failed.items()} or None,
        "JobModifyIndex": submission.modify_index,
        "CreatedEvals": detail.created_evals(names, submission.planned),
        "Diff": difference,
        "NextPeriodicLaunch": time_text(_next_launch(submission.submitted, clock)),
        "Warnings": warnings_text(warnings),
    }


def _next_launch(job: Mapping[str, Any], clock: int | None) -> int | None:
    periodic = job.get("Periodic")
    if clock is None or not periodic or not periodic.get("Enabled"):
        return None
    try:
        launches = next_launches(periodic, after=to_datetime(clock))
    except RefusedError:
        return None
    return from_datetime(launches[0]) if launches else None


def warnings_text(warnings: Sequence[Diagnostic]) -> str:
    """Warnings as one text: their number, then a bullet for each."""
    if not warnings:
        return ""
    head = "1 warning" if len(warnings) == 1 else f"{len(warnings)} warnings"
    return f"{head}:\n\n" + "\n".join(f"* {one.summary}" for one in warnings)
