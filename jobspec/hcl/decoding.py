"""From bytes to text: UTF-8, a mark of byte order left out, and what is not UTF-8 kept visible for the lexer.

Knows nothing of HCL.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jobspec.patterns import pattern

BYTE_ORDER_MARK = "\ufeff"

_LOOSE = pattern(rb"[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}")


class Decoded(NamedTuple):
    """A text, and how many bytes stand before it."""

    text: str
    bytes_before: int


def decode(text: str | bytes) -> Decoded:
    """The text without a byte order mark. A byte that is not UTF-8 becomes a lone surrogate, as `surrogateescape` does.

    Overlong forms and encoded surrogates have the shape of UTF-8 and pass, as replacement characters.
    """
    if isinstance(text, bytes):
        data = text
        try:
            text = str(data, "utf-8")
        except UnicodeDecodeError:
            text = str(_LOOSE.sub(_replaced, data), "utf-8", "surrogateescape")
    if not isinstance(text, str):
        raise TypeError(f"a text or bytes are wanted, not {type(text).__name__}")
    if text.startswith(BYTE_ORDER_MARK):
        return Decoded(text[1:], 3)
    return Decoded(text, 0)


def _replaced(found: re.Match[bytes]) -> bytes:
    try:
        found[0].decode("utf-8")
    except UnicodeDecodeError:
        return "\ufffd".encode() * len(found[0])
    return found[0]
