"""What changed between two jobs, exactly as the reference shows it."""

from __future__ import annotations

from jobspec.diff.between import diff
from jobspec.diff.compare import JobDiff, diff_trees

__all__ = ["JobDiff", "diff", "diff_trees"]
