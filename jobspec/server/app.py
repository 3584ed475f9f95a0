"""The WSGI application: from an environment to a request, and from an answer to bytes."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from jobspec.server.bodies import BODY_LIMIT, encoded, pretty
from jobspec.server.http import Answer, Refused, Request
from jobspec.server.routes import find

if TYPE_CHECKING:
    from jobspec.server.core import Server

StartResponse = Callable[..., Any]
Environment = dict[str, Any]


class Application:
    """A WSGI callable over one server. `close()` stops what runs in the background and closes the store."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def __call__(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        try:
            answer = self._answer(environment)
        except Refused as refusal:
            answer = refusal.answer()
        return _send(answer, environment, start_response)

    def close(self) -> None:
        """Stop. What was answered is in the store already."""
        self.server.close()

    def _answer(self, environment: Environment) -> Answer:
        target, is_raw = _target(environment)
        if is_raw and _BAD_ESCAPE.search(target):
            return Answer(400, text="400 Bad Request")
        clean = clean_path(target)
        if clean != target and (is_raw or not target.startswith(_JOB)):
            return _redirect(clean, environment)
        path = unquote(target, errors="replace")
        route, place = find(path)
        if route is None:
            return Answer(404, text="")
        if route.redirect:
            return _redirect(route.redirect, environment)
        method = environment["REQUEST_METHOD"]
        if route.methods and method not in route.methods:
            raise Refused(405, "Invalid method")
        request = Request(method, path, _query(environment), _body(environment), place)
        return route.endpoint(self.server, request)


_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_JOB = "/v1/job/"
"""Below this, slashes and dots may belong to an ID: a server that shows only the decoded path cannot tell."""


def _target(environment: Environment) -> tuple[str, bool]:
    """The path with its escapes, and whether they are those that were sent."""
    raw = environment.get("RAW_URI") or environment.get("REQUEST_URI") or ""
    if raw.startswith("/"):
        return str(raw.partition("?")[0]), True
    path = environment.get("PATH_INFO") or "/"
    return str(path.encode("latin-1", "replace").decode("utf-8", "replace")).replace("%", "%25"), False


def clean_path(path: str) -> str:
    """A path without empty, `.` and `..` parts; a slash at its end stays.

    >>> clean_path("/v1//job/a/../b/")
    '/v1/job/b/'
    """
    if "//" not in path and "/." not in path:
        return path
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    end = "/" if parts and path.endswith("/") else ""
    return "/" + "/".join(parts) + end


def _redirect(path: str, environment: Environment) -> Answer:
    query = environment.get("QUERY_STRING")
    place = f"{path}?{query}" if query else path
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Location", place))
    body = (
        "" if environment["REQUEST_METHOD"] not in ("GET", "HEAD") else f'<a href="{place}">Temporary Redirect</a>.\n\n'
    )
    return Answer(307, text=body, headers=headers)


def _query(environment: Environment) -> Mapping[str, str]:
    text = environment.get("QUERY_STRING")
    if not text:
        return _NO_QUERY
    query: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        query.setdefault(name, value)
    return query


_NO_QUERY: Mapping[str, str] = {}


def _body(environment: Environment) -> bytes:
    length = environment.get("CONTENT_LENGTH") or ""
    if length == "0":
        return b""
    stream = environment["wsgi.input"]
    wanted = int(length) if length.isdigit() else BODY_LIMIT + 1
    body: bytes = stream.read(min(wanted, BODY_LIMIT + 1)) if wanted else b""
    if len(body) > BODY_LIMIT:
        raise Refused(413, f"The body is larger than {BODY_LIMIT} bytes")
    return body


def _send(answer: Answer, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
    status = "200 OK" if answer.status == 200 else f"{answer.status} {HTTPStatus(answer.status).phrase}"
    given = {name for name, _ in answer.headers}
    kind = "application/json" if answer.text is None else "text/plain; charset=utf-8"
    headers = [] if "Content-Type" in given or answer.text == "" else [("Content-Type", kind)]
    body = _encoded(answer, environment)
    headers += [*answer.headers]
    if "Vary" not in given:
        headers.append(("Vary", "Accept-Encoding"))
    if body and (encoding := _encoding(environment.get("HTTP_ACCEPT_ENCODING") or "")):
        headers.append(("Content-Encoding", encoding))
        body = gzip.compress(body, 1) if encoding == "gzip" else _deflated(body)
    headers.append(("Content-Length", str(len(body))))
    start_response(status, headers)
    return [b""] if environment["REQUEST_METHOD"] == "HEAD" else [body]


def _encoded(answer: Answer, environment: Environment) -> bytes:
    if answer.text is not None:
        return answer.text.encode("utf-8", "replace")
    body = answer.body
    if _pretty(environment):
        return pretty(json.loads(body) if isinstance(body, bytes) else body)
    return body if isinstance(body, bytes) else encoded(body)


def _encoding(accepted: str) -> str:
    """The first that is known, written as it is: the reference looks at no weights."""
    return next((item for item in map(str.strip, accepted.split(",")) if item in ("gzip", "deflate")), "")


def _deflated(body: bytes) -> bytes:
    stream = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    return stream.compress(body) + stream.flush()


def _pretty(environment: Environment) -> bool:
    text = environment.get("QUERY_STRING")
    if not text or "pretty" not in text:
        return False
    pairs = parse_qsl(text, keep_blank_values=True)
    return any(name == "pretty" and value != "0" for name, value in pairs)
