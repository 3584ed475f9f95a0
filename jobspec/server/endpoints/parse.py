"""`/v1/jobs/parse`: from a jobspec to a job."""

from __future__ import annotations

from typing import Any

from jobspec import decode
from jobspec.canonical import canonicalize
from jobspec.diagnostics import ParseError
from jobspec.model.trees import tree_of
from jobspec.model.write import to_api
from jobspec.server.bodies import read_json, read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request

_NAME = "input.hcl"
_PARSE = {"JobHCL": "text", "Canonicalize": "flag", "Variables": "text", "HCLv1": "flag"}


def endpoint(server: Server, request: Request) -> Answer:
    """The job that a jobspec means; HCL2, and if that fails HCL1."""
    if read_json(request.body) is None:
        raise ConnectionError("null is no request to parse")
    body = read_object(request, _PARSE)
    if not body["JobHCL"]:
        raise Refused(400, "JobHCL is empty: it must hold a jobspec")
    job = _read(body["JobHCL"], body["Variables"])
    return Answer(body=to_api(canonicalize(tree_of(job))) if body["Canonicalize"] else job)


def _read(text: str, variables: str) -> dict[str, Any]:
    options: dict[str, Any] = {"filename": _NAME, "variables_text": variables, "strict": False}
    try:
        return decode.load(text, syntax="hcl2", **options).to_api()
    except ParseError as error:
        if not any(one.subject and one.subject.filename == _NAME for one in error.diagnostics):
            raise Refused(400, f"The variables cannot be read:\n{error}") from None
        try:
            return decode.load(text, syntax="hcl1", filename=_NAME).to_api()
        except ParseError:
            raise Refused(400, f"The jobspec cannot be read:\n{error}") from None
