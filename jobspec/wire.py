"""The strings that programs on the other side match, and nothing else: kept to the letter, said once.

Statuses, desired statuses and their descriptions, metric keys, annotations, task event texts, the fixed error bodies.
"""

from __future__ import annotations

# diff: the annotations of a plan's diff

FORCES_CREATE = "forces create"
FORCES_DESTROY = "forces destroy"
FORCES_IN_PLACE = "forces in-place update"
FORCES_DESTRUCTIVE = "forces create/destroy update"

UPDATE_IGNORE = "ignore"
UPDATE_CREATE = "create"
UPDATE_MIGRATE = "migrate"
UPDATE_DESTROY = "destroy"
UPDATE_CANARY = "canary"
UPDATE_IN_PLACE = "in-place update"
UPDATE_DESTRUCTIVE = "create/destroy update"

# render: what the plan text looks for in an answer

TRIGGERED_BY_ROLLING = "rolling-update"

# reconcile: why allocations are stopped or changed, evaluations for later, states of deployments

ALLOC_NOT_NEEDED = "alloc not needed due to job update"
ALLOC_RECONNECTED = "alloc not needed due to disconnected client reconnect"
ALLOC_MIGRATING = "alloc is being migrated"
ALLOC_UPDATING = "alloc is being updated due to job update"
ALLOC_LOST = "alloc is lost since its node is down"
ALLOC_UNKNOWN = "alloc is unknown since its node is disconnected"
ALLOC_RESCHEDULED = "alloc was rescheduled because it failed"
ALLOC_NODE_TAINTED = "alloc not needed as node is tainted"

EVAL_RESCHEDULE = "alloc-reschedule"
EVAL_RETRY_FAILED = "alloc-failure"
EVAL_DISCONNECT_TIMEOUT = "max-disconnect-timeout"
DELAYED_RESCHEDULING = "created for delayed rescheduling"
DELAYED_DISCONNECT = "created for delayed disconnect timeout"

DEPLOYMENT_RUNNING = "Deployment is running"
DEPLOYMENT_NEEDS_PROMOTION = "Deployment is running but requires manual promotion"
DEPLOYMENT_AUTO_PROMOTION = "Deployment is running pending automatic promotion"
DEPLOYMENT_SUCCESSFUL = "Deployment completed successfully"
DEPLOYMENT_PENDING_FOR_PEER = "Deployment is pending, waiting for peer region"
DEPLOYMENT_STOPPED_JOB = "Cancelled because job is stopped"
DEPLOYMENT_NEWER_JOB = "Cancelled due to newer version of job"

# placing: evaluations that wait for room, notes on rescheduling, evictions

EVAL_QUEUED = "queued-allocs"
BLOCKED_FOR_ROOM = "created to place remaining allocations"
RESCHEDULE_OK = "ok"
RESCHEDULE_UNPLACED = "no placement"
PREEMPTED_BY = "Preempted by alloc ID {}"

# rules, render: what looks secret, by its key

SECRET_KEY = "password|passwd|secret|token|api_?key|private_?key|credential"


# server: fixed error bodies, and why evaluations were made

INVALID_METHOD = "Invalid method"
PERMISSION_DENIED = "Permission denied"
JOB_NOT_FOUND = "job not found"
JOB_VERSIONS_NOT_FOUND = "job versions not found"
JOB_SOURCE_NOT_FOUND = "job source not found"
EVAL_NOT_FOUND = "eval not found"
ALLOC_NOT_FOUND = "alloc not found"
DEPLOYMENT_NOT_FOUND = "deployment not found"
NODE_NOT_FOUND = "node not found"
INVALID_TAG_ENDPOINT = "invalid job tag endpoint"

TRIGGER_REGISTER = "job-register"
TRIGGER_DEREGISTER = "job-deregister"
TRIGGER_PERIODIC = "periodic-job"
TRIGGER_SCALING = "job-scaling"
TRIGGER_DEPLOYMENT = "deployment-watcher"
TRIGGER_ALLOC_STOP = "alloc-stop"


def enforcing_index(index: int, reason: str) -> str:
    """The refusal of a registration that depends on an index."""
    return f"Enforcing job modify index {index}: {reason}"


# server: what clients say

CLIENT_RUNNING = "Tasks are running"
CLIENT_COMPLETE = "All tasks have completed"
CLIENT_FAILED = "Failed tasks"

EVENT_RECEIVED = "Received"
EVENT_RECEIVED_TEXT = "Task received by client"
EVENT_SETUP = "Task Setup"
EVENT_SETUP_TEXT = "Building Task Directory"
EVENT_STARTED = "Started"
EVENT_STARTED_TEXT = "Task started by client"
EVENT_KILLING = "Killing"
EVENT_TERMINATED = "Terminated"
EVENT_KILLED = "Killed"
EVENT_KILLED_TEXT = "Task successfully killed"
EVENT_NOT_RESTARTING = "Not Restarting"
EVENT_RESTARTING = "Restarting"
EVENT_SIBLING_FAILED = "Sibling Task Failed"
EVENT_LEADER_DEAD = "Leader Task Dead"
EVENT_LEADER_DEAD_TEXT = "Leader Task in Group dead"
EVENT_MAINS_DEAD = "Main Tasks Dead"
EVENT_MAINS_DEAD_TEXT = "Main tasks in the group died"
EVENT_SIGNALED = "Restart Signaled"
EVENT_UNHEALTHY = "Alloc Unhealthy"
EVENT_UNHEALTHY_TEXT = "Unhealthy because of failed task"
NO_RESTARTS = "Policy allows no restarts"
RESTART_DELAYED = "Exceeded allowed attempts, applying a delay"
WITHIN_POLICY = "Restart within policy"
RESTARTED_BY_USER = "User requested running tasks to restart"


def named_job_not_found(job_id: str) -> str:
    """The body of a 404 that names the job."""
    return f'job "{job_id}" not found'


def too_many_restarts(attempts: int, interval: str) -> str:
    """Why a task is not restarted: its policy's attempts are used up."""
    return f'Exceeded allowed attempts {attempts} in interval {interval} and mode is "fail"'


def sibling_failed_text(name: str) -> str:
    """Why a task was killed: another one of its group failed."""
    return f'Task\'s sibling "{name}" failed'


def killing_text(timeout: str) -> str:
    """What is said of a task that is told to stop."""
    return f"Sent interrupt. Waiting {timeout} before force killing"


# server: statuses of deployments in words

DEPLOYMENT_PAUSED = "Deployment is paused"
DEPLOYMENT_FAILED_BY_USER = "Deployment marked as failed"
DEPLOYMENT_UNHEALTHY = "Failed due to unhealthy allocations"
DEPLOYMENT_TOO_SLOW = "Failed due to progress deadline"


def rolling_back(description: str, version: int) -> str:
    """What is said of a deployment that went back."""
    return f"{description} - rolling back to job version {version}"


def no_rollback(description: str) -> str:
    """What is said of a deployment that could not go back."""
    return f"{description} - no stable job version to auto revert to"


def existing_blocked(job_id: str) -> str:
    """What is said of a blocked evaluation that a newer one takes the place of."""
    return f'existing blocked evaluation exists for job "{job_id}"'


WARNINGS = {"NJ7320": "cron is deprecated and may be removed in a future release. Use crons instead"}
"""Warnings that tools look for in the answer to a registration, by the ID of the finding."""
