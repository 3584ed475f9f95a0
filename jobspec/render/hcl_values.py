"""Values as HCL2 source: strings that keep their run-time references, heredocs, lists, objects, durations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jobspec.patterns import pattern

IDENTIFIER = pattern(r"[^\W\d](?:[\w]|-)*\Z")

_REFERENCE = pattern(r"""\$\{[A-Za-z_][\w-]*(?:\.[\w-]+|\["[^"\\$%]*"\])*\}""")
_MARK = pattern(r"[$%](?=\{)")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_KNOWN_ROOTS = ("var", "local", "true", "false", "null", "path", "each", "self")
_DELIMITERS = ("EOT", "EOF", "END", "TEXT")
_UNITS = (
    (3_600_000_000_000, "h"),
    (60_000_000_000, "m"),
    (1_000_000_000, "s"),
    (1_000_000, "ms"),
    (1_000, "us"),
    (1, "ns"),
)


def string(text: str) -> str:
    """A string as HCL2 source: a heredoc for text of several whole lines, else quoted.

    References that Nomad resolves at run time stay as they are; anything else that looks like a template is escaped.
    """
    if text.count("\n") > 1 and text.endswith("\n") and (written := _heredoc(text)):
        return written
    return quoted(text)


def quoted(text: str) -> str:
    r"""A string in quotes.

    >>> print(quoted('${node.unique.name} costs ${var.price} "or so"'))
    "${node.unique.name} costs $${var.price} \"or so\""
    """
    return '"' + "".join(_escaped(piece) if plain else piece for plain, piece in _pieces(text)) + '"'


def literal(text: str) -> str:
    r"""A string in quotes of which nothing is a reference.

    >>> print(literal('${node.unique.name}'))
    "$${node.unique.name}"
    """
    return f'"{_escaped(text)}"'


def _pieces(text: str) -> list[tuple[bool, str]]:
    """The text cut at its run-time references: plain pieces and references, in order."""
    pieces: list[tuple[bool, str]] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        root = re.split(r"[.\[}]", match[0][2:], maxsplit=1)[0]
        after_dollar = match.start() > 0 and text[match.start() - 1] == "$"
        if root in _KNOWN_ROOTS or after_dollar:
            continue
        pieces += [(True, text[end : match.start()]), (False, match[0])]
        end = match.end()
    return [*pieces, (True, text[end:])]


def _escaped(text: str) -> str:
    marked = _MARK.sub(lambda match: match[0] * 2, text)
    return "".join(_ESCAPES.get(char) or (char if char.isprintable() else _code(char)) for char in marked)


def _code(char: str) -> str:
    point = ord(char)
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def _heredoc(text: str) -> str | None:
    """A heredoc, or None where none can say the text: it has no escapes for control characters."""
    lines = text.split("\n")[:-1]
    if any(not (char.isprintable() or char in "\t\n") for char in text):
        return None
    name = next((name for name in _DELIMITERS if all(line.strip() != name for line in lines)), None)
    if name is None:
        return None
    return f"<<{name}\n{heredoc_body(lines)}\n{name}"


def heredoc_body(lines: Iterable[str]) -> str:
    """Lines of a text as they stand in a heredoc: what only looks like a template is escaped."""
    return "\n".join(
        "".join(_MARK.sub(lambda mark: mark[0] * 2, piece) if plain else piece for plain, piece in _pieces(line))
        for line in lines
    )


def value(item: Any) -> str:
    """Any JSON value as an expression."""
    if isinstance(item, str):
        return string(item) if item.count("\n") > 1 else quoted(item)
    if isinstance(item, Mapping):
        return object_of(item)
    if isinstance(item, list | tuple):
        return "[" + ", ".join(_inside(member) for member in item) + "]"
    return json.dumps(item)


def object_of(items: Mapping[str, Any]) -> str:
    """An object constructor over several lines."""
    if not items:
        return "{}"
    rows = [f"{key(name)} = {_inside(member)}" for name, member in items.items()]
    return "{\n" + "\n".join(rows) + "\n}"


def _inside(item: Any) -> str:
    """A value inside a constructor, where a heredoc could not be followed by a comma."""
    return quoted(item) if isinstance(item, str) else value(item)


def key(name: str) -> str:
    """An object's key: bare where that is possible."""
    return name if IDENTIFIER.match(name) else quoted(name)


def duration(nanoseconds: int) -> str:
    """A duration in the largest units that say it exactly.

    >>> duration(5_400_000_000_000), duration(0)
    ('"1h30m"', '"0s"')
    """
    if nanoseconds == 0:
        return '"0s"'
    left, text = abs(nanoseconds), "-" if nanoseconds < 0 else ""
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        text += f"{count}{unit}" if count else ""
    return f'"{text}"'
