"""Pages of a list: how many, from where, in which direction, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from jobspec.server.filters import matcher
from jobspec.server.http import Refused, Request
from jobspec.server.store import Row

Token = Callable[[Row], str]


class Page(NamedTuple):
    """The rows of one page, and where the next begins."""

    rows: list[Row]
    next_token: str = ""


def page(request: Request, rows: Iterable[Row], token: Token, order: Callable[[Row], object]) -> Page:
    """The rows that a request asks for: filtered, in order, cut to the page."""
    size = page_size(request)
    accepts = matcher(request.text("filter"))
    backwards = request.text("reverse") == "true"
    ordered = sorted(rows, key=order, reverse=backwards)  # type: ignore[arg-type]
    start = request.text("next_token")
    found: list[Row] = []
    begun = not start
    for row in ordered:
        begun = begun or token(row) == start or _beyond(token(row), start, backwards)
        if not begun or not accepts(row):
            continue
        if size is not None and len(found) >= size:
            return Page(found, token(row))
        found.append(row)
    return Page(found)


def page_size(request: Request) -> int | None:
    """How many rows a page has; None for all of them."""
    text = request.text("per_page")
    if text and not re.fullmatch(r"[+-]?\d{1,9}", text):
        raise Refused(400, "Expect a number for 'per_page' query string parameter")
    size = int(text or 0)
    return None if size == 0 else max(size, 0)


def _beyond(token: str, start: str, backwards: bool) -> bool:
    """Whether a row lies behind the one a page should begin with, which may be gone."""
    here, wanted = _sortable(token), _sortable(start)
    return here < wanted if backwards else here > wanted


def _sortable(token: str) -> tuple[int, str]:
    number, dot, rest = token.partition(".")
    return (int(number), rest) if dot and number.isdigit() else (0, token)
