"""What `validate` and `lint` share: reading a file, judging it, and showing what was found."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from jobspec.cli.arguments import option
from jobspec.cli.jobspec_options import load_options, read_bytes
from jobspec.cli.report import report
from jobspec.cli.stand_ins import independent, stand_ins
from jobspec.decode import Jobspec, load
from jobspec.diagnostics import Diagnostic, ParseError, Position, Range
from jobspec.render.as_json import json

Judge = Callable[[Jobspec, Any], list[Diagnostic]]
"""What is wrong with a jobspec, in a cluster that may be unknown."""

VARIABLE_UNSET = "NJ2103"
VALUE_UNKNOWN = "NJ2015"
_START = Position(1, 1, 0)
SEVERITIES = ("error", "warning", "info")


def add_judging_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of what is judged against, and how findings are shown."""
    option(parser, "state", metavar="FILE", help="a cluster's state: its node pools, namespaces and settings count")
    option(parser, "format", choices=("text", "json"), default="text", help="text (default) or json")


def cluster_of(options: argparse.Namespace) -> Any:
    """The cluster to judge against; None for the reference's defaults. Raises `StateError`."""
    if not options.state:
        return None
    # A file is linted in a blink; only who names a state waits for the room that reads it.
    return import_module("jobspec.cluster").ClusterState.from_file(options.state)


def judged(path: str, options: argparse.Namespace, cluster: Any, judge: Judge) -> tuple[list[Diagnostic], str]:
    """What is wrong with the file at a path, and its text. Raises `OSError`.

    For people every finding names the file, also where it concerns all of it or the file's syntax has no positions.
    """
    content = read_bytes(path)
    text = content.decode("utf-8", "replace")
    given = load_options(path, options)
    found = _found(content, text, given, cluster, judge)
    if options.format == "json":
        return found, text
    whole = Range(given["filename"], _START, _START)
    return [item if item.subject else item.replace(subject=whole) for item in found], text


def _found(content: bytes, text: str, given: Mapping[str, Any], cluster: Any, judge: Judge) -> list[Diagnostic]:
    try:
        spec = load(content, **given)
    except ParseError as error:
        unset = [problem for problem in error.diagnostics if problem.id == VARIABLE_UNSET]
        rest = [problem for problem in error.diagnostics if problem.id not in (VARIABLE_UNSET, VALUE_UNKNOWN)]
        return [*unset, *rest] if rest or not unset else [*unset, *_others(text, given, unset, cluster, judge)]
    return [*spec.diagnostics, *judge(spec, cluster)]


def _others(
    text: str, given: Mapping[str, Any], unset: list[Diagnostic], cluster: Any, judge: Judge
) -> list[Diagnostic]:
    """What is wrong with a jobspec besides that variables are never set; what depends on these is not judged."""
    names = [problem.summary.split('"')[1] for problem in unset]
    try:
        spec = load(text, **{**given, "variables": [*given["variables"], *stand_ins(text, names)]})
    except ParseError:
        return []
    return independent([*spec.diagnostics, *judge(spec, cluster)], text, names)


def show(found: list[Diagnostic], texts: Mapping[str, str], options: argparse.Namespace) -> None:
    """Print findings: they are the result, so they go to standard output."""
    if options.format == "json":
        print(json(found))
    else:
        report(found, texts, stream=sys.stdout, no_color=options.no_color)


def counted(found: Iterable[Diagnostic]) -> str:
    """How many findings there are of each severity, in words.

    >>> counted([])
    'nothing is wrong'
    """
    severities = [finding.severity for finding in found]
    words = [
        f"{count} {severity}{'s' if count != 1 and severity != 'info' else ''}"
        for severity in SEVERITIES
        if (count := severities.count(severity))  # type: ignore[arg-type]
    ]
    return ", ".join(words) or "nothing is wrong"
