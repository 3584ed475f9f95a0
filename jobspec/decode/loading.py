"""The way in: a text, or a file, to a `Jobspec`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from jobspec.decode.api_json import is_labelled_job, read_api_json
from jobspec.decode.decoding import Decoding
from jobspec.decode.jobspec import Jobspec, Syntax
from jobspec.decode.native import decode_body
from jobspec.decode.sources import Sources
from jobspec.decode.submission import submission
from jobspec.decode.value_files import (
    Inputs,
    StrPath,
    gather_environment,
    gather_options,
    is_json,
    read_body,
    read_files,
)
from jobspec.diagnostics import Diagnostic, Fix, ParseError
from jobspec.hcl.evaluator import Scope
from jobspec.hcl.functions import Context

if TYPE_CHECKING:
    from jobspec.model import Job

AnySyntax = Literal["auto", "hcl2", "hcl1", "json"]
_SYNTAXES = ("auto", "hcl2", "hcl1", "json")


class _Request(NamedTuple):
    """A text to load, with what it is loaded with."""

    text: str | bytes
    filename: str
    inputs: Inputs
    context: Context
    strict: bool

    @property
    def written(self) -> str:
        """The text as characters; bytes that are not UTF-8 are kept apart."""
        return self.text if isinstance(self.text, str) else self.text.decode("utf-8", "surrogateescape")


def load(
    text: str | bytes,
    *,
    filename: str = "<string>",
    variables: Mapping[str, object] | Iterable[str] | None = None,
    variable_files: Iterable[StrPath | tuple[str, str]] = (),
    variables_text: str = "",
    environ: Mapping[str, str] | None = None,
    allow_filesystem: bool = False,
    base_dir: StrPath | None = None,
    filesystem_root: StrPath | None = None,
    syntax: AnySyntax = "auto",
    strict: bool = True,
) -> Jobspec:
    """What a text means; a `ParseError` if it cannot be read.

    >>> load('job "web" { type = "batch" }').to_api()["Type"]
    'batch'
    """
    if syntax not in _SYNTAXES:
        raise ValueError(f"syntax is one of {', '.join(_SYNTAXES)}, not {syntax!r}")
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"a jobspec is a text or bytes, not {type(text).__name__}")
    run = Decoding()
    files = read_files(run, variable_files)
    inputs = Inputs(gather_options(variables), gather_environment(environ), files, variables_text)
    context = Context(allow_filesystem, _path(base_dir), _path(filesystem_root), dict(environ or {}))
    request = _Request(text, filename, inputs, context, strict)
    chosen = _told_apart(request.written) if syntax == "auto" else syntax
    loaded = _LOADERS[chosen](run, request)
    if loaded is None:
        raise ParseError(run.problems)
    return loaded


def _path(given: StrPath | None) -> str | None:
    return None if given is None else os.fspath(given)


def _told_apart(text: str) -> str:
    """The syntax of a text: what begins with a brace is HCL's JSON if its job holds blocks by label, else API JSON."""
    if not text.lstrip().startswith("{"):
        return "hcl2"
    return "hcl2" if is_labelled_job(text) else "json"


def _load_json(run: Decoding, request: _Request) -> Jobspec | None:
    tree = read_api_json(run, request.written, request.filename)
    if tree is None or run.problems:
        return None
    sources = Sources(tree, {})
    return _made(request, sources, Scope({}, context=request.context), "json", {}, run.problems)


def _load_native(run: Decoding, request: _Request) -> Jobspec | None:
    body, problems = read_body(request.text, request.filename)
    run.problems[:0] = problems
    if body is None or _has_errors(run.problems):
        if problems and not is_json(request.written) and _legacy().is_legacy(request.written, request.filename):
            run.problems[0] = run.problems[0].replace(fix=CONVERT)
        return None
    decoded = decode_body(run, body, request.inputs, request.context, strict=request.strict)
    if decoded.tree is None:
        return None
    sources = Sources(decoded.tree, run.origins)
    return _made(request, sources, decoded.scope, "hcl2", decoded.variables, run.problems)


def _load_legacy(run: Decoding, request: _Request) -> Jobspec | None:
    tree = _legacy().legacy_tree(run, request.written, request.filename)
    if tree is None:
        return None
    sources = Sources(tree, run.origins)
    return _made(request, sources, Scope({}, context=request.context), "hcl1", {}, run.problems)


def _legacy() -> Any:
    return import_module("jobspec.decode.legacy_text")


CONVERT = Fix("If this is meant as legacy HCL1, as which it can be read, `jobspec convert` writes it as HCL2", ())
"""What helps where HCL2 fails and HCL1 does not."""

_LOADERS = {"json": _load_json, "hcl2": _load_native, "hcl1": _load_legacy}


def _has_errors(problems: list[Diagnostic]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _made(
    request: _Request, sources: Sources, scope: Scope, syntax: Syntax, variables: Any, problems: list[Diagnostic]
) -> Jobspec:
    form = "json" if is_json(request.written) else syntax
    return Jobspec(
        sources,
        scope,
        filename=request.filename,
        syntax=syntax,
        submission=submission(request.written, form, request.inputs, variables),
        diagnostics=problems,
    )


def load_file(path: StrPath, **options: Any) -> Jobspec:
    """What a file means; relative paths in it start at its folder. `OSError` if it cannot be read."""
    name = os.fspath(path)
    with open(name, "rb") as stream:
        text = stream.read()
    options.setdefault("filename", name)
    options.setdefault("base_dir", os.path.dirname(os.path.abspath(name)))
    return load(text, **options)


def parse(text: str | bytes, **options: Any) -> Job:
    """The job of a text: `load(...).job`."""
    return load(text, **options).job


def parse_file(path: StrPath, **options: Any) -> Job:
    """The job of a file: `load_file(...).job`."""
    return load_file(path, **options).job
