"""`jobspec COMMAND …`: finds the command, imports it alone, and turns every ending into an exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any

from jobspec import __version__
from jobspec.cli.arguments import ArgumentParser
from jobspec.cli.report import report
from jobspec.diagnostics import JobspecError

COMMANDS = ("parse", "validate", "lint", "fmt", "diff", "plan", "dispatch", "periodic", "convert", "state", "serve")

USAGE_EXIT = {"plan": 255, "diff": 255, "fmt": 1}
"""Where a usage error is not 2: as the reference has it."""

FAILURE_EXIT = {"plan": 255, "diff": 255, "lint": 2}
"""Where an input that cannot be read is not 1."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status. Reads `sys.argv` if no arguments are given."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words[0] if words else ""
    if name in COMMANDS:
        return _guarded(name, words[1:])
    if name.lstrip("-") in ("version", "v") and name.startswith("-"):
        print(f"jobspec {__version__}")
        return 0
    if not name or (name.startswith("-") and name.lstrip("-") in ("help", "h")) or name == "help":
        print(_overview(), file=sys.stdout if name else sys.stderr)
        return 0 if name else 2
    print(f"jobspec: there is no command {name!r}; the commands are {', '.join(COMMANDS)}", file=sys.stderr)
    return 2


def run() -> None:
    """The console script."""
    # Most runs are over before there is anything to collect; looking for it while modules load takes a tenth of them.
    gc.set_threshold(50_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        # Jobs may hold any character and files any name, whatever the machine's own encoding can say.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    sys.exit(main())


def _guarded(name: str, words: list[str]) -> int:
    failure = FAILURE_EXIT.get(name, 1)
    try:
        return _command(name, words)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else failure
    except BrokenPipeError:
        # Whoever read our output has gone: leave without a second complaint when Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return failure
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"jobspec {name}: {place}{error.strerror or error}", file=sys.stderr)
        return failure
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("JOBSPEC_DEBUG"):
            raise
        kind = type(error).__name__
        print(f"jobspec {name}: internal error ({kind}: {error}).", file=sys.stderr)
        print("This is a mistake of ours; JOBSPEC_DEBUG=1 shows where, please report it.", file=sys.stderr)
        return FAILURE_EXIT.get(name, 2)


def _command(name: str, words: list[str]) -> int:
    module: Any = import_module(f"jobspec.cli.{name}")
    parser = ArgumentParser(prog=f"jobspec {name}", description=module.SUMMARY, usage_exit=USAGE_EXIT.get(name, 2))
    parser.set_defaults(no_color=False)
    module.configure(parser)
    options = parser.parse_mixed(words)
    try:
        status: int = module.run(options)
    except JobspecError as error:
        report(error.diagnostics, no_color=options.no_color)
        return FAILURE_EXIT.get(name, 1)
    return status


def _overview() -> str:
    rows = [f"  {name:<10}{import_module(f'jobspec.cli.{name}').SUMMARY}" for name in COMMANDS]
    return "\n".join(
        [
            "Usage: jobspec COMMAND [options] [arguments]",
            "",
            "Parse, check, compare and plan Nomad job specifications, offline.",
            "",
            *rows,
            "",
            "'jobspec COMMAND -help' tells a command's options.",
        ]
    )
