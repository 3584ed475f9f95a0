"""`jobspec validate`: what a server would refuse, or warn about."""

from __future__ import annotations

import argparse

from jobspec.cli.jobspec_options import add_jobspec_options
from jobspec.cli.judging import add_judging_options, cluster_of, counted, judged, show
from jobspec.diagnostics import Diagnostic
from jobspec.rules.admission import validate

SUMMARY = "say what a server would refuse or warn about"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a jobspec, - for standard input")
    add_judging_options(parser)
    add_jobspec_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the findings of all files. 0, also with warnings; 1 if a job would be refused or cannot be read."""
    cluster = cluster_of(options)
    found: list[Diagnostic] = []
    texts: dict[str, str] = {}
    for path in options.files:
        name = "<stdin>" if path == "-" else path
        problems, texts[name] = judged(path, options, cluster, lambda spec, state: validate(spec, cluster=state))
        found.extend(problems)
        if options.format == "text":
            show(problems, texts, options)
            print(f"{name}: {counted(problems)}")
    if options.format == "json":
        show(found, texts, options)
    return 1 if any(finding.severity == "error" for finding in found) else 0
