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
