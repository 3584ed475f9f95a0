"""Deployments watched: allocations that became healthy or not, time that ran out, and what users do by hand."""

from __future__ import annotations

from typing import NamedTuple

from jobspec import wire
from jobspec.server.core import Server
from jobspec.server.simulate.clients import may_be_rescheduled
from jobspec.server.state import deployments, evaluations, jobs
from jobspec.server.store import Row, Transaction

GATHERING = 250_000_000
"""Nanoseconds for which reports of health are gathered before they are looked at together."""


class Outcome(NamedTuple):
    """What a change of a deployment came to."""

    at: int
    """Index of the write."""
    eval_id: str = ""
    reverted_to: int | None = None


def step(server: Server) -> bool:
    """Do what is due for one deployment; whether there was anything."""
    now = server.clock.now()
    for deployment in server.store.group("deployment", "active"):
        if deployment["Status"] != "running":
            continue
        news, due = deployment.get("NewsAt"), deployment.get("DueAt")
        if news is not None and news + GATHERING <= now:
            _progress(server, deployment)
            return True
        if due is not None and due <= now:
            fail(server, deployment, wire.DEPLOYMENT_TOO_SLOW)
            return True
    return False


def next_due(server: Server) -> int | None:
    """When a deployment's time runs out, or news of it are looked at."""
    running = [row for row in server.store.group("deployment", "active") if row["Status"] == "running"]
    news = (row["NewsAt"] + GATHERING for row in running if row.get("NewsAt") is not None)
    return min([*news, *(row["DueAt"] for row in running if row.get("DueAt") is not None)], default=None)


def _allocs(server: Server, deployment: Row) -> list[Row]:
    own = server.store.of_job("allocs", deployment["Namespace"], deployment["JobID"])
    return [row for row in own if row["DeploymentID"] == deployment["ID"]]


def _progress(server: Server, deployment: Row) -> None:
    """Look at allocations whose health is new since the last look."""
    told = _told(server, deployment)
    now, newest = server.clock.now(), max((_health_index(row) for row in told), default=0)
    deployment = {**deployment, "SeenIndex": max(newest, deployment.get("SeenIndex", 0)), "NewsAt": None}
    unhealthy = [row for row in told if row["DeploymentStatus"]["Healthy"] is False]
    if any(_ends_with(deployment["TaskGroups"][row["TaskGroup"]], row, now) for row in unhealthy):
        _note(server, deployment)
        fail(server, deployment, wire.DEPLOYMENT_UNHEALTHY)
        return
    if any(group["AutoPromote"] and _canaries_healthy(group) for group in deployment["TaskGroups"].values()):
        if any(not group["Promoted"] and group["DesiredCanaries"] for group in deployment["TaskGroups"].values()):
            _note(server, deployment)
            promote(server, deployment, set(deployment["TaskGroups"]))
            return
    if unhealthy or not _waits_for_promotion(deployment):
        with server.store.write() as tx:
            _keep(tx, deployment)
            tx.touch("allocs")
            for row in unhealthy:
                wish = {**row["DesiredTransition"], "Reschedule": True}
                changed = {**row, "DesiredTransition": wish, "ModifyIndex": tx.index, "ModifyTime": now}
                tx.put("allocs", (row["ID"],), changed)
            _evaluate(tx, deployment, now)
    else:
        _note(server, deployment)


def _told(server: Server, deployment: Row) -> list[Row]:
    """The allocations whose health was not looked at yet."""
    seen = deployment.get("SeenIndex", 0)
    return [row for row in _allocs(server, deployment) if _health_index(row) > seen]


def _ends_with(group: Row, alloc: Row, now: int) -> bool:
    """Whether an unhealthy allocation of a group ends the deployment: if nothing can take its place."""
    return bool(not group["ProgressDeadline"] or not may_be_rescheduled(alloc, now))


def _health_index(row: Row) -> int:
    status = row["DeploymentStatus"]
    return int(status["ModifyIndex"]) if status and status["Healthy"] is not None else 0


def _is_canary(row: Row) -> bool:
    return bool(row["DeploymentStatus"] and row["DeploymentStatus"]["Canary"])


