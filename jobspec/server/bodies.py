"""Bodies of requests: JSON, its members found in any letter case, their types checked."""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, NoReturn

from jobspec.model.complete import complete
from jobspec.server.http import Refused, Request

BODY_LIMIT = 10 * 1024 * 1024
DEEPEST = 300
"""Levels of nesting that a body may have."""

Kinds = Mapping[str, str]
"""Names of members and their kinds: text, flag, int, uint, texts, object, bytes, any."""

_ZERO: Mapping[str, Any] = {"text": "", "flag": False, "int": 0, "uint": 0, "bytes": b""}


def read_json(body: bytes) -> Any:
    """The first JSON value of a body; what follows is not looked at."""
    text = body.decode("utf-8", errors="replace").lstrip(" \t\r\n")
    if not text:
        raise Refused(400, "Request body is empty")
    if _depth(text) > DEEPEST:
        raise Refused(400, f"The body nests deeper than {DEEPEST} levels")
    try:
        value = _DECODER.raw_decode(text)[0]
    except ValueError as error:
        raise Refused(400, f"The body is no JSON: {error}") from None
    return _whole(value) if _HALF.search(text) else value


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _whole(value: Any) -> Any:
    """The value with U+FFFD for halves of characters, which cannot be written again."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return value


def encoded(body: Any) -> bytes:
    """A body as it is sent."""
    return _ENCODE(body).encode("utf-8", "replace")


def pretty(body: Any) -> bytes:
    """A body for people."""
    return (json.dumps(body, indent=4, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "replace")


_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _depth(text: str) -> int:
    """A bound of the nesting; brackets inside of strings count too, which only matters for monsters."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return 0
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def read_object(request: Request, kinds: Kinds, *, optional: bool = False) -> dict[str, Any]:
    """The members of the body that are asked for; zero values where they are missing or null."""
    if optional and not request.body.strip():
        return {name: _ZERO.get(kind) for name, kind in kinds.items()}
    value = read_json(request.body)
    if value is not None and not isinstance(value, dict):
        raise Refused(400, f"The body must be an object, not {_name(value)}")
    given = {key.lower(): (key, inner) for key, inner in (value or {}).items()}
    found = {}
    for name, kind in kinds.items():
        inner = (value or {}).get(name, given.get(name.lower(), (name, None))[1])
        found[name] = _ZERO.get(kind) if inner is None else _checked(name, inner, kind)
    return found


def _checked(name: str, value: Any, kind: str) -> Any:
    if kind == "any":
        return value
    if kind == "text" and isinstance(value, str):
        return value
    if kind == "flag" and isinstance(value, bool):
        return value
    if kind in ("int", "uint") and type(value) is int and (kind == "int" or value >= 0) and abs(value) < 1 << 64:
        return value
    if kind == "object" and isinstance(value, dict):
        return value
    if kind == "texts" and isinstance(value, dict) and all(isinstance(item, str | None) for item in value.values()):
        return {key: item or "" for key, item in value.items()}
    if kind == "bytes" and isinstance(value, str):
        return _base64(value)
    raise Refused(400, f'"{name}" cannot be {_name(value)}')


def _base64(text: str) -> bytes:
    try:
        return b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, "The payload is not base64") from None


def _name(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number"}
    return names.get(type(value), "null")


def read_job(value: Any) -> dict[str, Any]:
    """The job of a body in the inner form. A null among the groups closes the connection, as the reference crashes."""
    if not isinstance(value, Mapping):
        raise Refused(400, f'"Job" must be an object, not {_name(value)}')
    tree, problems = complete(value)
    crashing = [item for item in problems if item.id == "NJ2903"]
    if len(problems) > len(crashing):
        first = next(item for item in problems if item.id != "NJ2903")
        raise Refused(400, f"{first.summary}: {first.detail}")
    if crashing:
        raise ConnectionError("the body has a null where a group or a task must stand")
    return dict(tree)
