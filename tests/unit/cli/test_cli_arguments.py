"""Options and arguments in any order; flags with values; one spelling in the help."""

from __future__ import annotations

import pytest

from jobspec.cli.arguments import ArgumentParser, flag, option


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
