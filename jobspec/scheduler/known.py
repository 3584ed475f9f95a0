"""What was found of nodes before, kept for as long as nothing changes on them: in loops, most are the same again."""

from __future__ import annotations

from jobspec.scheduler.ask import GroupAsk
from jobspec.scheduler.draft import Draft
from jobspec.scheduler.feasible.checks import Feasibility
from jobspec.scheduler.rank.offer import Offer


class KnownFits:
    """The offers of nodes to one group, without what spreads make of them; or the dimension that is exhausted."""

    def __init__(self, draft: Draft, feasibility: Feasibility) -> None:
        self._draft = draft
        self._feasibility = feasibility
        self._group: GroupAsk | None = None
        self._read = 0
        self._losses = 0
        self._found: dict[str, Offer | str] = {}

    def forget(self) -> None:
        """Forgets everything: the job is another."""
        self._group = None

    def of(self, group: GroupAsk) -> dict[str, Offer | str]:
        """What still holds for a group, by node ID; to be added to. Right until a class is judged to be bad."""
        touched, losses = self._draft.touched, self._feasibility.memory.losses
        if self._group is not group:
            self._group, self._found = group, {}
        for touch in touched[self._read :]:
            self._found.pop(touch if isinstance(touch, str) else touch.node_id, None)
        if losses != self._losses:
            good = self._feasibility.still_good
            offers = self._found.items()
            self._found = {id: one for id, one in offers if isinstance(one, Offer) and good(one.node, group)}
        self._read, self._losses = len(touched), losses
        return self._found
