"""`jobspec convert`: legacy HCL1 to HCL2, jobspecs to job JSON, job JSON to HCL2. Its report goes to standard error."""

from __future__ import annotations

import argparse
import json
import sys

from jobspec.cli.arguments import option
from jobspec.cli.either_syntax import read_either
from jobspec.cli.jobspec_options import add_jobspec_options
from jobspec.cli.report import report
from jobspec.diagnostics import json_pointer
from jobspec.model import complete
from jobspec.render.hcl import job_hcl

SUMMARY = "convert legacy HCL1 or job JSON to HCL2, or a jobspec to job JSON"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("file", metavar="FILE", help="a jobspec or job JSON; - is standard input")
    option(parser, "to", choices=("hcl", "json"), default="hcl", help="what to write (default: hcl)")
    add_jobspec_options(parser)


def run(options: argparse.Namespace) -> int:
    """Write the other form to standard output. 0; 1 if the input cannot be read."""
    spec = read_either(options.file, options)
    report(spec.diagnostics)
    if options.to == "json":
        print(json.dumps(spec.to_api(), indent=2, ensure_ascii=False))
        return 0
    tree, _ = complete(spec.to_api())
    written = job_hcl(tree)
    sys.stdout.write(written.text)
    print(f"Read as {NAMES[spec.syntax]}, written as HCL2.", file=sys.stderr)
    if spec.syntax == "hcl2":
        print("Variables, locals and comments are not in a job, so they are gone.", file=sys.stderr)
    for path in written.left_out:
        print(f"Left out, HCL cannot say it: {json_pointer(path)}", file=sys.stderr)
    return 0


NAMES = {"hcl1": "HCL1", "hcl2": "HCL2", "json": "job JSON"}
