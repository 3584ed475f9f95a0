"""The options of everything that reads a jobspec, and the reading itself: files, standard input, environment."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from jobspec.cli.arguments import flag, option
from jobspec.decode import Jobspec, load


def add_jobspec_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of variables, syntax and file functions."""
    option(parser, "var", action="append", default=[], metavar="NAME=VALUE", help="set a variable; may be repeated")
    option(parser, "var-file", action="append", default=[], metavar="FILE", help="a file of variables; may be repeated")
    flag(parser, "hcl2-strict", default=True, help="refuse values for variables that are not declared (default)")
    flag(parser, "json", help="the file is a job's API JSON")
    flag(parser, "hcl1", help="the file is legacy HCL1")
    option(parser, "base-dir", metavar="DIR", help="where file functions start (default: the jobspec's folder)")
    option(parser, "filesystem-root", metavar="DIR", help="no file outside is read (default: the git work tree)")
    flag(parser, "no-filesystem", help="refuse the file functions")


def read_jobspec(path: str, options: argparse.Namespace) -> Jobspec:
    """The jobspec of a file, `-` being standard input. Raises `ParseError`, `OSError`."""
    return load(read_bytes(path), **load_options(path, options))


def load_options(path: str, options: argparse.Namespace) -> dict[str, Any]:
    """The options of `jobspec.load` for a file, from the options of the call."""
    base = options.base_dir or (os.getcwd() if path == "-" else os.path.dirname(os.path.abspath(path)))
    return {
        "filename": "<stdin>" if path == "-" else path,
        "variables": options.var,
        "variable_files": options.var_file,
        "environ": dict(os.environ),
        "allow_filesystem": not options.no_filesystem,
        "base_dir": base,
        "filesystem_root": options.filesystem_root or enclosing_work_tree(base) or base,
        "syntax": "json" if options.json else "hcl1" if options.hcl1 else "auto",
        "strict": options.hcl2_strict,
    }


def read_bytes(path: str) -> bytes:
    """The content of a file, `-` being standard input."""
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def enclosing_work_tree(folder: str) -> str | None:
    """The git work tree that a folder lies in."""
    current = os.path.abspath(folder)
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return None
        current = parent
    return current
