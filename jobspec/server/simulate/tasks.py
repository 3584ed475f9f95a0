"""What becomes of tasks by themselves: those that sleep end after a while, `true` and `false` at once, others never."""

from __future__ import annotations

from typing import NamedTuple

from jobspec.server.simulate.clock import SECOND
from jobspec.server.store import Row


class Run(NamedTuple):
    """How a task will end by itself: after how long, and with which exit code."""

    nanoseconds: int
    exit_code: int


def run_of(task: Row) -> Run | None:
    """What becomes of a task; None if it runs until it is stopped."""
    config = task["Config"] or {}
    command = str(config.get("command") or "").rpartition("/")[2]
    if command in ("true", "false"):
        return Run(0, 0 if command == "true" else 1)
    arguments = config.get("args") or []
    if command == "sleep" and arguments:
        try:
            return Run(round(float(arguments[0]) * SECOND), 0)
        except OverflowError:
            return None
        except (TypeError, ValueError):
            return Run(0, 1)
    return None


def hook_of(task: Row) -> str:
    """When in the life of its group a task runs: prestart, poststart, poststop, or empty for the main part."""
    return str((task["Lifecycle"] or {}).get("Hook") or "")


def is_brief(task: Row) -> bool:
    """Whether a task is there to do something and end, beside or before the main ones."""
    lifecycle = task["Lifecycle"]
    return bool(lifecycle and lifecycle.get("Hook") and not lifecycle.get("Sidecar"))


def watches_health(row: Row) -> bool:
    """Whether a client tells of an allocation's health: within a deployment, and of services that could migrate."""
    if (row["DeploymentStatus"] or {}).get("Healthy") is not None:
        return False
    return bool(row["DeploymentID"] or (row["Job"]["Type"] == "service" and group_of(row)["Migrate"]))


def group_of(row: Row) -> Row:
    """The group of the job that an allocation was made from."""
    return next(group for group in row["Job"]["TaskGroups"] if group["Name"] == row["TaskGroup"])


def rests(row: Row) -> bool:
    """Whether nothing more becomes of an allocation by itself."""
    if row["DesiredStatus"] != "run":
        return row["ClientStatus"] not in ("pending", "running")
    if row["ClientStatus"] not in ("pending", "running", "failed"):
        return True
    if watches_health(row):
        return False
    if row["ClientStatus"] != "running":
        return bool(row["ClientStatus"] == "failed")
    if any(state["State"] == "pending" for state in (row["TaskStates"] or {}).values()):
        return False
    return all(run_of(task) is None for task in group_of(row)["Tasks"] or ())
