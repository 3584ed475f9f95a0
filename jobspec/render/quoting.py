"""Texts as quoted literals: what can be printed stays, the rest becomes escapes, so that a value fits in one line."""

from __future__ import annotations

from jobspec.patterns import pattern

_SHORT = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}
_PLAIN = pattern(r'[^\\"]*')


def quote(text: str) -> str:
    r"""The text in double quotes.

    >>> print(quote('a "b"\n\x01\u200b'))
    "a \"b\"\n\x01\u200b"
    """
    if text.isprintable() and _PLAIN.fullmatch(text):
        return f'"{text}"'
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"  # half of a pair is no character; JSON readers of the other side replace it
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
