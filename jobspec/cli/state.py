"""`jobspec state pull`: a state file from a live cluster; nothing is written unless all of it arrived."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile

from jobspec.cli.arguments import option
from jobspec.cli.live import Cluster, LiveError, add_live_options, live_settings, on_terminal
from jobspec.cluster.pull import pull_state

SUMMARY = "write a state file from a live cluster"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="pull")
    pull = actions.add_parser("pull", description=SUMMARY)
    option(pull, "out", metavar="FILE", default="-", help="where to (default: standard output)")
    add_live_options(pull)


def run(options: argparse.Namespace) -> int:
    """Pull, then write in one step. 0 written, 1 not."""
    settings = live_settings(options, os.environ)
    try:
        with Cluster(settings, progress=on_terminal()) as cluster:
            state = pull_state(cluster.ask, cluster.ask_all, namespace=settings.namespace)
    except (LiveError, OSError, ValueError) as error:
        print(f"jobspec state pull: nothing was written: {error}", file=sys.stderr)
        return 1
    _write(options.out, json.dumps(state, indent=1, sort_keys=True) + "\n")
    counts = ", ".join(f"{len(state[key] or [])} {key.lower()}" for key in ("Nodes", "Jobs", "Allocs"))
    print(f"Pulled {counts} from {settings.address}.", file=sys.stderr)
    return 0


def _write(path: str, text: str) -> None:
    """Write beside the target and rename, so that no half a file is ever seen under its name."""
    if path == "-":
        sys.stdout.write(text)
        return
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".state-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
