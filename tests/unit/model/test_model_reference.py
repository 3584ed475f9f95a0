"""The generated pages say what the declarations say."""

from __future__ import annotations

import json
from pathlib import Path

from jobspec._dev import reference
from jobspec.model.table import STRUCTS


def test_the_pages_are_fresh() -> None:
    page, schema = map(Path, reference.files())
    assert page.read_text(encoding="utf-8") == reference.blocks(), "run `python -m jobspec._dev docs`"
    # Its wording is pydantic's, so only what it covers is ours to hold.
    assert sorted(json.loads(schema.read_text(encoding="utf-8"))["$defs"]) == sorted({*STRUCTS} - {"Job"})


def test_every_struct_has_a_section() -> None:
    assert sorted(reference.nesting_order()) == sorted(STRUCTS)


def test_a_row() -> None:
    [field] = [field for field in STRUCTS["Task"] if field.json == "KillTimeout"]
    assert reference.row(field) == (
        '| `kill_timeout` | `KillTimeout` | duration | `"5s"` | Time between asking the task to stop and killing it. |'
    )
