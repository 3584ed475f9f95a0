"""Findings, diffs and plans as JSON for programs: the API's shapes, indented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jobspec.diagnostics import Diagnostic

if TYPE_CHECKING:
    from jobspec.render.text_of_diff import HasApi


def json(result: HasApi | Mapping[str, Any] | Iterable[Diagnostic]) -> str:
    """The JSON of a diff or a plan (what its `to_api()` gives), or of a list of findings; no newline at its end.

    >>> json([])
    '[]'
    """
    import json as encoder

    return encoder.dumps(_plain(result), indent=2, ensure_ascii=False)


def _plain(result: HasApi | Mapping[str, Any] | Iterable[Diagnostic]) -> Any:
    if isinstance(result, Mapping):
        return result
    if isinstance(result, Iterable):
        return [finding.to_dict() for finding in result]
    return result.to_api()
