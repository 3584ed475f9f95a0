"""The function `yamlencode`: texts in double quotes, or literal blocks where they hold several lines."""

from __future__ import annotations

from jobspec.hcl.functions.registry import Parameter, function
from jobspec.hcl.numbers import Number, plain
from jobspec.hcl.types import DYNAMIC, STRING
from jobspec.hcl.values import Value, text, unknown

_WIDTH = 80
_LONGEST_KEY = 128
"""As many bytes as a key on the line of its value may have."""
_ESCAPES = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    '"': '\\"',
    "\\": "\\\\",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}


@function(
    *("yamlencode", Parameter("value", DYNAMIC, null=True, unknown=True, untyped=True)),
    returns=STRING,
    examples=[("yamlencode({ a = [1, true] })", '"\\"a\\":\\n- 1\\n- true\\n"')],
)
def yamlencode(value: Value) -> Value:
    """The value as YAML."""
    if not value.is_known:
        return unknown(STRING)
    if isinstance(value.raw, (tuple, dict)) and value.raw:
        return text("".join(line + "\n" for line in _block(value, 0)))
    written = _scalar(value, 0, 0)
    ends = isinstance(value.raw, (str, tuple, dict))
    return text(written + ("\n" if ends else "\n...\n"))


def _block(value: Value, indent: int) -> list[str]:
    """The lines of a collection that is not empty."""
    lead = " " * indent
    lines: list[str] = []
    if isinstance(value.raw, dict):
        for name, item in value.raw.items():
            if "\n" in name or len(name.encode()) > _LONGEST_KEY:
                # Such a key stands in lines of its own, and its value behind a colon as behind a dash.
                lines.extend(f"{lead}? {_scalar(text(name), indent, indent + 2)}".split("\n"))
                lines.extend(_item(f"{lead}: ", item, indent))
            else:
                lines.extend(_entry(f"{lead}{_quoted(name, indent)}:", item, indent))
        return lines
    for item in value.raw:
        lines.extend(_item(f"{lead}- ", item, indent))
    return lines


def _item(lead: str, item: Value, indent: int) -> list[str]:
    """A value behind a mark of two characters; a collection begins on the same line."""
    if isinstance(item.raw, (tuple, dict)) and item.raw:
        first, *rest = _block(item, indent + 2)
        return [lead + first.lstrip(" "), *rest]
    return f"{lead}{_scalar(item, indent, len(lead))}".split("\n")


def _entry(key: str, item: Value, indent: int) -> list[str]:
    if not isinstance(item.raw, (tuple, dict)) or not item.raw:
        return f"{key} {_scalar(item, indent, len(key) + 1)}".split("\n")
    # A list stands right below its key, an object two further in.
    return [key, *_block(item, indent if isinstance(item.raw, tuple) else indent + 2)]


def _scalar(value: Value, indent: int, column: int) -> str:
    raw = value.raw
    if isinstance(raw, str):
        return _literal(raw, indent) if _can_be_literal(raw) else _quoted(raw, indent, column)
    if isinstance(raw, Number):
        if raw.is_infinite:
            return "-Inf" if raw.negative else "+Inf"
        return plain(raw)
    if isinstance(raw, tuple):
        return "[]"
    if isinstance(raw, dict):
        return "{}"
    return "null" if raw is None else "true" if raw else "false"


def _can_be_literal(content: str) -> bool:
    if "\n" not in content or any(not _is_plain(letter) for letter in content if letter != "\n"):
        return False
    lines = content.split("\n")
    return not any(line.endswith(" ") for line in lines)


def _literal(content: str, indent: int) -> str:
    keep = "-" if not content.endswith("\n") else "+" if content.endswith("\n\n") or content == "\n" else ""
    body = content.removesuffix("\n").split("\n")
    lead = " " * (indent + 2)
    # Where the text begins with a blank or an empty line, its indentation has to be said.
    width = "2" if content.startswith((" ", "\n")) else ""
    return "\n".join([f"|{width}{keep}", *(lead + line if line else "" for line in body)])


def _is_plain(letter: str) -> bool:
    code = ord(letter)
    # What lies beyond the first plane is written as an escape, too.
    return 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xD7FF or (0xE000 <= code <= 0xFFFD and code != 0xFEFF)


def _quoted(content: str, indent: int, begins: int = -1) -> str:
    """A text in double quotes that begins in a column, folded where a blank stands behind the width; a key is not."""
    pieces = ['"']
    wrap, column = begins >= 0, begins + 1
    for at, letter in enumerate(content):
        inside = 0 < at < len(content) - 1
        if wrap and letter == " " and column > _WIDTH and inside:
            follows = content[at + 1] == " "
            pieces.append("\n" + " " * (indent + 2) + ("\\" if follows else ""))
            column = indent + 2 + follows
            continue
        written = _escaped(letter)
        pieces.append(written)
        column += len(written)
    pieces.append('"')
    return "".join(pieces)


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if _is_plain(letter) and letter not in "\u2028\u2029":
        return letter
    code = ord(letter)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
