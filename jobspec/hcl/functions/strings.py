"""Functions of text. Lengths and positions count grapheme clusters: what a reader calls a character."""

from __future__ import annotations

import unicodedata

from jobspec.hcl.functions.registry import FunctionError, Parameter, check_size, function, whole
from jobspec.hcl.graphemes import clusters
from jobspec.hcl.types import NUMBER, STRING, list_of
from jobspec.hcl.values import Value, list_value, number, text

_STR = Parameter("str", STRING)
_TEXTS = list_of(STRING)
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Unicode calls white space."""


@function("chomp", _STR, returns=STRING, examples=[('chomp("a\\n\\n")', '"a"')])
def chomp(str: Value) -> Value:
    """The text without newline characters at its end."""
    return text(str.raw.rstrip("\r\n"))


_WIDEST = 1 << 47
"""More than any machine can hold."""


@function("indent", Parameter("spaces", NUMBER), _STR, returns=STRING, examples=[('indent(2, "a\\nb")', '"a\\n  b"')])
def indent(spaces: Value, str: Value) -> Value:
    """The text with blanks at the start of all lines but the first."""
    width = whole(spaces)
    if width < 0:
        raise FunctionError("the number of spaces must not be negative", 0)
    if width > _WIDEST:
        raise FunctionError("the number of spaces is too large", 0)
    if "\n" not in str.raw:
        return str
    check_size(len(str.raw) + str.raw.count("\n") * width, "the text")
    return text(str.raw.replace("\n", "\n" + " " * width))


@function(
    *("join", Parameter("separator", STRING)),
    variadic=Parameter("lists", _TEXTS),
    returns=STRING,
    examples=[('join(", ", ["a", "b"])', '"a, b"')],
)
def join(separator: Value, *lists: Value) -> Value:
    """The elements of one or more lists in one text, with a separator between them."""
    if not lists:
        raise FunctionError("at least one list is required")
    pieces = []
    for index, one in enumerate(lists, 1):
        for item in one.raw:
            if item.raw is None:
                raise FunctionError("a null element cannot be joined", index)
            if not item.is_known:
                return Value.unknown(STRING)
            pieces.append(item.raw)
    check_size(sum(map(len, pieces)) + len(separator.raw) * len(pieces), "the text")
    return text(separator.raw.join(pieces))


@function("lower", _STR, returns=STRING, examples=[('lower("ABC")', '"abc"')])
def lower(str: Value) -> Value:
    """The text in lower case."""
    return text("".join(_simple(letter, letter.lower()) for letter in str.raw))


@function("upper", _STR, returns=STRING, examples=[('upper("abc")', '"ABC"')])
def upper(str: Value) -> Value:
    """The text in upper case."""
    return text("".join(_simple(letter, letter.upper()) for letter in str.raw))


def _simple(letter: str, mapped: str) -> str:
    """One letter becomes one: what would become several stays, unless it has a single form of its own."""
    if len(mapped) == 1:
        return mapped
    return "i" if letter == "\u0130" else _SIMPLE_UPPER.get(letter, letter)


# Letters whose full upper case is several letters but that have a single one of their own.
_SIMPLE_UPPER = {
    **{chr(code): chr(code + 8) for start in (0x1F80, 0x1F90, 0x1FA0) for code in range(start, start + 8)},
    "\u1fb3": "\u1fbc",
    "\u1fc3": "\u1fcc",
    "\u1ff3": "\u1ffc",
    "\u1e9e": "\u1e9e",
}


@function("title", _STR, returns=STRING, examples=[('title("hello world")', '"Hello World"')])
def title(str: Value) -> Value:
    """The text with the first letter of each word in title case."""
    pieces, before = [], " "
    for letter in str.raw:
        pieces.append(_simple(letter, letter.title()) if _separates(before) else letter)
        before = letter
    return text("".join(pieces))


def _separates(letter: str) -> bool:
    if letter.isascii():
        return not (letter.isalnum() or letter == "_")
    if unicodedata.category(letter)[0] == "L" or unicodedata.category(letter) == "Nd":
        return False
    return letter in _SPACE


@function("reverse", _STR, returns=STRING, examples=[('reverse("abc")', '"cba"')])
@function("strrev", _STR, returns=STRING, examples=[('strrev("abc")', '"cba"')])
def reverse(str: Value) -> Value:
    """The text with its characters in the opposite order."""
    return text("".join(reversed(clusters(str.raw))))


@function("strlen", _STR, returns=NUMBER, examples=[('strlen("héllo")', "5")])
def strlen(str: Value) -> Value:
    """The number of characters of the text."""
    return number(len(clusters(str.raw)))


@function(
    *("substr", _STR, Parameter("offset", NUMBER), Parameter("length", NUMBER)),
    returns=STRING,
    examples=[('substr("hello", 1, 3)', '"ell"'), ('substr("hello", -2, -1)', '"lo"')],
)
def substr(str: Value, offset: Value, length: Value) -> Value:
    """The part of the text from an offset (from the end if negative), of a length (to the end if negative, or both)."""
    start, size = whole(offset), whole(length)
    characters = clusters(str.raw)
    if start < 0:
        start = max(start + len(characters), 0)
        size = size or -1
    return text("".join(characters[start:] if size < 0 else characters[start : start + size]))


@function(
    *("trim", _STR, Parameter("cutset", STRING)), returns=STRING, examples=[('trim("?!hello?!", "!?")', '"hello"')]
)
def trim(str: Value, cutset: Value) -> Value:
    """The text without any of the given characters at its start and end."""
    return text(str.raw.strip(cutset.raw) if cutset.raw else str.raw)


@function(
    *("trimprefix", _STR, Parameter("prefix", STRING)), returns=STRING, examples=[('trimprefix("ab", "a")', '"b"')]
)
def trimprefix(str: Value, prefix: Value) -> Value:
    """The text without a prefix."""
    return text(str.raw.removeprefix(prefix.raw))


@function(
    *("trimsuffix", _STR, Parameter("suffix", STRING)), returns=STRING, examples=[('trimsuffix("ab", "b")', '"a"')]
)
def trimsuffix(str: Value, suffix: Value) -> Value:
    """The text without a suffix."""
    return text(str.raw.removesuffix(suffix.raw))


@function("trimspace", _STR, returns=STRING, examples=[('trimspace("  a ")', '"a"')])
def trimspace(str: Value) -> Value:
    """The text without white space at its start and end."""
    return text(str.raw.strip(_SPACE))


@function(
    *("replace", _STR, Parameter("substr", STRING), Parameter("replace", STRING)),
    returns=STRING,
    examples=[('replace("a.b", ".", "-")', '"a-b"')],
)
def replace(str: Value, substr: Value, replacement: Value) -> Value:
    """The text with each occurrence of a literal text replaced."""
    hits = str.raw.count(substr.raw)
    check_size(len(str.raw) + hits * len(replacement.raw), "the text")
    return text(str.raw.replace(substr.raw, replacement.raw))


@function(
    *("split", Parameter("separator", STRING), _STR), returns=_TEXTS, examples=[('split(",", "a,b")', '["a","b"]')]
)
def split(separator: Value, str: Value) -> Value:
    """The pieces of a text between separators; its code points if the separator is empty."""
    pieces = str.raw.split(separator.raw) if separator.raw else list(str.raw)
    return list_value(STRING, map(text, pieces))


@function("sort", Parameter("list", _TEXTS), returns=_TEXTS, examples=[('sort(["b", "a"])', '["a","b"]')])
def sort(list: Value) -> Value:
    """The texts in order of their code points."""
    if not list.is_known:
        return Value.unknown(["list", STRING])
    for index, item in enumerate(list.raw):
        if item.raw is None:
            raise FunctionError(f"element {index} is null and cannot be sorted")
    return list_value(STRING, sorted(list.raw, key=_content))


def _content(item: Value) -> str:
    return str(item.raw)
