"""Requests and answers, and nothing of WSGI: what an endpoint is given and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

Values = Mapping[str, str]

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


class Answer(NamedTuple):
    """What is sent back. `body` is JSON unless `text` is given."""

    status: int = 200
    body: Any = None
    text: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Refused(Exception):
    """A request that cannot be served: the status and a message of one line or more."""

    def __init__(self, status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers

    def answer(self) -> Answer:
        """The answer that tells it."""
        return Answer(self.status, text=self.message, headers=self.headers)


class Request(NamedTuple):
    """One request. `path` is decoded, `place` holds what the route took from it."""

    method: str
    path: str
    query: Values
    body: bytes
    place: Values

    @property
    def writes(self) -> bool:
        """Whether the method is one of the two for writing."""
        return self.method in ("POST", "PUT")

    def text(self, name: str) -> str:
        """A query parameter, empty if it is not there."""
        return self.query.get(name, "")

    def flag(self, name: str) -> bool:
        """A query parameter that is true or false; refused if it is neither."""
        value = self.text(name)
        if value == "" or value in _FALSE:
            return False
        if value in _TRUE:
            return True
        raise Refused(500, f'The query parameter "{name}" must be true or false, not "{value}"')

    def number(self, name: str, *, signed: bool = True) -> int | None:
        """A query parameter that is a whole number; None if it is not there."""
        value = self.text(name)
        if value == "":
            return None
        if re.fullmatch(r"[+-]?\d{1,19}" if signed else r"\d{1,19}", value, re.ASCII):
            return int(value)
        raise Refused(500, f'The query parameter "{name}" must be a whole number, not "{value}"')


def is_boolean(text: str) -> bool:
    """Whether a parameter is true or false; empty is false."""
    return text == "" or text in _TRUE or text in _FALSE


def seconds_of(text: str) -> float | None:
    """A duration like `1m30s` in seconds; None if it is none. A unit is needed, but for zero."""
    if text == "0":
        return 0.0
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if not rest or _DURATION.sub("", rest):
        return None
    return sign * sum(float(number) * _UNITS[unit] for number, unit in _DURATION.findall(rest))
