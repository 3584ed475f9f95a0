"""Reads JSON with the place of every value: the ground of HCL's JSON syntax. Stops at the first mistake."""

from __future__ import annotations

import json
import re

from jobspec.diagnostics import Diagnostic
from jobspec.hcl.json_nodes import JsonValue
from jobspec.hcl.source import Source, Span
from jobspec.patterns import pattern

_TOKEN = pattern(
    r"""[ \t\r\n]*(?:
        (?P<punctuation>[{}\[\],:])
      | (?P<string>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")
      | (?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+-]))
      | (?P<word>true|false|null)(?!\w)
      | (?P<end>\Z)
    )""",
    re.X | re.A,
)
_DEEPEST = 200


class _Mistake(Exception):
    def __init__(self, at: int, end: int, summary: str, detail: str) -> None:
        super().__init__(summary)
        self.at, self.end, self.summary, self.detail = at, end, summary, detail


class _Reader:
    def __init__(self, filename: str, text: str) -> None:
        self.text = text
        self.spans: list[Span] = []
        self.source = Source(filename, text, self.spans)
        self.at = 0
        self.kind = ""
        self.token = ""

    def advance(self) -> None:
        """Go to the next token."""
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            raise self.unreadable()
        self.kind = str(match.lastgroup)
        self.token = match[self.kind]
        self.spans.append(match.span(self.kind))
        self.at = match.end()

    def unreadable(self) -> _Mistake:
        blank = re.compile(r"[ \t\r\n]*").match(self.text, self.at)
        at = blank.end() if blank else self.at
        letter = self.text[at]
        if letter == '"':
            good = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*').match(self.text, at)
            stop = good.end() if good else at + 1
            detail = "A string ends on its own line, and knows the escapes of JSON only."
            return _Mistake(stop, min(stop + 1, len(self.text)), "Unreadable JSON string", detail)
        if letter in "-0123456789":
            return _Mistake(at, at + 1, "Unreadable JSON number", "A number is written as 10, -1.5 or 1e3.")
        detail = "A value is an object, a list, a string in double quotes, a number, true, false or null."
        return _Mistake(at, at + 1, "Not a JSON value", detail)

    def wrong(self, summary: str, detail: str, token: int = -1) -> _Mistake:
        """A mistake at a token, the current one unless another is named."""
        start, end = self.spans[token]
        return _Mistake(start, end, summary, detail)

    def value(self, depth: int) -> JsonValue:
        """The value that begins with the current token; the token behind it becomes current."""
        if depth > _DEEPEST:
            raise self.wrong("JSON nested too deeply", f"Values can be nested in {_DEEPEST} levels.")
        first = len(self.spans) - 1
        kind, token = self.kind, self.token
        content: object
        if kind == "string":
            content = json.loads(token, strict=True)
        elif kind == "number":
            content = token
        elif kind == "word":
            kind, content = "constant", {"true": True, "false": False, "null": None}[token]
        elif token == "[":
            kind, content = "array", self.array(depth)
        elif token == "{":
            kind, content = "object", self.object(depth)
        else:
            what = "The text ends" if kind == "end" else f'"{token}" stands'
            raise self.wrong("Missing JSON value", f"{what} where a value is expected.")
        self.advance()
        return JsonValue(self.source, first, len(self.spans) - 1, kind, content)

    def array(self, depth: int) -> list[JsonValue]:
        items: list[JsonValue] = []
        opening = len(self.spans) - 1
        self.advance()
        while self.token != "]" or self.kind != "punctuation":
            items.append(self.value(depth + 1))
            self.separator("]", "array", opening)
        return items

    def separator(self, closing: str, what: str, opening: int) -> None:
        """Over the comma, if there is one; another element must follow it."""
        if self.kind == "punctuation" and self.token == ",":
            self.advance()
            if self.token == closing and self.kind == "punctuation":
                detail = f"The last element of an {what} has no comma behind it: remove this one."
                raise self.wrong("Trailing comma", detail, -2)
        elif self.kind == "end":
            raise self.wrong(f"This {what} is never closed", f'The text ends before its "{closing}".', opening)
        elif self.token != closing or self.kind != "punctuation":
            raise self.wrong("Missing comma", f'"," or "{closing}" is missing in an {what}.')

    def object(self, depth: int) -> list[tuple[str, JsonValue]]:
        properties: list[tuple[str, JsonValue]] = []
        opening = len(self.spans) - 1
        self.advance()
        while self.token != "}" or self.kind != "punctuation":
            if self.kind != "string":
                at = len(self.spans) - 1
                # What is wrong within a value that stands in the place of a name is told first.
                self.value(depth + 1)
                raise self.wrong("Missing property name", "The name of a property is a string in double quotes.", at)
            name = str(json.loads(self.token))
            self.advance()
            if self.kind != "punctuation" or self.token != ":":
                raise self.wrong("Missing colon", f'A colon stands between the property "{name}" and its value.')
            self.advance()
            properties.append((name, self.value(depth + 1)))
            self.separator("}", "object", opening)
        return properties


def read_json(text: str, filename: str) -> tuple[JsonValue | None, list[Diagnostic]]:
    """The value of a JSON text, or what is wrong with it."""
    reader = _Reader(filename, text)
    try:
        reader.advance()
        value = reader.value(0)
        if reader.kind != "end":
            raise reader.wrong("Text behind the JSON value", "The text holds one value and nothing else.")
    except _Mistake as mistake:
        subject = reader.source.range_at(mistake.at, mistake.end)
        return None, [Diagnostic("error", "NJ0201", mistake.summary, mistake.detail, subject=subject)]
    return value, []
