"""What changed between two jobs, exactly as the reference shows it.

The package and its function have one public name: `jobspec.diff(old, new)`. Python puts an imported package into that
place, so the package can be called, too.
"""

from __future__ import annotations

import sys
from types import ModuleType

from jobspec.diff.between import diff
from jobspec.diff.compare import JobDiff, Updates, diff_trees
from jobspec.model import JobLike

__all__ = ["JobDiff", "diff", "diff_trees"]


class _CallableRoom(ModuleType):
    def __call__(
        self, old: JobLike | None, new: JobLike | None, *, contextual: bool = False, updates: Updates | None = None
    ) -> JobDiff:
        return diff(old, new, contextual=contextual, updates=updates)


sys.modules[__name__].__class__ = _CallableRoom
