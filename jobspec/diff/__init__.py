"""What changed between two jobs, exactly as the reference shows it.

The package and its function have one public name: `jobspec.diff(old, new)`. Python puts an imported package into that
place, so the package can be called, too.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from jobspec.diff.between import diff
from jobspec.diff.compare import JobDiff, diff_trees

__all__ = ["JobDiff", "diff", "diff_trees"]


class _CallableRoom(ModuleType):
    def __call__(self, *jobs: Any, **options: Any) -> JobDiff:
        return diff(*jobs, **options)


sys.modules[__name__].__class__ = _CallableRoom
