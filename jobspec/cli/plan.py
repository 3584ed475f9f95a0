"""`jobspec plan`: what registering jobs would do to a cluster, from a state file; several jobs one after the other."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import Any

from jobspec.cli.arguments import flag, option
from jobspec.cli.jobspec_options import add_jobspec_options, read_jobspec
from jobspec.cli.moments import moment
from jobspec.cli.report import report, use_color
from jobspec.cluster import ClusterState
from jobspec.decode import Jobspec
from jobspec.diagnostics import JobspecError
from jobspec.render.as_json import json
from jobspec.render.json_of_plan import plan_json
from jobspec.render.markdown_of_plan import plans_markdown
from jobspec.render.readable import readable
from jobspec.render.text_of_plan import plan_text
from jobspec.scheduler import Plan, plan

SUMMARY = "show what registering jobs would do, offline"

FORMATS = ("readable", "text", "json", "detail", "markdown")
_ERROR = 255


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="jobspecs, planned one after the other; - is input")
    option(parser, "state", required=True, metavar="FILE", help="the cluster, as `jobspec state pull` writes it")
    option(parser, "now", type=moment, metavar="TIME", help="RFC 3339 or now (default: the newest time in the state)")
    option(parser, "seed", type=int, default=0, metavar="N", help="settles ports, and the order of visits")
    option(parser, "search", choices=("best", "reference"), default="best", help="best of all nodes (default)")
    option(parser, "eval-id", metavar="ID", help="the evaluation whose order of visits the reference search takes")
    flag(parser, "explain", help="show for each group what was found of each node, and what would make it fit")
    flag(parser, "diff", default=True, help="show the diff (default)")
    flag(parser, "verbose", help="show unchanged and added parts of the diff in full")
    flag(parser, "json-output", help="print the answer as `nomad job plan -json-output` does")
    option(parser, "format", choices=FORMATS, help="default: readable on a terminal, else text")
    flag(parser, "show-secrets", help="show values whose key looks secret")
    flag(parser, "detailed-exitcode", help="exit 0 without changes, 2 with changes, 1 on an error")
    for name, words in (
        ("no-changes", "nothing changes (0)"),
        ("makes-changes", "something changes (1)"),
        ("error", "an input cannot be read or a job is refused (255)"),
        ("unplaced", "a group does not fit (as if it did)"),
    ):
        option(parser, f"exit-code-{name}", type=int, metavar="N", help=f"exit status if {words}")
    add_jobspec_options(parser)


def run(options: argparse.Namespace) -> int:
    """Plan all files on the changing state, and print each plan."""
    try:
        plans = _plans(options)
    except JobspecError as error:
        report(error.diagnostics, no_color=options.no_color)
        return _error_status(options)
    except OSError as error:
        print(f"jobspec plan: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        return _error_status(options)
    form = "api" if options.json_output else options.format or ("readable" if sys.stdout.isatty() else "text")
    if form == "markdown":
        details = [{**_detail(made, spec, options), "JobID": spec.to_api()["ID"]} for _, spec, made in plans]
        print(plans_markdown(details, mask_secrets=not options.show_secrets), end="")
    else:
        shown = [_rendered(form, made, path, spec, options) for path, spec, made in plans]
        print("\n".join(_with_titles(shown, options.files, form)), end="")
    return _status(options, [made for _, _, made in plans])


def _plans(options: argparse.Namespace) -> list[tuple[str, Jobspec, Plan]]:
    state = ClusterState.from_file(options.state)
    report(state.diagnostics, no_color=options.no_color)
    made: list[tuple[str, Jobspec, Plan]] = []
    for path in options.files:
        spec = read_jobspec(path, options)
        report(spec.diagnostics, no_color=options.no_color)
        found = plan(
            spec,
            state,
            now=options.now,
            seed=options.seed,
            search=options.search,
            eval_id=options.eval_id,
            diff=options.diff,
        )
        made.append((path, spec, found))
        if path != options.files[-1]:
            state = found.state_after()
    return made


def _with_titles(shown: list[str], files: list[str], form: str) -> list[str]:
    if len(shown) == 1 or form in ("api", "json", "detail"):
        return shown
    return [f"{path}\n{'-' * len(path)}\n{text}" for path, text in zip(files, shown)]


def _rendered(form: str, made: Plan, path: str, spec: Jobspec, options: argparse.Namespace) -> str:
    if form == "api":
        return plan_json(made)
    if form == "json":
        return _ending(json(made.to_api()))
    if form == "detail":
        return _ending(json(_detail(made, spec, options)))
    text = _for_people(form, made, path, spec, options)
    if options.explain:
        text += "\n" + "\n\n".join(str(made.explain(group)) for group in _groups(spec)) + "\n"
    return text


def _for_people(form: str, made: Plan, path: str, spec: Jobspec, options: argparse.Namespace) -> str:
    color = use_color(sys.stdout, no_color=options.no_color)
    hidden = not options.show_secrets
    now: datetime | None = options.now
    as_text = options.diff and form == "text"
    text = plan_text(
        made,
        job=spec.to_api(),
        verbose=options.verbose,
        color=color,
        diff=as_text,
        run_arguments=path,
        now=now,
        mask_secrets=hidden,
    )
    difference = made.to_api()["Diff"]
    if form == "readable" and difference is not None:
        text = f"{readable(difference, verbose=options.verbose, color=color, mask_secrets=hidden).rstrip()}\n\n{text}"
    return text


def _groups(spec: Jobspec) -> list[str]:
    groups: list[dict[str, Any]] = spec.to_api()["TaskGroups"] or []
    return [group["Name"] for group in groups]


def _detail(made: Plan, spec: Jobspec, options: argparse.Namespace) -> dict[str, Any]:
    return made.to_detail() | ({"Explanations": _explained(made, spec)} if options.explain else {})


def _explained(made: Plan, spec: Jobspec) -> dict[str, Any]:
    return {group: made.explain(group).to_dict() for group in _groups(spec)}


def _ending(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _error_status(options: argparse.Namespace) -> int:
    given: int | None = options.exit_code_error
    if given is not None:
        return given
    return 1 if options.detailed_exitcode else _ERROR


def _status(options: argparse.Namespace, plans: list[Plan]) -> int:
    unplaced: int | None = options.exit_code_unplaced
    if unplaced is not None and any(made.failed for made in plans):
        return unplaced
    changes = any(made.exit_code for made in plans)
    given: int | None = options.exit_code_makes_changes if changes else options.exit_code_no_changes
    if given is not None:
        return given
    return (2 if options.detailed_exitcode else 1) if changes else 0
