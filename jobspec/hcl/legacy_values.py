"""The values of HCL1's tokens: quoted texts, heredocs and numbers. Knows no grammar."""

from __future__ import annotations

from jobspec.patterns import pattern

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_PLAIN = pattern(r'(?:[^"\\\n$]|\$(?!\{))+')
_BRACE = pattern(r"[{}]")
_OCTAL = "01234567"
_HEX = "0123456789abcdefABCDEF"
_CODED = {"x": (2, 16, _HEX), "u": (4, 16, _HEX), "U": (8, 16, _HEX)}
_FLOAT = pattern(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class BadText(Exception):
    """A text that cannot be read: why, and where that is told."""

    def __init__(self, id: str, at: int, **names: object) -> None:
        super().__init__(id)
        self.id = id
        self.at = at
        self.names = names


def quoted_text(text: str, start: int) -> tuple[str, int]:
    """The value of the quoted text at `start`, and where it ends. Interpolations are taken as they stand."""
    parts: list[bytes] = []
    at, size = start + 1, len(text)
    while at < size:
        if found := _PLAIN.match(text, at):
            parts.append(found[0].encode("utf-8", "replace"))
            at = found.end()
            continue
        char = text[at]
        if char == '"':
            return b"".join(parts).decode("utf-8", "replace"), at + 1
        if char == "\n":
            raise BadText("NJ0051", last_open_text(text, at))
        if char == "$":
            end = _interpolation_end(text, at + 1)
            parts.append(text[at:end].encode("utf-8", "replace"))
            at = end
            continue
        value, at = _escape(text, at + 1)
        parts.append(value)
    raise BadText("NJ0051", size)


def last_open_text(text: str, at: int) -> int:
    """The reference reads on after a text that does not end with its line, and tells the last such place."""
    while (opening := text.find('"', at)) >= 0:
        end = text.find("\n", opening)
        closing = text.find('"', opening + 1)
        if closing >= 0 and (end < 0 or closing < end):
            break
        if end < 0:
            return len(text)
        at = end
    return at


def _interpolation_end(text: str, at: int) -> int:
    """Behind the brace that closes the one at `at`; quotes and escapes inside mean nothing."""
    depth = 0
    for brace in _BRACE.finditer(text, at):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    raise BadText("NJ0051", len(text))


def _escape(text: str, at: int) -> tuple[bytes, int]:
    """The bytes of the escape whose letter stands at `at`, and where the text goes on."""
    letter = text[at : at + 1]
    if letter in _SIMPLE and letter:
        return _SIMPLE[letter].encode(), at + 1
    if letter and letter in _OCTAL:
        length, base, digits, first = 3, 8, _OCTAL, at
    elif letter in _CODED:
        length, base, digits = _CODED[letter]
        first = at + 1
    else:
        line_end = text.find("\n", at + 1)
        if letter == "\n" and line_end > 0 and '"' not in text[at:line_end]:
            # A line break after a backslash is taken for a bad escape first, and the text goes on in the next line.
            raise BadText("NJ0051", last_open_text(text, line_end))
        raise BadText("NJ0052", at, escape="\\" + letter)
    for offset in range(length):
        if (digit := text[first + offset : first + offset + 1]) == "" or digit not in digits:
            raise BadText("NJ0052", first + offset, escape=text[at - 1 : first + offset])
    code = int(text[first : first + length], base)
    end = first + length
    if letter in ("u", "U"):
        if code > 0x10FFFF:
            raise BadText("NJ0052", at, escape=text[at - 1 : end])
        return ("\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)).encode(), end
    if code > 255:
        raise BadText("NJ0052", at, escape=text[at - 1 : end])
    return bytes([code]), end


def heredoc_end(text: str, at: int, opener: str) -> int:
    """Behind the name on the line that ends the heredoc whose content begins at `at`."""
    indented = opener.startswith("<<-")
    marker = opener.strip("<-\n")
    while (line_end := text.find("\n", at)) >= 0:
        line = text[at:line_end]
        if line.lstrip(" \t") == marker and not (indented and len(line) == len(marker)):
            return line_end
        at = line_end + 1
    raise BadText("NJ0054", len(text), marker=marker)


def heredoc_text(text: str) -> str:
    r"""The value of a heredoc, from its opener to its end line.

    >>> heredoc_text("<<A\nx\n  A")
    'x\n  '
    """
    opener, _, rest = text.partition("\n")
    last = rest.rfind("\n") + 1
    content, end_line = rest[:last], rest[last:]
    marker = opener.strip("<-")
    blanks = end_line.removesuffix(marker)
    if not opener.startswith("<<-"):
        return content + blanks
    lines = content.split("\n")[:-1]
    if any(not line.startswith(blanks) for line in lines):
        return content
    return "".join(line[len(blanks) :] + "\n" for line in lines)


def number_text(text: str) -> str | None:
    """A number in plain digits as HCL2 would write it; None if it is none.

    >>> number_text("0644"), number_text("0x1F"), number_text("1."), number_text("08")
    ('420', '31', '1.0', None)
    """
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if digits[:2] in ("0x", "0X"):
        return _whole(sign, digits[2:], 16)
    if digits.isdigit():
        return _whole(sign, digits, 8 if len(digits) > 1 and digits.startswith("0") else 10)
    if not _FLOAT.fullmatch(text):
        return None
    value = float(text)
    return None if value in (float("inf"), float("-inf")) else repr(value)


def _whole(sign: str, digits: str, base: int) -> str | None:
    try:
        value = int(sign + digits, base)
    except ValueError:
        return None
    return str(value) if -(2**63) <= value < 2**63 else None
