"""Functions that write values as text and read them back: JSON, CSV, base64, URLs."""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Iterator
from typing import Any

from jobspec.hcl import types
from jobspec.hcl.functions.registry import FunctionError, Parameter, function
from jobspec.hcl.numbers import Number, parse, plain
from jobspec.hcl.types import DYNAMIC, NUMBER, STRING, list_of
from jobspec.hcl.values import NULL, Value, list_value, object_value, text, truth, tuple_value, unknown

_STR = Parameter("str", STRING)
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_DEEPEST = 500


def decode_base64(encoded: str) -> bytes:
    """The bytes of standard base64 with padding; a `FunctionError` for anything else."""
    joined = encoded.replace("\n", "").replace("\r", "")
    body = joined.rstrip("=")
    padding = len(joined) - len(body)
    if len(joined) % 4 or padding > 2 or any(letter not in _BASE64 for letter in body):
        raise FunctionError("the text is not base64")
    return binascii.a2b_base64(joined)


@function("base64decode", _STR, returns=STRING, examples=[('base64decode("w7w=")', '"ü"')])
def base64decode(str: Value) -> Value:
    """The text that base64 stands for."""
    try:
        return text(decode_base64(str.raw).decode("utf-8"))
    except UnicodeDecodeError:
        raise FunctionError("the decoded bytes are not UTF-8") from None


@function("base64encode", _STR, returns=STRING, examples=[('base64encode("ü")', '"w7w="')])
def base64encode(str: Value) -> Value:
    """The text's bytes in base64."""
    return text(binascii.b2a_base64(str.raw.encode("utf-8", "surrogatepass"), newline=False).decode())


@function("urlencode", _STR, returns=STRING, examples=[('urlencode("a b&c")', '"a+b%26c"')])
def urlencode(str: Value) -> Value:
    """The text as it stands in the query of a URL."""
    raw = str.raw.encode("utf-8", "surrogatepass")
    return text("".join("+" if byte == 32 else chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in raw))


def json_text(content: str) -> str:
    """A JSON string with the characters escaped that could end a script or a line."""
    quoted = json.dumps(content, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        if character in quoted:
            quoted = quoted.replace(character, f"\\u{ord(character):04x}")
    return quoted


def to_json(value: Value) -> str:
    """A known value as compact JSON; a `FunctionError` for an infinity."""
    raw = value.raw
    if isinstance(raw, str):
        return json_text(raw)
    if isinstance(raw, Number):
        if raw.is_infinite:
            raise FunctionError("an infinity cannot be written as JSON")
        return plain(raw)
    if isinstance(raw, tuple):
        return "[" + ",".join(map(to_json, raw)) + "]"
    if isinstance(raw, dict):
        return "{" + ",".join(f"{json_text(name)}:{to_json(item)}" for name, item in raw.items()) + "}"
    return "null" if raw is None else "true" if raw else "false"


@function(
    *("jsonencode", Parameter("val", DYNAMIC, null=True, unknown=True, untyped=True)),
    returns=STRING,
    examples=[("jsonencode({ a = [1, true] })", '"{\\"a\\":[1,true]}"')],
)
def jsonencode(val: Value) -> Value:
    """The value as JSON."""
    return text(to_json(val)) if val.is_known else unknown(STRING)


_BLANKS = " \t\r\n"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@function("jsondecode", _STR, returns=DYNAMIC, examples=[('jsondecode("[1, null]")', "[1,null]")])
def jsondecode(str: Value) -> Value:
    """The value that JSON stands for."""
    try:
        content = str.raw.lstrip(_BLANKS)
        parsed, end = _DECODER.raw_decode(content)
        if content[end:].lstrip(_BLANKS)[:1] not in ("", "]", "}"):
            # A bracket too many is passed over by the reference, with all that follows it.
            raise ValueError("something stands behind the value")
        return _from_json(parsed, 0)
    except (ValueError, RecursionError) as error:
        raise FunctionError(f"the text is not JSON: {error}") from None


def _json_number(digits: str) -> Number:
    number = parse(digits)
    if number is None:
        raise ValueError("a number is too large")
    return number


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


_DECODER = json.JSONDecoder(parse_float=_json_number, parse_int=_json_number, parse_constant=_no_constant)


def _from_json(parsed: Any, depth: int) -> Value:
    if depth > _DEEPEST:
        raise ValueError("it is nested too deeply")
    if isinstance(parsed, Number):
        return Value(NUMBER, parsed)
    if isinstance(parsed, str):
        return text(_LONE_SURROGATE.sub("\ufffd", parsed))
    if isinstance(parsed, list):
        return tuple_value([_from_json(item, depth + 1) for item in parsed])
    if isinstance(parsed, dict):
        return object_value(
            {
                text(_LONE_SURROGATE.sub("\ufffd", name)).raw: _from_json(item, depth + 1)
                for name, item in parsed.items()
            }
        )
    return NULL if parsed is None else truth(parsed)


@function("csvdecode", _STR, returns=DYNAMIC, examples=[('csvdecode("a,b\\n1,2")', '[{"a":"1","b":"2"}]')])
def csvdecode(str: Value) -> Value:
    """A list of objects, one for each record, by the names in the first."""
    records = list(_records(str.raw))
    if not records:
        raise FunctionError("there is no header line")
    header = [text(name).raw for name in records[0]]
    for index, name in enumerate(header):
        if name in header[:index]:
            raise FunctionError(f'two columns are named "{name}"')
    row = types.object_of(dict.fromkeys(header, STRING))
    found = []
    for number, record in enumerate(records[1:], 2):
        if len(record) != len(header):
            raise FunctionError(f"record {number} has {len(record)} fields, but the first has {len(header)}")
        found.append(object_value(dict(zip(header, map(text, record)))))
    return Value(list_of(row), list_value(row, found).raw)


def _records(content: str) -> Iterator[list[str]]:
    content = content.replace("\r\n", "\n")
    at = 0
    while at < len(content):
        if content[at] == "\n":
            at += 1
            continue
        record = []
        while True:
            field, at = _field(content, at)
            record.append(field)
            if at >= len(content) or content[at] == "\n":
                at += 1
                break
            at += 1
        yield record


def _field(content: str, at: int) -> tuple[str, int]:
    """The field at a place, and where it ends: at a comma, a newline or the end."""
    if content[at : at + 1] != '"':
        ends = (content.find(",", at), content.find("\n", at))
        end = min((place for place in ends if place >= 0), default=len(content))
        if '"' in content[at:end]:
            raise FunctionError("a quote stands within a field that is not quoted")
        return content[at:end], end
    pieces = []
    at += 1
    while True:
        close = content.find('"', at)
        if close < 0:
            raise FunctionError("a quoted field is not closed")
        pieces.append(content[at:close])
        if content[close + 1 : close + 2] == '"':
            pieces.append('"')
            at = close + 2
            continue
        if content[close + 1 : close + 2] not in ("", ",", "\n"):
            raise FunctionError("a quote stands within a quoted field")
        return "".join(pieces), close + 1
