"""What a node offers to a group: the resources of each task, ports, evictions, and the scores."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobspec.cluster import Alloc, Node
from jobspec.scheduler.ask import GroupAsk
from jobspec.scheduler.devices import DeviceOffer
from jobspec.scheduler.ports import HeldPort


class TaskOffer:
    """What one task would get on a node."""

    __slots__ = ("cores", "cpu", "devices", "network")

    def __init__(self, cpu: int) -> None:
        self.cpu = cpu
        self.cores: tuple[int, ...] = ()
        self.devices: list[DeviceOffer] = []
        self.network: dict[str, Any] | None = None


class Offer:
    """A node that can take the group now."""

    __slots__ = ("final", "group", "node", "ports", "preempted", "scores", "shown", "tasks")

    def __init__(self, node: Node, group: GroupAsk) -> None:
        self.node = node
        self.group = group
        self.tasks: dict[str, TaskOffer] | None = None
        """By task; None if every task gets what it asks for and no more."""
        self.ports: tuple[HeldPort, ...] = ()
        self.preempted: list[Alloc] = []
        self.scores: list[float] = []
        """The scores that take part in the mean."""
        self.shown: dict[str, float] = {}
        self.final = 0.0

    def task(self, name: str, cpu: int) -> TaskOffer:
        """What a task gets, if it gets anything special."""
        if self.tasks is None:
            self.tasks = {task.name: TaskOffer(task.cpu) for task in self.group.tasks}
        return self.tasks[name]

    def add(self, name: str, score: float, *, counts: bool = True) -> None:
        """Notes a score; one that does not count is only shown."""
        self.shown[name] = score
        if counts:
            self.scores.append(score)

    def settle(self, more: Iterable[float] = ()) -> None:
        """Takes the mean of the scores that count, and of some more."""
        total, number = 0.0, len(self.scores)
        for score in self.scores:
            total += score
        for score in more:
            total += score
            number += 1
        self.final = total / number if number else 0.0
