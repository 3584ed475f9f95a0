"""The generated tables of the grammars: which grammar makes which module."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jobspec._dev.freeze_grammar import frozen_grammar

ROOT = Path(__file__).resolve().parents[2]


def files() -> Mapping[str, str]:
    """The text that each generated module must have, by path."""
    hcl2 = frozen_grammar(ROOT / "grammar" / "hcl2.lark", ("file", "expression", "template"))
    return {str(ROOT / "jobspec" / "hcl" / "_tables.py"): hcl2}
