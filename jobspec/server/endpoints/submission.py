"""`/v1/job/ID/submission`: the text that a version of a job was made from."""

from __future__ import annotations

import re

from jobspec import wire
from jobspec.server import reading
from jobspec.server.core import Server
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.remembered import Found
from jobspec.server.state import jobs


def endpoint(server: Server, request: Request) -> Answer:
    """The source of a version."""
    version = request.text("version")
    if not re.fullmatch(r"[0-9]{1,19}", version):
        raise Refused(400, "The query needs a version number")
    key = jobs.version_key(reading.namespace_of(request), request.place["job"], int(version))

    def query() -> Found:
        row = server.store.get("job_submission", *key)
        if row is None:
            return Found(0, None)
        return Found(row["JobModifyIndex"], {name: value for name, value in row.items() if name != "Key"})

    return reading.read(server, request, query, ("job_submission", *key), missing=wire.JOB_SOURCE_NOT_FOUND)
