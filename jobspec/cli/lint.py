"""`jobspec lint`: what a server would refuse or warn about, and advice; many files, whole folders."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from jobspec.cli.arguments import option
from jobspec.cli.jobspec_options import add_jobspec_options
from jobspec.cli.judging import SEVERITIES, add_judging_options, cluster_of, counted, judged, show
from jobspec.diagnostics import Diagnostic
from jobspec.rules.admission import lint
from jobspec.rules.suppressions import unsuppressed

SUMMARY = "validate many files, and give advice"

_SUFFIXES = (".nomad", ".nomad.hcl")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    folder = "of a folder, the *.nomad and *.nomad.hcl below it"
    parser.add_argument("paths", nargs="+", metavar="PATH", help=f"a jobspec, - for standard input; {folder}")
    ids = "IDs or beginnings of IDs, such as NJ9 or NJ9001,NJ9002; may be repeated"
    option(parser, "select", action="append", default=[], metavar="IDS", help=f"only these: {ids}")
    option(parser, "ignore", action="append", default=[], metavar="IDS", help=f"not these: {ids}")
    option(
        parser,
        "minimum-severity",
        choices=SEVERITIES,
        default="warning",
        help="leave out what is less severe (default: warning)",
    )
    add_judging_options(parser)
    add_jobspec_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the findings of all files. 1 if there are any of the severity that counts, or above."""
    cluster = cluster_of(options)
    wanted = SEVERITIES[: SEVERITIES.index(options.minimum_severity) + 1]
    select, ignore = _ids(options.select), _ids(options.ignore)
    found: list[Diagnostic] = []
    texts: dict[str, str] = {}
    files = list(_files(options.paths))
    for path in files:
        problems, text = judged(path, options, cluster, lambda spec, state: lint(spec, cluster=state))
        texts["<stdin>" if path == "-" else path] = text
        kept = (each for each in problems if each.severity in wanted and not each.id.startswith(ignore))
        found.extend(unsuppressed((each for each in kept if not select or each.id.startswith(select)), text))
    found.sort()
    show(found, texts, options)
    if options.format == "text":
        print(f"{len(files)} file{'s' * (len(files) != 1)}: {counted(found)}")
    return 1 if found else 0


def _ids(given: list[str]) -> tuple[str, ...]:
    return tuple(word.strip().upper() for words in given for word in words.split(",") if word.strip())


def _files(paths: list[str]) -> Iterator[str]:
    """The files to lint: those that are named, and of a folder the jobspecs below it, hidden folders left out."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, below, names in os.walk(path):
            below[:] = sorted(name for name in below if not name.startswith("."))
            yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(_SUFFIXES))
