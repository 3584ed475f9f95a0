"""Options as the reference's command line has them: one dash or two, `-opt value` or `-opt=value`, flags with `=false`.

Knows argparse only, nothing of what the commands do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from jobspec import __version__
from jobspec.patterns import pattern

_WITH_VALUE = pattern(r"argument (-[\w-]+)/\S*: ignored explicit argument (.*)")
_FLAG_VALUE = pattern(r"--?([A-Za-z][\w-]*)=(true|false)\Z")


class Flag(argparse.Action):
    """A switch: `-name` and `-name=true` turn it on, `-name=false` off."""

    def __init__(self, option_strings: Sequence[str], dest: str, **settings: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **settings)

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        setattr(namespace, self.dest, not (option_string or "").endswith(":false"))


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Shows one spelling of each option."""

    def __init__(self, prog: str) -> None:
        # argparse makes a formatter for every option declared; left to itself each asks the terminal, by way of shutil.
        super().__init__(prog, width=100)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings:
            return super()._format_action_invocation(action)
        value = "" if action.nargs == 0 else f" {self._format_args(action, action.dest.upper())}"
        return action.option_strings[0] + value


class ArgumentParser(argparse.ArgumentParser):
    """A parser that knows flags with values, takes no abbreviations, and exits as its command must on a usage error."""

    def __init__(self, *, usage_exit: int = 2, **settings: Any) -> None:
        settings.setdefault("formatter_class", _HelpFormatter)
        super().__init__(add_help=False, allow_abbrev=False, **settings)
        self.usage_exit = usage_exit
        self.usage_to_output = False
        self.add_argument("-help", "--help", "-h", action="help", help="show this page and exit")
        version = f"jobspec {__version__}"
        self.add_argument("-version", "--version", action="version", version=version, help="tell the version and exit")
        # No default: what a form of a command leaves out must not undo what stands before the form's name.
        flag(self, "no-color", default=argparse.SUPPRESS, help="no colours, as with NO_COLOR")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does, with flags' values told first."""
        flags = set(_flags(self))
        return super().parse_known_args(
            [_tell(word, flags) for word in (sys.argv[1:] if args is None else args)], namespace
        )

    def _get_option_tuples(self, option_string: str) -> list[Any]:
        # argparse still takes abbreviations of options with one dash when told to take none.
        return []

    def parse_mixed(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse a call whose options may stand before, between and after its arguments."""
        if any(action.nargs in (argparse.PARSER, argparse.REMAINDER) for action in self._actions):
            return self.parse_args(words)
        return self.parse_intermixed_args(words)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words of the call, and exit."""
        message = _WITH_VALUE.sub(r"argument \1: it is turned on by =true and off by =false, not by \2", message)
        if self.usage_to_output:
            self.print_help(sys.stdout)
        self.exit(self.usage_exit, f"{self.prog}: {message}\nTry '{self.prog} -help'.\n")


def option(parser: argparse.ArgumentParser, name: str, **settings: Any) -> None:
    """Declare `-name VALUE`, which is `--name VALUE` too."""
    parser.add_argument(f"-{name}", f"--{name}", **settings)


def flag(parser: argparse.ArgumentParser, name: str, *, default: bool | str = False, help: str = "") -> None:
    """Declare the switch `-name`; `-name=false` turns it off."""
    spellings = (f"-{name}", f"--{name}", f"--{name}:true", f"--{name}:false")
    parser.add_argument(*spellings, action=Flag, default=default, dest=name.replace("-", "_"), help=help)


def count(text: str) -> int:
    """The type of an option that is a number, zero or more."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of zero or more")
    return int(text)


def _flags(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, Flag):
            yield action.option_strings[0].lstrip("-")
        elif isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _flags(child)


def _tell(word: str, flags: Iterable[str]) -> str:
    match = _FLAG_VALUE.match(word)
    return f"--{match[1]}:{match[2]}" if match and match[1] in flags else word
