"""`jobspec dispatch`: the child job that the server would create, checked without one."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from jobspec.cli.arguments import option
from jobspec.cli.jobspec_options import add_jobspec_options, read_bytes, read_jobspec
from jobspec.cli.moments import moment
from jobspec.cli.report import report
from jobspec.diagnostics import RefusedError
from jobspec.launch import dispatch
from jobspec.rules import admit

SUMMARY = "the child job that a dispatch would create"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the call."""
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("payload", metavar="PAYLOAD", nargs="?", help="a file, or - for standard input")
    option(parser, "meta", action="append", default=[], type=_pair, metavar="KEY=VALUE", help="may be repeated")
    option(parser, "id-prefix-template", default="", metavar="TEXT", help="goes into the child's ID")
    option(parser, "priority", type=int, default=0, metavar="N", help="default: the parent's")
    option(parser, "idempotency-token", default="", metavar="TOKEN", help="the server dispatches a token once")
    option(parser, "now", type=moment, metavar="TIME", help="RFC 3339 (default: the clock)")
    add_jobspec_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the child job's JSON. Exit status 1 if the dispatch or the parent would be refused."""
    jobspec = read_jobspec(options.file, options)
    admission = admit(jobspec)
    report(admission.errors + admission.warnings, no_color=options.no_color)
    if not admission.accepted:
        return 1
    try:
        child = dispatch(
            admission.job,
            payload=read_bytes(options.payload) if options.payload else b"",
            meta=dict(options.meta),
            id_prefix=options.id_prefix_template,
            priority=options.priority,
            idempotency_token=options.idempotency_token,
            now=options.now or datetime.now(UTC),
        )
    except RefusedError as refusal:
        found = [finding.replace(subject=jobspec.range_of(finding.path)) for finding in refusal.diagnostics]
        report(found, no_color=options.no_color)
        return 1
    print(json.dumps(child.to_api(), indent=4, sort_keys=True, ensure_ascii=False))
    return 0


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is no KEY=VALUE")
    return key, value
