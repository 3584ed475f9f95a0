"""A text in HCL1 to its job tree. Loaded when the first such text is met: few are, and it takes its time."""

from __future__ import annotations

from typing import Any

from jobspec.decode import legacy_quirks
from jobspec.decode.decoding import Decoding
from jobspec.decode.legacy import decode_legacy
from jobspec.hcl.legacy import parse_legacy
from jobspec.hcl.legacy_json import parse_legacy_json

IRREGULAR = legacy_quirks
"""The module that puts the irregular decoders of HCL1 into the generic one's table."""


def legacy_tree(run: Decoding, text: str, filename: str) -> dict[str, Any] | None:
    """The tree of the job in a legacy text, JSON if it begins with a brace; None if it has none, with the problems."""
    is_object = text.lstrip(" \t\r\n").startswith("{")
    body, problems = (parse_legacy_json if is_object else parse_legacy)(text, filename)
    run.problems.extend(problems)
    return None if problems else decode_legacy(run, body)


def is_legacy(text: str, filename: str) -> bool:
    """Whether a text is a job in HCL1, with no unknown name."""
    body, problems = parse_legacy(text, filename)
    return not problems and decode_legacy(Decoding(), body) is not None