def _canaries_healthy(group: Row) -> bool:
    return bool(group["DesiredCanaries"]) and group["HealthyAllocs"] >= group["DesiredCanaries"]


def _waits_for_promotion(deployment: Row) -> bool:
    return any(group["DesiredCanaries"] and not group["Promoted"] for group in deployment["TaskGroups"].values())


def _keep(tx: Transaction, deployment: Row) -> None:
    """Remember what was looked at; that is no change of the deployment."""
    tx.put("deployment", (deployment["ID"],), deployment, quietly=True)


def _note(server: Server, deployment: Row) -> None:
    with server.store.write() as tx:
        _keep(tx, deployment)


def _evaluate(tx: Transaction, deployment: Row, now: int) -> str:
    job = tx.get("jobs", deployment["Namespace"], deployment["JobID"])
    if job is None:
        return ""
    evaluation = evaluations.new(
        job, wire.TRIGGER_DEPLOYMENT, now, DeploymentID=deployment["ID"], Priority=deployment["EvalPriority"]
    )
    return str(evaluations.upsert(tx, evaluation, refresh=False)["ID"])


def fail(server: Server, deployment: Row, description: str) -> Outcome:
    """End a deployment as failed, and go back to the last stable version if a group asks for it."""
    now = server.clock.now()
    target, wants = _rollback(server, deployment)
    if wants:
        description = wire.rolling_back(description, target["Version"]) if target else wire.no_rollback(description)
    with server.store.write() as tx:
        deployments.set_status(tx, deployment, "failed", description, now)
        if target is not None:
            jobs.upsert(tx, {**target, "Stable": True})
        eval_id = _evaluate(tx, deployment, now)
        return Outcome(tx.index, eval_id, target["Version"] if target else None)


def _rollback(server: Server, deployment: Row) -> tuple[Row | None, bool]:
    """The version to go back to, and whether to go back is asked for at all."""
    if not any(group["AutoRevert"] for group in deployment["TaskGroups"].values()):
        return None, False
    current = server.store.get("jobs", deployment["Namespace"], deployment["JobID"])
    for version in jobs.versions(server.store, deployment["Namespace"], deployment["JobID"]):
        if version["Stable"] and version["Version"] != deployment["JobVersion"]:
            same = current is not None and jobs.same_content(version, current)
            return (None, True) if same else (version, True)
    return None, True


def pause(server: Server, deployment: Row, paused: bool) -> Outcome:
    """Let a deployment pause, or go on; going on it is looked at again."""
    now = server.clock.now()
    status, text = ("paused", wire.DEPLOYMENT_PAUSED) if paused else ("running", _running_text(deployment))
    with server.store.write() as tx:
        deployments.set_status(tx, deployment, status, text, now)
        eval_id = "" if paused else _evaluate(tx, deployment, now)
        return Outcome(tx.index, eval_id)


def _running_text(deployment: Row) -> str:
    return wire.DEPLOYMENT_NEEDS_PROMOTION if _waits_for_promotion(deployment) else wire.DEPLOYMENT_RUNNING


def promote(server: Server, deployment: Row, names: set[str]) -> Outcome:
    """Let the canaries of groups take over."""
    now = server.clock.now()
    with server.store.write() as tx:
        groups = {
            name: {**group, "Promoted": True} if name in names and group["DesiredCanaries"] else group
            for name, group in deployment["TaskGroups"].items()
        }
        canaries = [row for row in _allocs(server, deployment) if _is_canary(row) and row["TaskGroup"] in names]
        # What is known of the canaries' health is looked at again, now that it counts.
        known = [row["DeploymentStatus"]["Timestamp"] for row in canaries if _health_index(row)]
        changed = {**deployment, "TaskGroups": groups, "ModifyTime": now, "NewsAt": min(known, default=None)}
        changed["StatusDescription"] = _running_text(changed)
        deployments.put(tx, changed)
        tx.touch("allocs")
        for row in canaries:
            plain = {**row["DeploymentStatus"], "Canary": False, "ModifyIndex": tx.index}
            tx.put("allocs", (row["ID"],), {**row, "DeploymentStatus": plain, "ModifyIndex": tx.index})
        return Outcome(tx.index, _evaluate(tx, changed, now))
