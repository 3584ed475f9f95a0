"""The formatter: byte for byte what `nomad fmt` makes, but that no comment is lost.

Knows how texts come in and go out; `layout` has the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from jobspec.diagnostics import ParseError
from jobspec.hcl.decoding import BYTE_ORDER_MARK
from jobspec.hcl.layout import lay_out
from jobspec.hcl.parser import parse_body
from jobspec.hcl.quick import Tokens, quick_whole
from jobspec.hcl.scan import scan


@overload
def format(text: str, filename: str = "<string>") -> str: ...


@overload
def format(text: bytes, filename: str = "<string>") -> bytes: ...


def format(text: str | bytes, filename: str = "<string>") -> str | bytes:
    r"""The text in the canonical layout, as it was given. Raises ParseError.

    >>> format("a=1\nlong = [ 2,3 ]\n")
    'a    = 1\nlong = [2, 3]\n'
    """
    diagnostics = parse_body(text, filename)[1]
    if diagnostics:
        raise ParseError(diagnostics)
    if isinstance(text, bytes):
        return _formatted(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return _formatted(text)


def _formatted(text: str) -> str:
    if text.startswith(BYTE_ORDER_MARK) and not text[1:].strip(" \t"):
        return " " * len(text.encode())
    text = text.removeprefix(BYTE_ORDER_MARK)
    kinds, texts = quick_whole(text) or _all_tokens(text)
    return lay_out(kinds, texts) + _tail(text, texts)


def _all_tokens(text: str) -> Tokens:
    tokens = scan(text)
    return [token.kind for token in tokens], [text[token.start : token.end] for token in tokens]


def _tail(text: str, texts: Sequence[str]) -> str:
    """Blanks behind the last token of a text without a last line end: the reference keeps their number.

    Those of a comment are its own.
    """
    content = text.rstrip(" \t")
    last = next((token for token in reversed(texts) if token), "")
    return "" if last.endswith((" ", "\t")) else " " * (len(text) - len(content))
