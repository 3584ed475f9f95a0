"""Findings, diffs and plans as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobspec.diagnostics import Diagnostic
from jobspec.render.markdown_of_diff import diff_markdown
from jobspec.render.markdown_of_findings import findings_markdown
from jobspec.render.markdown_of_plan import plans_markdown
from jobspec.render.text_of_diff import HasApi


def markdown(
    result: HasApi | Mapping[str, Any] | Iterable[Diagnostic], *, context: int = 3, mask_secrets: bool = True
) -> str:
    """A diff, a plan (its answer or its detail, too) or a list of findings, never longer than a comment may be.

    >>> print(markdown({"Type": "None", "ID": "web", "Fields": None, "Objects": None, "TaskGroups": None}), end="")
    ### Job `web`: unchanged
    """
    if isinstance(result, Iterable) and not isinstance(result, Mapping):
        return findings_markdown(result)
    shown = result if isinstance(result, Mapping) else result.to_api()
    if "TaskGroups" in shown:
        return diff_markdown(shown, context=context, mask_secrets=mask_secrets)
    return plans_markdown([shown], context=context, mask_secrets=mask_secrets)
