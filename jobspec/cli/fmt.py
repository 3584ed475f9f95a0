"""`jobspec fmt`: files in the canonical layout, as `nomad fmt` in every flag, default and line printed."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

from jobspec.cli.arguments import ArgumentParser, flag
from jobspec.cli.report import report
from jobspec.diagnostics import Diagnostic, ParseError
from jobspec.hcl.formatter import format as lay_out

SUMMARY = "bring jobspecs and variable files into the canonical layout"
STDIN = "<stdin>"
ENDINGS = (".nomad", ".hcl")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command. What follows the first path is a path, whatever it looks like."""
    flag(parser, "check", help="write nothing; exit with 1 if a file would change")
    flag(parser, "list", default=True, help="print the paths of files that change (default: true)")
    flag(parser, "write", default=True, help="write the files (default: true, unless -check)")
    flag(parser, "recursive", help="look into the folders of folders as well")
    flag(parser, "diff", help="print what changes, as a unified diff, instead of paths")
    parser.add_argument(
        "paths", nargs=argparse.REMAINDER, metavar="PATH", help="files and folders; - is standard input (default: .)"
    )
    if isinstance(parser, ArgumentParser):
        parser.usage_to_output = True


def run(options: argparse.Namespace) -> int:
    """Format. 0; 1 if `-check` found something to change, or a file is missing or not valid."""
    work = Work(options)
    if options.paths[:1] == ["-"]:
        work.standard_input()
    else:
        for path in options.paths or ["."]:
            work.path(path)
    return work.finish()


class Settings(NamedTuple):
    """What is done with a file that changes."""

    check: bool
    list: bool
    write: bool
    diff: bool
    recursive: bool


class Work:
    """One call: what changed, and what went wrong."""

    def __init__(self, options: argparse.Namespace) -> None:
        write = options.write and not options.check and not options.diff
        self.settings = Settings(options.check, options.list, write, options.diff, options.recursive)
        self.no_color = options.no_color
        self.changed = False
        self.diagnostics: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        self.failures: list[str] = []

    def standard_input(self) -> None:
        """Format what comes in, to where it goes out."""
        self._format(sys.stdin.buffer.read(), STDIN)

    def path(self, path: str) -> None:
        """Format what was named."""
        if os.path.isdir(path):
            for name in _files(path, self.settings.recursive):
                self._file(name)
        elif not os.path.exists(path):
            self.failures.append(f"There is no file or folder {path!r}")
        elif not path.endswith(ENDINGS):
            self.failures.append(f"{path!r} is not formatted: only files ending in .nomad or .hcl are")
        else:
            self._file(path)

    def finish(self) -> int:
        """Tell what went wrong; gives the exit status."""
        report(self.diagnostics, self.texts, no_color=self.no_color)
        for failure in self.failures:
            print(f"jobspec fmt: {failure}", file=sys.stderr)
        return int(bool(self.diagnostics or self.failures) or (self.settings.check and self.changed))

    def _file(self, path: str) -> None:
        try:
            with open(path, "rb") as file:
                data = file.read()
            self._format(data, path)
        except OSError as error:
            self.failures.append(f"{path!r} cannot be read or written: {error.strerror}")

    def _format(self, data: bytes, path: str) -> None:
        try:
            formatted = lay_out(data, path)
        except ParseError as error:
            self.diagnostics.extend(error.diagnostics)
            self.texts[path] = data.decode("utf-8", "replace")
            return
        changes = formatted != data
        self.changed = self.changed or changes
        if self.settings.diff:
            _write("".join(_diff(data, formatted, path)).encode("utf-8", "surrogateescape"))
        elif path == STDIN or not (self.settings.list or self.settings.write):
            _write(formatted)
        elif changes:
            if self.settings.list:
                _write(os.fsencode(path) + b"\n")
        if changes and self.settings.write and path != STDIN:
            with open(path, "wb") as file:
                file.write(formatted)


def _files(folder: str, recursive: bool) -> Iterator[str]:
    """The files of a folder that are formatted, in byte order of their names, a folder's within it."""
    for name in sorted(os.listdir(folder), key=os.fsencode):
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.isdir(path):
            if recursive:
                yield from _files(path, recursive)
        elif name.endswith(ENDINGS):
            yield path


def _diff(old: bytes, new: bytes, path: str) -> Iterator[str]:
    before, after = (data.decode("utf-8", "surrogateescape").splitlines(keepends=True) for data in (old, new))
    for line in difflib.unified_diff(before, after, f"old/{path}", f"new/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _write(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
