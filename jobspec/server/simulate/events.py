"""States of tasks and the events in them, as a client tells them."""

from __future__ import annotations

from typing import Any

from jobspec import wire
from jobspec.model.durations import format_duration
from jobspec.server.simulate.clock import isotime
from jobspec.server.store import Row

_BLANK: dict[str, Any] = {
    "Details": {},
    "DiskLimit": 0,
    "DisplayMessage": "",
    "DownloadError": "",
    "DriverError": "",
    "DriverMessage": "",
    "ExitCode": 0,
    "FailedSibling": "",
    "FailsTask": False,
    "GenericSource": "",
    "KillError": "",
    "KillReason": "",
    "KillTimeout": 0,
    "Message": "",
    "RestartReason": "",
    "SetupError": "",
    "Signal": 0,
    "StartDelay": 0,
    "TaskSignal": "",
    "TaskSignalReason": "",
    "Time": 0,
    "Type": "",
    "ValidationError": "",
    "VaultError": "",
}
_MOST_EVENTS = 10


def _event(kind: str, now: int, message: str, **members: Any) -> dict[str, Any]:
    return {**_BLANK, "Type": kind, "Time": now, "DisplayMessage": message, **members}


def _with(state: Row, *events: Row, **members: Any) -> dict[str, Any]:
    return {**state, "Events": [*state["Events"], *events][-_MOST_EVENTS:], **members}


def received(now: int) -> dict[str, Any]:
    """A task that its client knows of, and that waits for its turn."""
    return {
        "Events": [_event(wire.EVENT_RECEIVED, now, wire.EVENT_RECEIVED_TEXT)],
        "Failed": False,
        "FinishedAt": None,
        "LastRestart": None,
        "Paused": "",
        "Restarts": 0,
        "StartedAt": None,
        "State": "pending",
    }


def is_waiting(state: Row) -> bool:
    """Whether a task was never started and still may be."""
    return bool(state["State"] == "pending" and state["StartedAt"] is None)


def begun(state: Row, now: int) -> dict[str, Any]:
    """A task that was set up and started."""
    text = wire.EVENT_SETUP_TEXT
    setup = _event(wire.EVENT_SETUP, now, text, Message=text, Details={"message": text})
    start = _event(wire.EVENT_STARTED, now, wire.EVENT_STARTED_TEXT)
    return _with(state, setup, start, StartedAt=isotime(now), State="running")


def last_time(state: Row, kind: str) -> int:
    """When something last happened to a task; 0 if it never did."""
    return max((event["Time"] for event in state["Events"] if event["Type"] == kind), default=0)


def killed(state: Row, timeout: int, now: int, reason: Row | None = None) -> dict[str, Any]:
    """A task that was told to stop, and did at once."""
    if state["State"] == "dead":
        return dict(state)
    limit = format_duration(timeout)
    details = {"kill_timeout": limit}
    killing = _event(wire.EVENT_KILLING, now, wire.killing_text(limit), KillTimeout=timeout, Details=details)
    told = [killing] if reason is None else [reason, killing]
    if state["State"] == "running":
        told += [terminated_event(130, 2, now), _event(wire.EVENT_KILLED, now, wire.EVENT_KILLED_TEXT)]
    return _with(state, *told, State="dead", FinishedAt=isotime(now))


def sibling_failed(name: str, now: int) -> dict[str, Any]:
    """Why a task is killed: another one failed."""
    details = {"failed_sibling": name}
    return _event(wire.EVENT_SIBLING_FAILED, now, wire.sibling_failed_text(name), FailedSibling=name, Details=details)


def leader_dead(now: int) -> dict[str, Any]:
    """Why a task is killed: the leader of its group ended."""
    return _event(wire.EVENT_LEADER_DEAD, now, wire.EVENT_LEADER_DEAD_TEXT)


def mains_dead(now: int) -> dict[str, Any]:
    """Why a task is killed: it served main ones, and they ended."""
    return _event(wire.EVENT_MAINS_DEAD, now, wire.EVENT_MAINS_DEAD_TEXT)


def terminated_event(exit_code: int, signal: int, now: int) -> dict[str, Any]:
    """How a task ended."""
    text = f"Exit Code: {exit_code}" + (f", Signal: {signal}" if signal else "")
    details = {"exit_code": str(exit_code), "signal": str(signal), "oom_killed": "false"}
    return _event(wire.EVENT_TERMINATED, now, text, ExitCode=exit_code, Signal=signal, Details=details)


def terminated(state: Row, exit_code: int, now: int) -> dict[str, Any]:
    """A task that ended by itself; what becomes of it is not decided yet."""
    return _with(state, terminated_event(exit_code, 0, now))


def dead(state: Row, failed: bool, now: int) -> dict[str, Any]:
    """A task that is over."""
    return {**state, "State": "dead", "Failed": failed, "FinishedAt": isotime(now)}


def given_up(state: Row, reason: str, now: int, in_deployment: bool) -> dict[str, Any]:
    """A task that its policy does not start again; in a deployment that makes its allocation unhealthy."""
    details = {"restart_reason": reason, "fails_task": "true"}
    over = _event(wire.EVENT_NOT_RESTARTING, now, reason, RestartReason=reason, FailsTask=True, Details=details)
    events = [over]
    if in_deployment:
        text = wire.EVENT_UNHEALTHY_TEXT
        events.append(_event(wire.EVENT_UNHEALTHY, now, text, Message=text, Details={"message": text}))
    return dead(_with(state, *events), True, now)


def restarting(state: Row, delay: int, reason: str, now: int) -> dict[str, Any]:
    """A task that waits to be started again."""
    seconds = format_duration(delay)
    details = {"restart_reason": reason, "start_delay": str(delay)}
    event = _event(
        wire.EVENT_RESTARTING,
        now,
        f"Task restarting in {seconds}",
        RestartReason=reason,
        StartDelay=delay,
        Details=details,
    )
    return _with(state, event, State="pending", Restarts=state["Restarts"] + 1, LastRestart=isotime(now))


def running_again(state: Row, now: int) -> dict[str, Any]:
    """A task that was started again."""
    event = _event(wire.EVENT_STARTED, now, wire.EVENT_STARTED_TEXT)
    return _with(state, event, State="running", StartedAt=isotime(now))


def restarted_by_hand(state: Row, now: int) -> dict[str, Any]:
    """A running task that a user restarted."""
    if state["State"] != "running":
        return dict(state)
    reason = wire.RESTARTED_BY_USER
    asked = _event(wire.EVENT_SIGNALED, now, reason, RestartReason=reason, Details={"restart_reason": reason})
    return running_again(restarting(_with(state, asked, terminated_event(130, 2, now)), 0, "", now), now)
