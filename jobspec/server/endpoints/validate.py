"""`/v1/validate/job`: what registering a job would say."""

from __future__ import annotations

from jobspec.server import reading
from jobspec.server.admission import judge
from jobspec.server.bodies import read_job, read_object
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request

_VALIDATE = {"Job": "any", "Region": "text", "Namespace": "text"}


def endpoint(server: Server, request: Request) -> Answer:
    """What registering the job would say."""
    body = read_object(request, _VALIDATE)
    if body["Job"] is None:
        raise Refused(400, "Job must be specified")
    job = read_job(body["Job"])
    reading.check_region(request, body["Region"])
    job["Namespace"] = job["Namespace"] or "default"
    verdict = judge(server, job)
    body = {
        "DriverConfigValidated": True,
        "Error": verdict.error,
        "ValidationErrors": list(verdict.problems) or None,
        "Warnings": verdict.warnings,
    }
    return Answer(body=body)
