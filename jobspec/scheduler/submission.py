"""What registering makes of a job beside the one that is stored: its version, its indexes, whether it differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jobspec.cluster import ClusterState
from jobspec.model.states import StoredJob

Tree = Mapping[str, Any]

FIRST_INDEX = 100
"""The index at which a plan registers a job that is not stored yet."""

KEPT_BY_SERVER = (
    *("CreateIndex", "ModifyIndex", "JobModifyIndex", "Version", "Status", "StatusDescription", "Stable"),
    *("SubmitTime", "NomadTokenID", "VersionTag", "VaultToken", "ConsulToken"),
)
"""Members that say nothing of what was submitted."""


class Submission(NamedTuple):
    """A job as it meets the state."""

    submitted: StoredJob
    planned: StoredJob
    """What is planned: the submitted job with its new version, or the stored one if nothing changed."""
    existing: StoredJob | None
    changed: bool
    state_index: int
    """The state's highest index with the job in it."""

    @property
    def modify_index(self) -> int:
        """The `JobModifyIndex` of the stored job; 0 if there is none."""
        return 0 if self.existing is None else self.existing.get("JobModifyIndex") or 0


def submit(job: StoredJob, state: ClusterState) -> Submission:
    """A job as the state would hold it."""
    found = state.job(job.get("Namespace") or "default", job["ID"])
    if found is None:
        indexes = dict.fromkeys(("CreateIndex", "ModifyIndex", "JobModifyIndex"), FIRST_INDEX)
        planned = StoredJob({**job, **indexes, "Version": 0})
        return Submission(job, planned, None, True, max(state.index, FIRST_INDEX))
    existing = StoredJob(dict(found))
    if not differs(existing, job):
        return Submission(job, existing, existing, False, state.index)
    index = (existing.get("JobModifyIndex") or 0) + 1
    made = {"CreateIndex": existing.get("CreateIndex") or 0, "ModifyIndex": index, "JobModifyIndex": index}
    planned = StoredJob({**job, **made, "Version": (existing.get("Version") or 0) + 1})
    return Submission(job, planned, existing, True, max(state.index, index))


def differs(stored: Tree, submitted: Tree) -> bool:
    """Whether a submitted job is another than the stored one."""
    keys = (stored.keys() | submitted.keys()).difference(KEPT_BY_SERVER)
    return any(not _same(stored.get(key), submitted.get(key)) for key in keys)


def _same(one: Any, other: Any) -> bool:
    # The store does not keep empty lists and maps apart from missing ones.
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_same(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if one is None or other is None:
        present = other if one is None else one
        return present is None or (isinstance(present, dict | list) and not present)
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
