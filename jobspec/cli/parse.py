"""`jobspec parse`: a jobspec as API JSON, as written or with the defaults and changes of client and server."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from jobspec.canonical import canonicalize
from jobspec.canonical.changes import changes_between
from jobspec.cli.arguments import flag, option
from jobspec.cli.either_syntax import read_either
from jobspec.cli.jobspec_options import add_jobspec_options
from jobspec.cli.report import report
from jobspec.cluster import ClusterState
from jobspec.decode import Jobspec
from jobspec.model import to_api
from jobspec.render.provenance import provenance_text
from jobspec.rules import admit

SUMMARY = "print a jobspec as API JSON"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("file", metavar="FILE", help="a jobspec; - is standard input")
    flag(parser, "canonical", help="with the defaults of the API's client")
    flag(parser, "stored", help="as a server would store it, with the server's keys")
    flag(parser, "explain", help="print where each value comes from, instead of the job")
    flag(parser, "wrapped", help='as the member "Job" of an object')
    option(parser, "state", metavar="STATE", help="a state file, for the server's defaults")
    add_jobspec_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the job to standard output. 0; 1 if it cannot be read."""
    spec = read_either(options.file, options)
    report(spec.diagnostics, no_color=options.no_color)
    cluster = ClusterState.from_file(options.state) if options.state else None
    if options.explain:
        print("\n".join(_explained(spec, cluster, client_only=options.canonical)))
        return 0
    if options.stored:
        job = admit(spec.tree, cluster=cluster).to_api()
    elif options.canonical:
        job = to_api(canonicalize(spec.tree))
    else:
        job = spec.to_api()
    print(json.dumps({"Job": job} if options.wrapped else job, indent=2, ensure_ascii=False))
    return 0


def _explained(spec: Jobspec, cluster: ClusterState | None, *, client_only: bool) -> Iterator[str]:
    """Where each value of the stored job comes from, or of the canonical one."""
    if client_only:
        job = canonicalize(spec.tree)
        return provenance_text(job, changes_between(spec.tree, job, "default"), spec.range_of)
    admission = admit(spec.tree, cluster=cluster)
    return provenance_text(admission.tree, admission.changes, spec.range_of)
