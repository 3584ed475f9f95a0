"""The generated tables of the grammars: which grammar makes which module."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jobspec._dev.freeze_grammar import frozen_grammar

ROOT = Path(__file__).resolve().parents[2]


def files() -> Mapping[str, str]:
    """The text that each generated module must have, by path."""
    hcl2 = frozen_grammar(ROOT / "grammar" / "hcl2.lark", ("file", "expression", "template"))
    hcl1 = frozen_grammar(ROOT / "grammar" / "hcl1.lark", ("legacy",))
    home = ROOT / "jobspec" / "hcl"
    return {str(home / "_tables.py"): hcl2, str(home / "_hcl1_tables.py"): hcl1}
