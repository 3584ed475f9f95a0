"""How results look: one file per format, each name loaded on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobspec.render.as_json import json as json
    from jobspec.render.as_markdown import markdown as markdown
    from jobspec.render.json_of_plan import plan_json as plan_json
    from jobspec.render.text_of_diff import diff_text as diff_text
    from jobspec.render.text_of_plan import plan_text as plan_text
    from jobspec.render.times import format_elapsed as format_elapsed
    from jobspec.render.times import format_time as format_time

_HOMES = {
    "as_json": ("json",),
    "as_markdown": ("markdown",),
    "json_of_plan": ("plan_json",),
    "text_of_diff": ("diff_text",),
    "text_of_plan": ("plan_text",),
    "times": ("format_elapsed", "format_time"),
}

_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'jobspec.render' has no attribute {name!r}")
    value = getattr(import_module(f"jobspec.render.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
