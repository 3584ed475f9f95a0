"""`jobspec serve`: the HTTP API, with a simulated cluster behind it."""

from __future__ import annotations

import argparse
import sys

from jobspec.cli.arguments import option
from jobspec.server.run import run as run_server

SUMMARY = "serve Nomad's Jobs HTTP API with a simulated cluster"

DEFAULT_BIND = "127.0.0.1:4646"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare where to listen, what to keep, which nodes there are and whose time counts."""
    option(parser, "bind", default=DEFAULT_BIND, type=_address, metavar="ADDRESS:PORT", help=f"default {DEFAULT_BIND}")
    option(parser, "database", default="sqlite://", metavar="URL", help="default sqlite://, in memory")
    option(parser, "time", choices=("real", "manual"), default="real", help="the machine's clock (default), or none")
    option(parser, "fleet", metavar="STATE", help="a state file whose nodes run the jobs")


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    address, port = options.bind
    settings = {"database": options.database, "time": options.time, "fleet": options.fleet}
    try:
        run_server(address, port, settings)
    except ModuleNotFoundError as error:
        print(f"jobspec serve: {error.name} is missing: install nomad-jobspec[server]", file=sys.stderr)
        return 1
    return 0


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 1 << 16:
        raise argparse.ArgumentTypeError(f"{text!r} is no ADDRESS:PORT")
    return host.strip("[]") or "0.0.0.0", int(port)
