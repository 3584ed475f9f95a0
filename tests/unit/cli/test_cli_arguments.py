"""Options and arguments in any order; flags with values; one spelling in the help."""

from __future__ import annotations

import pytest

from jobspec import __version__
from jobspec.cli.arguments import ArgumentParser, flag, option
from jobspec.cli.main import main


def parser() -> ArgumentParser:
    made = ArgumentParser(prog="x")
    made.add_argument("files", nargs="+")
    made.add_argument("-meta", "--meta", action="append", default=[])
    option(made, "out")
    flag(made, "diff", default=True)
    flag(made, "verbose")
    return made


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["a", "-meta", "k=v", "b"], (["a", "b"], ["k=v"], None, True, False)),
        (["-meta=k=v=w", "--meta", "x=-y", "a"], (["a"], ["k=v=w", "x=-y"], None, True, False)),
        (["-diff=false", "a", "-verbose", "-out=-"], (["a"], [], "-", False, True)),
        (["--verbose=true", "--diff=true", "-", "-verbose=false"], (["-"], [], None, True, False)),
    ],
)
def test_words_in_any_order(words: list[str], expected: tuple[object, ...]) -> None:
    found = parser().parse_mixed(words)
    assert (found.files, found.meta, found.out, found.diff, found.verbose) == expected


@pytest.mark.parametrize("words", [[], ["a", "-verbos"], ["a", "-diff=no"], ["a", "-out"]])
def test_words_that_mean_nothing_are_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        parser().parse_mixed(words)
    assert ending.value.code == 2
    assert capsys.readouterr().err.endswith("Try 'x -help'.\n")


def test_the_help_shows_one_spelling_of_each_option() -> None:
    text = parser().format_help()
    assert "-diff" in text
    assert "--diff" not in text


@pytest.mark.parametrize("words", [["parse"], ["periodic", "next"], ["state", "pull"], ["serve"]])
def test_every_form_of_a_command_tells_the_version(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--version"]) == 0
    assert capsys.readouterr().out == f"jobspec {__version__}\n"


@pytest.mark.parametrize("words", [["next", "-n", "-1", "x"], ["next", "-n=x", "x"], ["calendar", "-days=-1", "x"]])
def test_numbers_below_zero_are_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["periodic", *words]) == 2
    assert "is no number of zero or more" in capsys.readouterr().err


def test_a_flag_with_another_value_is_told_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "-canonical=1", "x"]) == 2
    told = "jobspec parse: argument -canonical: it is turned on by =true and off by =false, not by '1'\n"
    assert capsys.readouterr().err.startswith(told)


def test_a_server_without_its_database_does_not_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "-database", "sqlite:////no/such/folder/x.db"]) == 1
    told = "jobspec serve: the database sqlite:////no/such/folder/x.db cannot be opened: unable to open database file\n"
    assert capsys.readouterr().err == told
