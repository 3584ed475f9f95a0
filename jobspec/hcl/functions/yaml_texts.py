"""The texts of YAML: quoted, folded over lines, and blocks.

Each reader gives the content and where it ends; -1 if it does not end.
"""

from __future__ import annotations

import re

from jobspec.patterns import pattern

_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HEXADECIMAL = {"x": 2, "u": 4, "U": 8}
_HEADER = pattern(r"[|>]([+-]?)([1-9]?)([+-]?)[ \t]*(?:#[^\n]*)?\n")


def folded(lines: list[str]) -> str:
    """Lines joined by blanks; an empty line between them is a newline."""
    joined = lines[0]
    empty = 0
    for line in lines[1:]:
        if not line:
            empty += 1
            continue
        joined += "\n" * empty if empty else " "
        joined += line
        empty = 0
    return joined


def single_quoted(source: str, at: int) -> tuple[str, int]:
    """The text in single quotes, in which two of them are one."""
    match = re.compile(r"'((?:[^']|'')*)'").match(source, at)
    if match is None:
        return "", -1
    return _fold_quoted(match[1]).replace("''", "'"), match.end()


def _fold_quoted(content: str) -> str:
    if "\n" not in content:
        return content
    first, *rest = content.split("\n")
    lines = [first.rstrip(" \t"), *(line.strip(" \t") for line in rest[:-1]), rest[-1].lstrip(" \t")]
    if len(lines) > 1 and not lines[-1]:
        inside = [line for line in lines[1:-1] if not line]
        return folded(lines[:-1]) + ("\n" * len(inside) if inside and not any(lines[1:-1]) else " ")
    return folded(lines)


def double_quoted(source: str, at: int) -> tuple[str, int]:
    """The text in double quotes with its escapes resolved."""
    match = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S).match(source, at)
    if match is None:
        return "", -1
    # A backslash at the end of a line takes the line break and the blanks of the next line with it.
    content = _fold_quoted(re.sub(r"\\\n[ \t]*", "\ue000", match[1])).replace("\ue000", "")
    pieces = []
    place = 0
    while (slash := content.find("\\", place)) >= 0:
        pieces.append(content[place:slash])
        letter = content[slash + 1 : slash + 2]
        if letter in _ESCAPES and letter:
            pieces.append(_ESCAPES[letter])
            place = slash + 2
        elif letter in _HEXADECIMAL and letter:
            place = slash + 2 + _HEXADECIMAL[letter]
            digits = content[slash + 2 : place]
            if not re.fullmatch(f"[0-9a-fA-F]{{{_HEXADECIMAL[letter]}}}", digits) or int(digits, 16) > 0x10FFFF:
                return "", -1
            pieces.append(chr(int(digits, 16)))
        else:
            return "", -1
    pieces.append(content[place:])
    return "".join(pieces), match.end()


def block_text(source: str, at: int, indent: int) -> tuple[str, int]:
    """The text of a literal (`|`) or folded (`>`) block."""
    header = _HEADER.match(source, at)
    if header is None:
        return "", -1
    keep = header[1] or header[3]
    lines, end = _block_lines(source, header.end(), indent, int(header[2] or 0))
    trailing = 0
    while lines and not lines[-1]:
        lines.pop()
        trailing += 1
    content = "\n".join(lines) if source[at] == "|" else _folded_block(lines)
    if keep == "+":
        return content + "\n" * (trailing + bool(lines)), end
    return content + ("\n" if lines and not keep else ""), end


def _block_lines(source: str, at: int, indent: int, explicit: int) -> tuple[list[str], int]:
    """The lines that are indented by more than the node, without that indentation."""
    lines: list[str] = []
    width = max(indent, 0) + explicit if explicit else -1
    while at < len(source):
        end = source.find("\n", at)
        end = len(source) if end < 0 else end
        line = source[at:end]
        inside = len(line) - len(line.lstrip(" "))
        if not line.strip(" "):
            lines.append(line[width:] if 0 <= width < len(line) else "")
        else:
            if width < 0:
                width = inside
            if inside < width or inside <= max(indent, 0):
                break
            lines.append(line[width:])
        at = end + 1
    return lines, at


def _folded_block(lines: list[str]) -> str:
    """Lines of one indentation joined by blanks; those indented further stay lines."""
    result = ""
    previous = ""
    empty = 0
    for number, line in enumerate(lines):
        if not line:
            empty += 1
            continue
        further = line[0] in " \t" or previous[:1] in (" ", "\t")
        if number == empty:
            result += "\n" * empty
        elif further:
            result += "\n" * (empty + 1)
        else:
            result += "\n" * empty if empty else " "
        result += line
        previous, empty = line, 0
    return result
