"""Observers of decisions: they are told of every node that is looked at, and can change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jobspec.cluster import Node
from jobspec.scheduler.ask import GroupAsk
from jobspec.scheduler.draft import Ledger
from jobspec.scheduler.feasible.classes import CLASS_INELIGIBLE


class Observer:
    """Hears of every node and does nothing: the one that plans run with."""

    __slots__ = ()

    wants_all = False
    """Whether it has to hear of every node in every search; otherwise short cuts may pass nodes over."""

    def begin(self, group: GroupAsk, name: str) -> None:
        """A node is looked for, for an allocation of some name."""

    def filtered(self, node: Node, group: GroupAsk, reason: str) -> None:
        """A node cannot run the group."""

    def exhausted(self, node: Node, group: GroupAsk, dimension: str, ledger: Ledger) -> None:
        """A node is too full for the group."""

    def scored(self, node: Node, group: GroupAsk, final: float, scores: Mapping[str, float]) -> None:
        """A node could take the group, and how good it would be."""


class Verdict(NamedTuple):
    """What was found of one node for one allocation."""

    node_id: str
    node_name: str
    kind: str
    """filtered, exhausted or scored."""
    reason: str = ""
    missing: int = 0
    """How much of an exhausted resource is missing: MHz or MB."""
    final: float = 0.0
    scores: Mapping[str, float] | None = None
    because: str = ""
    """Where the reason is that its class was judged before: what was found of the class then."""


class Round(NamedTuple):
    """The search for one allocation."""

    name: str
    verdicts: list[Verdict]


class Recorder(Observer):
    """Keeps everything that is found for one group."""

    __slots__ = ("_found_of_class", "_group", "rounds")

    wants_all = True

    def __init__(self, group: str) -> None:
        self._group = group
        self.rounds: list[Round] = []
        self._found_of_class: dict[str, str] = {}

    def begin(self, group: GroupAsk, name: str) -> None:
        """Opens the round of an allocation."""
        if group.name != self._group:
            return
        if len(self.rounds) > 1 and len(self.rounds[-1].verdicts) > 1:
            # The first round and the last one say it all; those between would fill the memory.
            self.rounds.pop()
        self.rounds.append(Round(name, []))

    def _note(self, group: GroupAsk, verdict: Verdict) -> None:
        if group.name == self._group:
            self.rounds[-1].verdicts.append(verdict)

    def filtered(self, node: Node, group: GroupAsk, reason: str) -> None:
        """Keeps why a node was filtered."""
        if reason == CLASS_INELIGIBLE:
            because = self._found_of_class.get(node.computed_class, "")
            self._note(group, Verdict(node.id, node.name, "filtered", reason, because=because))
            return
        if group.name == self._group:
            self._found_of_class[node.computed_class] = reason
        else:
            # What another group failed on may be the job's own constraint; better than nothing.
            self._found_of_class.setdefault(node.computed_class, reason)
        self._note(group, Verdict(node.id, node.name, "filtered", reason))

    def exhausted(self, node: Node, group: GroupAsk, dimension: str, ledger: Ledger) -> None:
        """Keeps what a node lacks, and how much of it."""
        asked, used = group.fixed, ledger.total
        missing = {
            "cpu": used.cpu + asked.cpu - node.cpu,
            "memory": used.memory + asked.memory - node.memory,
            "disk": used.disk + asked.disk - node.disk,
        }
        self._note(group, Verdict(node.id, node.name, "exhausted", dimension, max(0, missing.get(dimension, 0))))

    def scored(self, node: Node, group: GroupAsk, final: float, scores: Mapping[str, float]) -> None:
        """Keeps a node's scores."""
        self._note(group, Verdict(node.id, node.name, "scored", final=final, scores=dict(scores)))
