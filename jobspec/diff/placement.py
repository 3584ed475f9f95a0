"""What constraints and affinities show. Their text is their key, so a changed one is gone and new."""

from __future__ import annotations

from jobspec.diff.objects import Part, many, plain
from jobspec.diff.pairs import by_field

PLACEMENT: tuple[Part, ...] = (
    many("Constraints", by_field("LTarget", "Operand", "RTarget", separator=" "), plain("Constraint", "Constraint")),
    many(
        "Affinities", by_field("LTarget", "Operand", "RTarget", "Weight", separator=" "), plain("Affinity", "Affinity")
    ),
)
"""Conditions and preferences of a job, a group or a task."""
