"""Everything a plan does, as `to_detail()` shows it: sorted, and with nothing random in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobspec import wire
from jobspec.cluster import Alloc, ClusterState
from jobspec.cluster.times import rfc3339
from jobspec.scheduler.devices import device_id
from jobspec.scheduler.draft import Stopped
from jobspec.scheduler.outcome import CreatedEval, Outcome, Placed, Updated
from jobspec.scheduler.reconcile.types import NEW_DEPLOYMENT

Tree = Mapping[str, Any]


class EvalNames:
    """The names by which created evaluations are spoken of: `eval#0` and so on."""

    def __init__(self, evals: Iterable[CreatedEval]) -> None:
        self.ordered = sorted(evals, key=lambda one: (one.trigger, one.wait_until or 0, one.node))
        self._names = {one.id: f"eval#{number}" for number, one in enumerate(self.ordered)}

    def __getitem__(self, id: str) -> str:
        """The name of an evaluation; empty if the plan does not make it."""
        return self._names.get(id, "")


def placements(outcome: Outcome) -> list[dict[str, Any]]:
    """The new allocations by group, name and node."""
    resources: dict[int, dict[str, Any]] = {}
    shown = [_placement(placed, outcome, resources) for placed in outcome.placed]
    return sorted(shown, key=lambda one: (one["TaskGroup"], one["Name"], one["NodeID"]))


def _deployment_name(id: str, outcome: Outcome) -> str:
    """How a deployment is spoken of: the one that is written with the plan has no ID of its own."""
    own = outcome.deployment.id if outcome.deployment else ""
    return NEW_DEPLOYMENT if id and id == own else id


def _placement(placed: Placed, outcome: Outcome, known: dict[int, dict[str, Any]]) -> dict[str, Any]:
    held = placed.alloc.resources
    # Allocations that get the same hold the same object, and are shown by one.
    resources = known.get(id(held)) or known.setdefault(id(held), _resources(placed.alloc))
    shown: dict[str, Any] = {
        "Canary": placed.canary,
        "Deployment": _deployment_name(placed.alloc.deployment_id, outcome),
        "JobVersion": placed.alloc.job_version,
        "Metrics": placed.metric.to_api(),
        "Name": placed.alloc.name,
        "NodeID": placed.alloc.node_id,
        "NodeName": placed.alloc.node_name,
        "PreemptedAllocations": sorted(placed.preempted),
        "PreviousAllocation": placed.alloc.previous,
        "Resources": resources,
        "TaskGroup": placed.alloc.group,
    }
    if placed.rescheduled:
        shown["LastReschedule"] = placed.alloc.last_reschedule
        shown["RescheduleEvents"] = len(placed.alloc.reschedule_events)
    return shown


def _resources(alloc: Alloc) -> dict[str, Any]:
    resources = alloc.resources
    shared: Tree = resources.get("Shared") or {}
    return {
        "DiskMB": shared.get("DiskMB") or 0,
        "Ports": [_port(port, shared) for port in shared.get("Ports") or ()],
        "Tasks": {name: _task(task or {}) for name, task in (resources.get("Tasks") or {}).items()},
    }


def _port(port: Tree, shared: Tree) -> dict[str, Any]:
    networks: Iterable[Tree] = shared.get("Networks") or ()
    dynamic = any(
        one.get("Label") == port.get("Label") for network in networks for one in network.get("DynamicPorts") or ()
    )
    value, to = port.get("Value") or 0, port.get("To") or 0
    return {
        "Dynamic": dynamic,
        "HostIP": port.get("HostIP") or "",
        "Label": port.get("Label") or "",
        "To": "same" if dynamic and to == value else to,
        "Value": None if dynamic else value,
    }


def _task(task: Tree) -> dict[str, Any]:
    cpu: Tree = task.get("Cpu") or {}
    memory: Tree = task.get("Memory") or {}
    shown: dict[str, Any] = {
        "CpuShares": cpu.get("CpuShares") or 0,
        "Devices": [_device(one) for one in sorted(task.get("Devices") or (), key=device_id)],
        "MemoryMB": memory.get("MemoryMB") or 0,
        "MemoryMaxMB": memory.get("MemoryMaxMB") or 0,
        "ReservedCores": cpu.get("ReservedCores"),
    }
    if networks := task.get("Networks"):
        shown["Network"] = _network(networks[0])
    return shown


def _device(held: Tree) -> dict[str, Any]:
    vendor, kind, name = device_id(held)
    return {"Count": len(held.get("DeviceIDs") or ()), "Name": name, "Type": kind, "Vendor": vendor}


def _network(network: Tree) -> dict[str, Any]:
    return {
        "Device": network.get("Device") or "",
        "DynamicPorts": len(network.get("DynamicPorts") or ()),
        "IP": network.get("IP") or "",
        "MBits": network.get("MBits") or 0,
        "ReservedPorts": [
            {"Label": port.get("Label") or "", "Value": port.get("Value") or 0}
            for port in network.get("ReservedPorts") or ()
        ],
    }


def updates(outcome: Outcome, names: EvalNames, kinds: Iterable[str]) -> list[dict[str, Any]]:
    """The existing allocations that are written anew for some reasons, by ID."""
    wanted = set(kinds)
    chosen = sorted((one for one in outcome.updated if one.kind in wanted), key=lambda one: one.alloc.id)
    return [_updated(one, names, outcome) for one in chosen]


def _updated(updated: Updated, names: EvalNames, outcome: Outcome) -> dict[str, Any]:
    alloc = updated.alloc
    shown: dict[str, Any] = {
        "ClientDescription": alloc.client_description,
        "ClientStatus": alloc.client_status,
        "Deployment": _deployment_name(updated.deployment, outcome),
        "DesiredStatus": alloc.desired_status,
        "FollowupEval": names[alloc.followup_eval],
        "ID": alloc.id,
        "Kind": updated.kind,
        "Name": alloc.name,
        "NodeID": alloc.node_id,
    }
    if updated.kind == "in_place":
        shown["Resources"] = _resources(alloc)
    if alloc.last_reschedule:
        shown["LastReschedule"] = alloc.last_reschedule
    return shown


def stops(outcome: Outcome, names: EvalNames) -> list[dict[str, Any]]:
    """The allocations that are stopped, by ID."""
    return [_stop(one, names) for one in sorted(outcome.draft.stops(), key=lambda one: one.alloc.id)]


def _stop(stopped: Stopped, names: EvalNames) -> dict[str, Any]:
    alloc = stopped.alloc
    shown = {
        "ClientStatus": stopped.client_status or alloc.client_status,
        "DesiredDescription": stopped.description,
        "DesiredStatus": "stop",
        "FollowupEval": names[stopped.follow_up or alloc.followup_eval],
        "ID": alloc.id,
        "Name": alloc.name,
        "NodeID": alloc.node_id,
    }
    if stopped.rescheduled:
        shown |= {"DesiredDescription": alloc.desired_description, "DesiredStatus": alloc.desired_status}
        shown["FollowupEval"] = ""
    if note := stopped.rescheduled or alloc.last_reschedule:
        shown["LastReschedule"] = note
    return shown


def preemptions(outcome: Outcome) -> list[dict[str, Any]]:
    """The allocations that are evicted, by ID, and what evicts each."""
    placed = {one.alloc.id: one.alloc for one in outcome.placed}
    shown = []
    for alloc, by in outcome.draft.preempted.values():
        evictor = placed.get(by)
        shown.append(
            {
                "By": f"{evictor.name}@{evictor.node_id}" if evictor else by,
                "DesiredDescription": wire.PREEMPTED_BY.format("<alloc>"),
                "ID": alloc.id,
                "JobID": alloc.job_id,
                "NodeID": alloc.node_id,
            }
        )
    return sorted(shown, key=lambda one: one["ID"])


def created_evals(names: EvalNames, job: Tree) -> list[dict[str, Any]]:
    """The essentials of each evaluation that the plan makes."""
    return [
        {
            "ClassEligibility": None if one.classes is None else dict(one.classes),
            "EscapedComputedClass": one.escaped,
            "JobID": job["ID"],
            "MissingNonNodeResources": None if one.missing is None else list(one.missing),
            "NodeID": one.node,
            "PreviousEvalIsThis": True,
            "Priority": job.get("Priority") or 0,
            "Status": one.status,
            "StatusDescription": one.description,
            "TriggeredBy": one.trigger,
            "Type": job.get("Type") or "",
            "WaitUntil": None if one.wait_until is None else rfc3339(one.wait_until),
            "ref": names[one.id],
        }
        for one in names.ordered
    ]


def deployment(outcome: Outcome) -> dict[str, Any] | None:
    """The deployment that is written with the plan; new canaries by name and node."""
    planned = outcome.deployment
    if planned is None:
        return None
    new = {one.alloc.id: f"{one.alloc.name}@{one.alloc.node_id}" for one in outcome.placed}
    return {
        "EvalPriority": planned.priority,
        "JobVersion": planned.job_version,
        "New": planned.new,
        "Status": planned.status,
        "StatusDescription": planned.description,
        "TaskGroups": {
            name: {
                "AutoPromote": group.auto_promote,
                "AutoRevert": group.auto_revert,
                "DesiredCanaries": group.desired_canaries,
                "DesiredTotal": group.desired_total,
                "HealthyAllocs": group.healthy,
                "PlacedAllocs": group.placed,
                "PlacedCanaries": sorted(new.get(id, id) for id in group.placed_canaries),
                "ProgressDeadline": group.progress_deadline,
                "Promoted": group.promoted,
                "UnhealthyAllocs": group.unhealthy,
            }
            for name, group in planned.groups.items()
        },
    }


def deployment_updates(outcome: Outcome) -> list[dict[str, Any]]:
    """Changes of deployments' statuses."""
    shown = [
        {
            "DeploymentID": _deployment_name(one.deployment, outcome),
            "Status": one.status,
            "StatusDescription": one.description,
        }
        for one in outcome.deployment_updates
    ]
    return sorted(shown, key=lambda one: one["DeploymentID"])


