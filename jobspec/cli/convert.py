"""`jobspec convert`: legacy HCL1 to HCL2, jobspecs to job JSON, job JSON to HCL2. Its report goes to standard error."""

from __future__ import annotations

import argparse
import json
import sys

from jobspec.cli.arguments import option
from jobspec.cli.either_syntax import READ_AS_HCL1, read_either
from jobspec.cli.jobspec_options import add_jobspec_options
from jobspec.cli.report import report
from jobspec.decode import Jobspec
from jobspec.diagnostics import Path, json_pointer
from jobspec.render.hcl import job_hcl
from jobspec.render.legacy.conversion import convert_legacy

SUMMARY = "convert legacy HCL1 or job JSON to HCL2, or a jobspec to job JSON"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("file", metavar="FILE", help="a jobspec or job JSON; - is standard input")
    option(parser, "to", choices=("hcl", "json"), default="hcl", help="what to write (default: hcl)")
    add_jobspec_options(parser)


def run(options: argparse.Namespace) -> int:
    """Write the other form to standard output. 0; 1 if the input cannot be read."""
    spec = read_either(options.file, options)
    told = [item for item in spec.diagnostics if options.to == "json" or item.id != READ_AS_HCL1]
    report(told, no_color=options.no_color)
    if options.to == "json":
        print(json.dumps(spec.to_api(), indent=2, ensure_ascii=False))
    elif spec.syntax == "hcl1":
        _write_legacy(spec)
    else:
        _write_job(spec)
    return 0


def _write_legacy(spec: Jobspec) -> None:
    """HCL1 as HCL2, and what was changed of it."""
    made = convert_legacy(spec)
    sys.stdout.write(made.text)
    if made.changes is None:
        _tell("Read as HCL1. Written as HCL2 from the job, so comments and layout are gone.")
        _tell_left_out(made.left_out)
    else:
        _tell("Read as HCL1, written as HCL2. Changed, besides blanks:" if made.changes else "HCL1 that is HCL2, too.")
        for place, what, why in made.changes:
            _tell(f"  {place}: {what}: {why}")
    if not made.same:
        _tell("HCL2 cannot say all of it: compare the two jobs before you use it (`jobspec diff`).")


def _write_job(spec: Jobspec) -> None:
    """A job as HCL2, and what HCL2 cannot say of it."""
    written = job_hcl(spec.tree)
    sys.stdout.write(written.text)
    _tell(f"Read as {_NAMES[spec.syntax]}, written as HCL2.")
    if spec.syntax == "hcl2":
        _tell("Variables, locals and comments are not in a job, so they are gone.")
    _tell_left_out(written.left_out)


_NAMES = {"hcl2": "HCL2", "json": "job JSON"}


def _tell_left_out(paths: list[Path]) -> None:
    for path in paths:
        _tell(f"Left out, HCL cannot say it: {json_pointer(path)}")


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
