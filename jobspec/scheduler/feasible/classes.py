"""What is remembered of node classes: good or bad for the job, good or bad for a group."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

CLASS_INELIGIBLE: Final = "computed class ineligible"
"""The metric key of a node that is not looked at for what was found of its class."""


class ClassMemory:
    """Verdicts by computed class. Where a constraint looks at single nodes, nothing is remembered: it escapes."""

    __slots__ = ("_groups", "_job", "escaped_groups", "escaped_job", "losses", "missing")

    def __init__(self) -> None:
        self._job: dict[str, bool] = {}
        self._groups: dict[str, dict[str, bool]] = {}
        self.escaped_job = False
        self.escaped_groups: dict[str, bool] = {}
        self.missing: set[str] = set()
        """What is missing that is no node's: CSI volumes."""
        self.losses = 0
        """How often a class was judged to be bad."""

    def forget(self) -> None:
        """Forgets all but whether the job escapes."""
        self._job = {}
        self._groups = {}
        self.escaped_groups = {}
        self.missing = set()

    def job_verdict(self, node_class: str) -> bool | None:
        """What is known of a class for the job."""
        return None if self.escaped_job else self._job.get(node_class)

    def judge_job(self, node_class: str, good: bool) -> None:
        """Remembers a verdict for the job."""
        if not self.escaped_job:
            self._job[node_class] = good
            self.losses += not good

    def group_verdict(self, group: str, node_class: str) -> bool | None:
        """What is known of a class for a group."""
        if self.escaped_groups.get(group):
            return None
        return self._groups.get(group, {}).get(node_class)

    def judge_group(self, group: str, node_class: str, good: bool) -> None:
        """Remembers a verdict for a group."""
        if not self.escaped_groups.get(group):
            self._groups.setdefault(group, {})[node_class] = good
            self.losses += not good

    @property
    def escaped(self) -> bool:
        """Whether anything escapes, so that verdicts say nothing about other nodes of a class."""
        return self.escaped_job or any(self.escaped_groups.values())

    def classes(self) -> dict[str, bool]:
        """All verdicts in one: good for any group is good, bad for the job is bad."""
        verdicts: dict[str, bool] = {}
        for group in self._groups.values():
            for node_class, good in group.items():
                verdicts[node_class] = good or verdicts.get(node_class, False)
        for node_class, good in self._job.items():
            verdicts[node_class] = verdicts.get(node_class, True) if good else False
        return verdicts

    def missing_resources(self) -> Iterable[str] | None:
        """What a blocked evaluation lists as missing, sorted; None if nothing is."""
        return sorted(self.missing) or None
