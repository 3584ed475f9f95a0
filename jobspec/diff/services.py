"""What the services of a group or a task show, and which of them belong together."""

from __future__ import annotations

from collections.abc import Sequence

from jobspec.diff.changes import Flat
from jobspec.diff.connect import CONNECT
from jobspec.diff.identities import IDENTITY
from jobspec.diff.objects import many, nested, one, opaque, string_set
from jobspec.diff.pairs import Tree, by_field, in_turn

_SAME_NAME, _SAME_PORT, _SAME_PLACE = 3, 2, 1
_ENOUGH = 3


def _match(service: Tree, index: int, others: Sequence[Tree], taken: set[int]) -> int | None:
    """The free service that is most like this one; the first of equals.

    A service has no key of its own: its name may change, or stand there twice. So name, port and place are weighed.
    """
    scores = {
        place: _SAME_NAME * (service["Name"] == other["Name"])
        + _SAME_PORT * (service["PortLabel"] == other["PortLabel"])
        + _SAME_PLACE * (index == place)
        for place, other in enumerate(others)
        if place not in taken
    }
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= _ENOUGH else None


def _weights(weights: Tree) -> Flat:
    """Observed: only values above zero."""
    return {key: str(weights[key]) for key in ("Passing", "Warning") if weights[key] > 0}


_check = nested(
    "Check",
    "ServiceCheck",
    (one("Header", opaque("Header")), one("CheckRestart", nested("CheckRestart", "CheckRestart"))),
)

_service = nested(
    "Service",
    "Service",
    (
        one("CanaryTags", string_set("CanaryTags")),
        one("Tags", string_set("Tags")),
        many("Checks", by_field("Name"), _check),
        CONNECT,
        IDENTITY,
        one("Weights", nested("Weights", "ServiceWeights", flat=_weights)),
    ),
)

SERVICES = many("Services", in_turn(_match), _service)
"""The services of a group or a task."""
