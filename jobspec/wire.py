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
