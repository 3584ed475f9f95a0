"""A legacy job as HCL2 that means the same job: rewritten where that can be promised, else written from the job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jobspec.canonical import canonicalize
from jobspec.decode import Jobspec, load
from jobspec.diagnostics import ParseError, Path
from jobspec.render.hcl import job_hcl
from jobspec.render.legacy.layout import Change
from jobspec.render.legacy.rewriting import rewritten


class Converted(NamedTuple):
    """A job as HCL2."""

    text: str
    changes: list[Change] | None
    """What was changed in the old text; None if it was not rewritten, so that its comments are lost."""
    left_out: list[Path]
    same: bool
    """Whether the text is the same job."""


def convert_legacy(spec: Jobspec) -> Converted:
    """A jobspec that was read as HCL1, as HCL2."""
    made = rewritten(spec.submission["Source"], spec.filename)
    if made is not None and _is_same(made.text, spec):
        return Converted(made.text, made.changes, [], True)
    written = job_hcl(spec.tree)
    return Converted(written.text, None, written.left_out, _is_same(written.text, spec))


def _is_same(text: str, spec: Jobspec) -> bool:
    try:
        again = load(text, filename=spec.filename, syntax="hcl2")
    except ParseError:
        return False
    return bool(_said(canonicalize(again.tree)) == _said(canonicalize(spec.tree)))


def _said(tree: Any) -> Any:
    """A job without its empty members, which say nothing: HCL1 and HCL2 leave different ones."""
    if isinstance(tree, Mapping):
        members = {name: _said(item) for name, item in tree.items()}
        return {name: item for name, item in members.items() if item is not None and item != [] and item is not False}
    return [_said(item) for item in tree] if isinstance(tree, list) else tree
