"""What the client submits beside a job: the text it was parsed from, and the values of its variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobspec.decode.value_files import Inputs
from jobspec.decode.variables import Declared


def submission(source: str, syntax: str, inputs: Inputs, variables: Mapping[str, Declared]) -> dict[str, Any]:
    """The submission: simple values as flags, others as text behind the files of values."""
    given = {one.name: one for one in (*inputs.environment, *inputs.options)}
    simple: dict[str, str] = {}
    other: list[str] = []
    for name, one in given.items():
        written = one.text if one.text is not None else one.value.to_json() if one.value is not None else ""
        declared = variables.get(name)
        if declared is None or declared.is_simple:
            simple[name] = written
        else:
            other.append(f"{name} = {written}")
    pieces = ["".join(content + "\n" for _, content in inputs.files), inputs.text, "\n".join(other)]
    combined = ""
    for piece in pieces:
        if piece:
            combined = combined.rstrip("\n") + "\n\n" + piece if combined else piece
    return {"Source": source, "Format": syntax, "VariableFlags": simple, "Variables": combined}
