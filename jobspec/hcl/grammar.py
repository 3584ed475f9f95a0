"""The tables of HCL 2, ready to run."""

from __future__ import annotations

from jobspec.hcl import _tables
from jobspec.hcl.drive import thaw

TABLES = thaw(_tables.ROWS, _tables.RULES, _tables.STARTS)
