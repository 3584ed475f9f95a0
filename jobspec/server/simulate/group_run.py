"""The tasks of one allocation together: who starts when, what an end means for the others, and when all is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec import wire
from jobspec.model.durations import format_duration
from jobspec.server.simulate import events
from jobspec.server.simulate.tasks import Run, hook_of, is_brief, run_of
from jobspec.server.store import Row

States = dict[str, Any]


def tasks_of(group: Row) -> dict[str, Row]:
    """The tasks of a group by name."""
    return {task["Name"]: task for task in group["Tasks"] or ()}


def begun(group: Row, now: int) -> States:
    """All tasks received, and those started that wait for no other."""
    tasks = tasks_of(group)
    first = {name for name, task in tasks.items() if hook_of(task) == "prestart"}
    waits = any(is_brief(tasks[name]) for name in first)
    states = {}
    for name, task in tasks.items():
        starts = name in first or (not waits and hook_of(task) != "poststop")
        states[name] = events.begun(events.received(now), now) if starts else events.received(now)
    return states


def next_end(group: Row, states: Mapping[str, Row]) -> int | None:
    """When the first running task ends by itself."""
    ends = (_end(task, states.get(name)) for name, task in tasks_of(group).items())
    return min((at for at in ends if at is not None), default=None)


def _end(task: Row, state: Row | None) -> int | None:
    run = run_of(task)
    if run is None or state is None or state["State"] != "running":
        return None
    return events.last_time(state, wire.EVENT_STARTED) + run.nanoseconds


def ended(group: Row, kind: str, states: Mapping[str, Row], now: int, in_deployment: bool) -> States:
    """The states when those tasks have ended whose time has come, with what that means for the others."""
    after, tasks = dict(states), tasks_of(group)
    for name, task in tasks.items():
        at, run = _end(task, states.get(name)), run_of(task)
        if at is not None and run is not None and at <= now:
            policy = task["RestartPolicy"] or group["RestartPolicy"] or {}
            finishes = kind in ("batch", "sysbatch") or is_brief(task)
            after[name] = _after(states[name], run, policy, finishes, now, in_deployment)
    return _followed(tasks, after, now)


def _after(state: Row, run: Run, policy: Row, finishes: bool, now: int, in_deployment: bool) -> Row:
    """A task's state after it ended: over, or to be started again by its restart policy."""
    over = events.terminated(state, run.exit_code, now)
    if run.exit_code == 0 and finishes:
        return events.dead(over, False, now)
    attempts, interval = policy.get("Attempts") or 0, policy.get("Interval") or 0
    if attempts == 0:
        return events.given_up(over, wire.NO_RESTARTS, now, in_deployment)
    delay = policy.get("Delay") or 0
    if policy.get("Mode") == "fail" and state["Restarts"] >= attempts:
        return events.given_up(over, wire.too_many_restarts(attempts, format_duration(interval)), now, in_deployment)
    if (state["Restarts"] + 1) % (attempts + 1) == 0:
        return events.restarting(over, max(interval, delay), wire.RESTART_DELAYED, now)
    return events.restarting(over, delay, wire.WITHIN_POLICY, now)


def _followed(tasks: Mapping[str, Row], states: States, now: int) -> States:
    failed = next((name for name, state in states.items() if state["Failed"]), None)
    leaders = [name for name, task in tasks.items() if task["Leader"]]
    mains = [name for name, task in tasks.items() if hook_of(task) == ""]
    if failed is not None:
        states = _others_killed(tasks, states, events.sibling_failed(failed, now), now)
    elif any(states[name]["State"] == "dead" for name in leaders):
        states = _others_killed(tasks, states, events.leader_dead(now), now)
    elif mains and all(states[name]["State"] == "dead" for name in mains):
        states = _others_killed(tasks, states, events.mains_dead(now), now)
    else:
        brief = [name for name, task in tasks.items() if hook_of(task) == "prestart" and is_brief(task)]
        if all(states[name]["State"] == "dead" for name in brief):
            states = _started(tasks, states, now, after=False)
    if all(state["State"] == "dead" for name, state in states.items() if hook_of(tasks[name]) != "poststop"):
        states = _started(tasks, states, now, after=True)
    return states


def _others_killed(tasks: Mapping[str, Row], states: States, reason: Row, now: int) -> States:
    return {
        name: state
        if state["State"] == "dead" or hook_of(tasks[name]) == "poststop"
        else events.killed(state, tasks[name]["KillTimeout"] or 0, now, reason)
        for name, state in states.items()
    }


def _started(tasks: Mapping[str, Row], states: States, now: int, *, after: bool) -> States:
    """The tasks that waited for their turn, started: those that come after all others, or the rest."""
    return {
        name: events.begun(state, now)
        if events.is_waiting(state) and (hook_of(tasks[name]) == "poststop") == after
        else state
        for name, state in states.items()
    }


def stopped(group: Row, states: Mapping[str, Row], now: int) -> States:
    """All tasks, told to stop."""
    tasks = tasks_of(group)
    return {name: events.killed(state, tasks[name]["KillTimeout"] or 0, now) for name, state in states.items()}


def next_restart(states: Mapping[str, Row]) -> int | None:
    """When the first task that is to be restarted starts again."""
    last = [state["Events"][-1] for state in states.values() if state["State"] == "pending"]
    return min((one["Time"] + one["StartDelay"] for one in last if one["Type"] == wire.EVENT_RESTARTING), default=None)


def restarted(states: Mapping[str, Row], now: int) -> States:
    """The tasks whose time has come, running again."""
    due = (name for name, state in states.items() if (at := next_restart({name: state})) is not None and at <= now)
    return {**states, **{name: events.running_again(states[name], now) for name in due}}


def up_since(group: Row, states: Mapping[str, Row]) -> int | None:
    """Since when all tasks run that should; None if one does not."""
    started = []
    for name, task in tasks_of(group).items():
        state = states.get(name)
        if state is None or hook_of(task) == "poststop" or (is_brief(task) and state["State"] == "dead"):
            continue
        if state["State"] == "pending":
            return None
        started.append(events.last_time(state, wire.EVENT_STARTED))
    return max(started, default=0)
