"""Values for variables: texts of options and of the environment, and files in either syntax."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import NamedTuple

from jobspec.decode import mistakes
from jobspec.decode.decoding import Decoding
from jobspec.diagnostics import Diagnostic
from jobspec.hcl.json_nodes import JsonBody
from jobspec.hcl.nodes import Body, Expression
from jobspec.hcl.parser import parse_body
from jobspec.hcl.values import Value

ENVIRONMENT_PREFIX = "NOMAD_VAR_"

StrPath = str | os.PathLike[str]


class Given(NamedTuple):
    """A value given for a variable: a text to be read by the variable's type, or an expression, or a value."""

    name: str
    source: str
    """`env`, `file` or `option`."""
    text: str | None = None
    expression: Expression | None = None
    value: Value | None = None


class Inputs(NamedTuple):
    """All that gives variables values, as it came."""

    options: tuple[Given, ...]
    environment: tuple[Given, ...]
    files: tuple[tuple[str, str], ...]
    """Names and texts, in the order of precedence."""
    text: str


def is_json(text: str) -> bool:
    """Whether a text is in JSON syntax: its first character other than a blank is a brace."""
    return text.lstrip(" ").startswith("{")


def read_body(text: str | bytes, filename: str) -> tuple[Body | None, list[Diagnostic]]:
    """The body of a text in either syntax, and what is wrong with it."""
    written = text if isinstance(text, str) else text.decode("utf-8", "surrogateescape")
    if is_json(written):
        # Few files are JSON: the others do not wait for its reader.
        found: tuple[Body | None, list[Diagnostic]] = import_module("jobspec.hcl.json_syntax").parse_json_body(
            written, filename
        )
        return found
    return parse_body(text, filename)


def gather_options(variables: Mapping[str, object] | Iterable[str] | None) -> tuple[Given, ...]:
    """The values of options: a mapping, or texts such as `region=eu`; one without `=` is ignored."""
    if variables is None:
        return ()
    if isinstance(variables, Mapping):
        return tuple(_option(str(name), value) for name, value in variables.items())
    if isinstance(variables, str):
        raise TypeError("variables is a mapping or a list of texts, not one text")
    found: dict[str, Given] = {}
    for text in variables:
        name, equals, value = text.partition("=")
        if equals:
            found.pop(name, None)
            found[name] = Given(name, "option", text=value)
    return tuple(found.values())


def _option(name: str, value: object) -> Given:
    if isinstance(value, str):
        return Given(name, "option", text=value)
    return Given(name, "option", value=Value.from_python(value))


def gather_environment(environ: Mapping[str, str] | None) -> tuple[Given, ...]:
    """The values that the environment gives."""
    names = ((name.removeprefix(ENVIRONMENT_PREFIX), text) for name, text in (environ or {}).items() if _is_ours(name))
    return tuple(Given(name, "env", text=text) for name, text in names)


def _is_ours(name: str) -> bool:
    return name.startswith(ENVIRONMENT_PREFIX) and len(name) > len(ENVIRONMENT_PREFIX)


def read_files(run: Decoding, files: Iterable[StrPath | tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Names and texts of files of values; a pair has its text already."""
    found = []
    for given in files:
        if isinstance(given, tuple):
            found.append((str(given[0]), str(given[1])))
            continue
        path = os.fspath(given)
        try:
            with open(path, encoding="utf-8", errors="surrogateescape", newline="") as stream:
                found.append((path, stream.read()))
        except OSError as error:
            detail = f"{error.strerror or error}."
            run.report(mistakes.UNREADABLE_FILE, None, detail, summary=f'The file "{path}" cannot be read')
    return tuple(found)


def read_assignments(run: Decoding, text: str, filename: str) -> list[Given]:
    """The values that a file of values gives."""
    body, problems = read_body(text, filename)
    if body is None or problems:
        run.problems.extend(problems)
        return []
    if isinstance(body, JsonBody):
        body = body.all_arguments(run.problems)
    for block in body.blocks:
        if block.type == "variable":
            detail = "Variables are declared in the jobspec. Here one is given a value: name = value."
            run.report(mistakes.DECLARED_IN_VALUES, block.type_range, detail)
        else:
            detail = "A file of values holds arguments only: name = value."
            summary = f'Unknown block "{block.type}"'
            run.report(mistakes.UNKNOWN_BLOCK, block.type_range, detail, summary=summary)
    return [Given(name, "file", expression=item.expression) for name, item in body.attributes.items()]
