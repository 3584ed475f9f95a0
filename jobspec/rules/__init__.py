"""What is wrong with a job: one function per rule, found by its ID."""

from __future__ import annotations

from jobspec.canonical import Change
from jobspec.rules.admission import Admission, admit, canonicalize, lint, validate

__all__ = ["Admission", "Change", "admit", "canonicalize", "lint", "validate"]
