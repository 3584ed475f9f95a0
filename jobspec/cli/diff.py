"""`jobspec diff`: what changes between two jobs: files, standard input, or files as git has them."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import Any

from jobspec.cli.arguments import count, flag, option
from jobspec.cli.jobspec_options import add_jobspec_options, load_options, read_bytes
from jobspec.cli.report import report, use_color
from jobspec.decode import load
from jobspec.diff import diff
from jobspec.diff.ignore import ignoring
from jobspec.render.as_json import json
from jobspec.render.markdown_of_diff import diff_markdown
from jobspec.render.readable import readable
from jobspec.render.text_of_diff import diff_text

SUMMARY = "show what changes between two jobs"

_GIT = "git:"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    where = f"a file, - for standard input, {_GIT}REV:PATH, or {os.devnull} for no job"
    parser.add_argument("old", metavar="OLD", help=where)
    parser.add_argument("new", metavar="NEW", help="the same")
    flag(parser, "verbose", help="show added and deleted groups and tasks in full, and what is else left out as noise")
    flag(parser, "contextual", help="show unchanged fields of changed objects, too")
    option(
        parser,
        "format",
        choices=("readable", "text", "json", "markdown"),
        help="text is what `nomad job plan` shows (default: readable on a terminal, else text)",
    )
    option(parser, "context", type=count, default=3, metavar="N", help="unchanged lines around a changed one (3)")
    option(
        parser,
        "ignore",
        action="append",
        default=[],
        metavar="PATH",
        help="leave out a group, task, object or field, such as 'web/srv/Config' or '**/Meta[*]'; may be repeated",
    )
    flag(parser, "show-secrets", help="show values whose key looks secret")
    add_jobspec_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the diff. 0 if the jobs are the same, 1 if they differ."""
    form = options.format or ("readable" if sys.stdout.isatty() else "text")
    for_people = form in ("readable", "markdown")
    found = diff(_job(options.old, options), _job(options.new, options), contextual=options.contextual or for_people)
    shown = ignoring(found.to_api(), options.ignore)
    print(_rendered(form, shown, options).rstrip("\n"))
    return 0 if shown["Type"] == "None" else 1


def _rendered(form: str, shown: dict[str, Any], options: argparse.Namespace) -> str:
    hidden = not options.show_secrets
    color = use_color(sys.stdout, no_color=options.no_color)
    if form == "json":
        return json(shown)
    if form == "markdown":
        return diff_markdown(shown, context=options.context, mask_secrets=hidden)
    if form == "readable":
        return readable(shown, context=options.context, verbose=options.verbose, color=color, mask_secrets=hidden)
    return diff_text(shown, verbose=options.verbose, color=color, mask_secrets=hidden)


def _job(place: str, options: argparse.Namespace) -> dict[str, Any] | None:
    """The job of one side; None where there is none. Warnings of reading it are told."""
    if place == os.devnull:
        return None
    path = place
    if place.startswith(_GIT):
        revision, _, path = place.removeprefix(_GIT).partition(":")
        text = _from_git(revision, path)
    else:
        text = read_bytes(place)
    spec = load(text, **{**load_options(path, options), "filename": "<stdin>" if place == "-" else place})
    report(spec.diagnostics, no_color=options.no_color)
    job: dict[str, Any] = spec.to_api()
    return job


def _from_git(revision: str, path: str) -> bytes:
    """A file as it is in a revision, the path being relative to the working directory. Raises `OSError`."""
    if not path or revision.startswith("-"):
        raise OSError(f"{_GIT}{revision}:{path} is not {_GIT}REV:PATH, such as {_GIT}HEAD~1:web.nomad.hcl")
    call = ["git", "cat-file", "blob", f"{revision}:./{os.path.relpath(path)}"]
    done = subprocess.run(call, capture_output=True, check=False)
    if done.returncode:
        raise OSError(f"{_GIT}{revision}:{path}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
