"""Scaling: the policies that groups carry, and what was done by them."""

from __future__ import annotations

import uuid
from typing import Any

from jobspec.server.store import Row, Transaction

KEPT_EVENTS = 20
"""Events that are kept of a group."""

EVENTS = "scaling_event"
POLICIES = "scaling_policy"
_OWN = ("ID", "CreateIndex", "ModifyIndex")


def with_policies(job: Row, before: Row | None, index: int) -> Row:
    """The job with the identity of each group's policy: the one it had, or a new one of this index."""
    if not any(group["Scaling"] for group in job["TaskGroups"] or ()):
        return job
    known = {group["Name"]: group["Scaling"] for group in (before or {}).get("TaskGroups") or ()}
    groups = [
        {**group, "Scaling": _policy(group["Scaling"], known.get(group["Name"]), index)} if group["Scaling"] else group
        for group in job["TaskGroups"]
    ]
    return {**job, "TaskGroups": groups}


def _policy(policy: Row, before: Row | None, index: int) -> dict[str, Any]:
    if before is None:
        return {**policy, "ID": str(uuid.uuid4()), "CreateIndex": index, "ModifyIndex": index}
    if all(before[name] == value for name, value in policy.items() if name not in _OWN):
        # The reference leaves the indexes out of a job that comes again; those of the table stay.
        return {**policy, "ID": before["ID"]}
    return {**policy, "ID": before["ID"], "CreateIndex": before["CreateIndex"], "ModifyIndex": index}


def put_policies(tx: Transaction, job: Row) -> None:
    """Write the policies that a version of a job made or changed; let go of those of groups that are gone."""
    namespace, job_id = job["Namespace"], job["ID"]
    kept = {group["Scaling"]["ID"]: group["Scaling"] for group in job["TaskGroups"] or () if group["Scaling"]}
    for policy in kept.values():
        if policy["ModifyIndex"] == tx.index:
            known = tx.get(POLICIES, policy["ID"])
            owner = {"Namespace": namespace, "JobID": job_id, "Key": (policy["ID"],)}
            created = known["CreateIndex"] if known else policy["CreateIndex"]
            tx.put(POLICIES, (policy["ID"],), {**policy, "CreateIndex": created, **owner})
    for known in tx.of_job(POLICIES, namespace, job_id):
        if known["ID"] not in kept:
            tx.delete(POLICIES, (known["ID"],))


def events(tx: Any, namespace: str, job_id: str) -> dict[str, list[Row]]:
    """What was done to each group, the newest first."""
    row = tx.get(EVENTS, namespace, job_id)
    return row["Groups"] if row else {}


def note(tx: Transaction, job: Row, group: str, event: Row) -> None:
    """Keep an event."""
    namespace, job_id = job["Namespace"], job["ID"]
    groups = dict(events(tx, namespace, job_id))
    groups[group] = [{**event, "Meta": _with_floats(event["Meta"]), "CreateIndex": tx.index}, *groups.get(group, ())][
        :KEPT_EVENTS
    ]
    key = (namespace, job_id)
    tx.put(EVENTS, key, {"Namespace": namespace, "JobID": job_id, "Key": key, "Groups": groups})


def _with_floats(value: Any) -> Any:
    """Numbers of an event's own data: the reference reads all of them as floating."""
    if isinstance(value, dict):
        return {key: _with_floats(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_floats(inner) for inner in value]
    return float(value) if type(value) is int else value
