"""Why a group's allocations go where they go, node by node, and what would make those fit that do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from jobspec.scheduler.trace import Round, Verdict

NAMES_SHOWN = 8
"""How many nodes are named together; the rest is counted."""

UNITS = {"cpu": "MHz", "memory": "MB", "disk": "MB"}


class Remedy(NamedTuple):
    """A change with which everything fits, as planning again has shown."""

    kind: str
    """nodes, cpu, memory, count or constraint."""
    text: str
    amount: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The remedy as JSON."""
        return {"Kind": self.kind, "Text": self.text, "Amount": self.amount}


class Explanation:
    """What was found of each node for one allocation of a group: the last that failed, else the first."""

    __slots__ = ("_rounds", "chosen", "failed", "group", "left_out", "remedies")

    def __init__(
        self,
        group: str,
        rounds: Sequence[Round],
        chosen: dict[str, str],
        failed: bool,
        remedies: Iterable[Remedy] = (),
        left_out: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.group = group
        self.failed = failed
        """Whether an allocation of the group finds no node."""
        self.chosen = chosen
        """The node of each placed allocation, by the allocation's name."""
        self.remedies = list(remedies)
        self.left_out = dict(left_out or {})
        """Names of the nodes that are not even looked at, by the reason."""
        self._rounds = rounds

    @property
    def round(self) -> Round:
        """The search that is shown."""
        if not self._rounds:
            return Round("", [])
        if all(len(one.verdicts) < 2 for one in self._rounds):
            # System jobs ask one node in each round.
            verdicts = {verdict.node_id: verdict for one in self._rounds for verdict in one.verdicts}
            return Round(self._rounds[0].name, list(verdicts.values()))
        return self._rounds[-1] if self.failed else self._rounds[0]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON."""
        return {
            "Group": self.group,
            "Allocation": self.round.name,
            "Failed": self.failed,
            "Chosen": dict(self.chosen),
            "Nodes": [_as_dict(verdict) for verdict in self.round.verdicts],
            "LeftOut": [{"Reason": reason, "Nodes": list(names)} for reason, names in self.left_out.items()],
            "Remedies": [remedy.to_dict() for remedy in self.remedies],
        }

    def __repr__(self) -> str:
        return f"<Explanation of group {self.group!r}: {'does not fit' if self.failed else 'fits'}>"

    def __str__(self) -> str:
        head = f"Group {self.group}: " + ("does not fit" if self.failed else "fits")
        lines = [head, *(f"  {name} goes to {node}" for name, node in self.chosen.items())]
        if self.round.verdicts:
            lines.append(f"Nodes looked at for {self.round.name}:")
            lines += [f"  {_line(verdict)}" for verdict in self.round.verdicts]
        if self.left_out:
            lines.append("Not looked at:")
            lines += [f"  {_names(names)}: {reason}" for reason, names in self.left_out.items()]
        if self.remedies:
            lines.append("It would fit with any of these:")
            lines += [f"  {remedy.text}" for remedy in self.remedies]
        elif self.failed:
            lines.append("No single change of these would do: a lower count, less cpu or memory in one task,")
            lines.append("one constraint less, more nodes like those there are.")
        return "\n".join(lines)


def _as_dict(verdict: Verdict) -> dict[str, Any]:
    return {
        "NodeID": verdict.node_id,
        "NodeName": verdict.node_name,
        "Verdict": verdict.kind,
        "Reason": verdict.reason,
        "Because": verdict.because,
        "Missing": verdict.missing,
        "NormScore": verdict.final if verdict.kind == "scored" else None,
        "Scores": None if verdict.scores is None else dict(verdict.scores),
    }


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _line(verdict: Verdict) -> str:
    if verdict.kind == "scored":
        parts = ", ".join(f"{name} {score:.3f}" for name, score in (verdict.scores or {}).items() if score)
        return f"{verdict.node_name}: score {verdict.final:.3f} ({parts})"
    if verdict.because:
        return f"{verdict.node_name}: filtered with its class, by {verdict.because}"
    if verdict.kind == "filtered":
        return f"{verdict.node_name}: filtered by {verdict.reason}"
    short = f", {verdict.missing} {UNITS[verdict.reason]} short" if verdict.missing else ""
    return f"{verdict.node_name}: exhausted on {verdict.reason}{short}"