def plan_annotations(outcome: Outcome, state: ClusterState) -> dict[str, Any]:
    """`Annotations` of the API: desired updates by group, and stubs of what is evicted."""
    evicted = sorted((alloc for alloc, _ in outcome.draft.preempted.values()), key=lambda alloc: alloc.id)
    return {
        "DesiredTGUpdates": {name: dict(counts) for name, counts in outcome.updates.items()},
        "PreemptedAllocs": [stub(alloc, state) for alloc in evicted] or None,
    }


def stub(alloc: Alloc, state: ClusterState) -> dict[str, Any]:
    """An allocation as lists show it."""
    raw = alloc.raw
    wishes = dict.fromkeys(("ForceReschedule", "Migrate", "MigrateDisablePlacement", "NoShutdownDelay", "Reschedule"))
    return {
        "ClientDescription": alloc.client_description,
        "ClientStatus": alloc.client_status,
        "CreateIndex": alloc.create_index,
        "CreateTime": alloc.create_time,
        "DeploymentStatus": raw.get("DeploymentStatus"),
        "DesiredDescription": alloc.desired_description,
        "DesiredStatus": alloc.desired_status,
        "DesiredTransition": wishes | (raw.get("DesiredTransition") or {}),
        "EvalID": alloc.eval_id,
        "FollowupEvalID": alloc.followup_eval,
        "ID": alloc.id,
        "JobID": alloc.job_id,
        "JobType": (state.job_of(alloc) or {}).get("Type") or "",
        "JobVersion": alloc.job_version,
        "ModifyIndex": alloc.modify_index,
        "ModifyTime": alloc.modify_time,
        "Name": alloc.name,
        "Namespace": alloc.namespace,
        "NextAllocation": alloc.next,
        "NodeID": alloc.node_id,
        "NodeName": alloc.node_name,
        "PreemptedAllocations": raw.get("PreemptedAllocations"),
        "PreemptedByAllocation": raw.get("PreemptedByAllocation") or "",
        "RescheduleTracker": raw.get("RescheduleTracker"),
        "TaskGroup": alloc.group,
        "TaskStates": {name: _task_state(task) for name, task in alloc.task_states.items()} or None,
    }


def _task_state(raw: Tree) -> dict[str, Any]:
    zero = "0001-01-01T00:00:00Z"
    return {
        "Events": raw.get("Events") or [],
        "Failed": bool(raw.get("Failed")),
        "FinishedAt": None if raw.get("FinishedAt") in (None, zero) else raw["FinishedAt"],
        "LastRestart": None if raw.get("LastRestart") in (None, zero) else raw["LastRestart"],
        "Paused": raw.get("Paused") or "",
        "Restarts": raw.get("Restarts") or 0,
        "StartedAt": None if raw.get("StartedAt") in (None, zero) else raw["StartedAt"],
        "State": raw.get("State") or "",
    }
