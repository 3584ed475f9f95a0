"""Functions that put values into a format text with verbs such as `%s` and `%05.2f`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

from jobspec.hcl.convert import ConversionError, convert
from jobspec.hcl.functions.encoding import json_text, to_json
from jobspec.hcl.functions.registry import FunctionError, Parameter, check_size, function
from jobspec.hcl.graphemes import clusters
from jobspec.hcl.numbers import Number, exact_digits, shortest_digits
from jobspec.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, Type, kind, list_of
from jobspec.hcl.values import UNKNOWN, Value, list_value, text, unknown
from jobspec.patterns import pattern

_FORMAT = Parameter("format", STRING)
_ARGUMENTS = Parameter("args", DYNAMIC, null=True, unknown=True, untyped=True)
_VERB = pattern(r"%(?P<flags>[ +#0-]*)(?P<width>\d*)(?P<precision>\.\d*)?(?:\[(?P<index>\d+)\])?(?P<verb>.?)", re.S)
_WIDEST = 1 << 16


class _Verb:
    """One verb of a format: what it asks for, and where it stands."""

    __slots__ = ("alternate", "index", "left", "letter", "plus", "precision", "space", "text", "width", "zero")

    def __init__(self, match: re.Match[str], sequence: int) -> None:
        flags = match["flags"]
        self.text = match[0]
        self.letter = match["verb"]
        self.plus, self.left, self.space = "+" in flags, "-" in flags, " " in flags
        self.zero, self.alternate = "0" in flags, "#" in flags
        self.width = int(match["width"] or 0)
        self.precision = None if match["precision"] is None else int(match["precision"][1:] or 0)
        self.index = int(match["index"]) - 1 if match["index"] else sequence
        if self.width > _WIDEST or (self.precision or 0) > _WIDEST:
            raise FunctionError(f"{self.text} is too wide")


def _format_once(template: str, arguments: Sequence[Value]) -> str:
    pieces = []
    at = sequence = highest = 0
    while (start := template.find("%", at)) >= 0:
        pieces.append(template[at:start])
        match = _VERB.match(template, start)
        if match is None or (match["index"] is not None and int(match["index"]) == 0):
            raise FunctionError(f"the verb at {start} cannot be read")
        at = match.end()
        if match["verb"] == "%":
            pieces.append("%")
            continue
        verb = _Verb(match, sequence)
        if not verb.letter:
            raise FunctionError(f"the verb at {start} is not complete")
        if not 0 <= verb.index < len(arguments):
            raise FunctionError(f"{verb.text} at {start} needs argument {verb.index + 1}, of {len(arguments)} given")
        pieces.append(_formatted(verb, arguments[verb.index]))
        sequence = verb.index + 1
        highest = max(highest, sequence)
    pieces.append(template[at:])
    if highest < len(arguments):
        raise FunctionError(f"there are more arguments than the {highest} that the format uses", highest + 1)
    check_size(sum(map(len, pieces)), "the text")
    return "".join(pieces)


def _formatted(verb: _Verb, value: Value) -> str:
    letter = verb.letter
    if letter == "v":
        return _general(verb, value)
    if letter not in "tbdoxXeEfgGsq":
        raise FunctionError(f"{verb.text} is no verb that is known")
    if value.raw is None:
        raise FunctionError(f"{verb.text} cannot show null")
    wanted = BOOL if letter == "t" else STRING if letter in "sq" else NUMBER
    converted = _as(value, wanted, verb)
    if wanted == BOOL:
        return "true" if converted.raw else "false"
    if wanted == STRING:
        return _text(verb, converted.raw)
    return _whole_number(verb, converted.raw) if letter in "bdoxX" else _number(verb, converted.raw, letter)


def _as(value: Value, wanted: Type, verb: _Verb) -> Value:
    try:
        return convert(value, wanted)
    except ConversionError as error:
        raise FunctionError(f"{verb.text} cannot show this value: {error}") from None


def _general(verb: _Verb, value: Value) -> str:
    if verb.alternate:
        return _padded(verb, to_json(value))
    if value.raw is None:
        return _padded(verb, "null")
    if isinstance(value.raw, str):
        return _padded(verb, value.raw)
    if isinstance(value.raw, Number):
        return _padded(verb, _shown(value.raw))
    return _padded(verb, to_json(value))


def _shown(number: Number) -> str:
    """A number by the fewest digits, whatever the verb says of signs and places."""
    if number.is_infinite:
        return "-Inf" if number.negative else "+Inf"
    return f"{'-' if number.negative else ''}{_shorter(number, None)}"


def _text(verb: _Verb, content: str) -> str:
    if verb.precision:
        content = "".join(clusters(content)[: verb.precision])
    return _padded(verb, json_text(content) if verb.letter == "q" else content)


def _padded(verb: _Verb, content: str) -> str:
    """The text in its width; with the flag 0 filled up with zeros, on either side."""
    missing = ("0" if verb.zero else " ") * max(verb.width - len(clusters(content)), 0)
    return content + missing if verb.left else missing + content


def _signed(verb: _Verb, negative: bool, digits: str, fill: bool = True) -> str:
    sign = "-" if negative else "+" if verb.plus else " " if verb.space else ""
    if verb.zero and fill and not verb.left:
        digits = digits.rjust(verb.width - len(sign), "0")
    written = sign + digits
    return written.ljust(verb.width) if verb.left else written.rjust(verb.width)


def _whole_number(verb: _Verb, number: Number) -> str:
    if not number.is_whole:
        raise FunctionError(f"{verb.text} needs a whole number")
    size = abs(int(number))
    check_size(size.bit_length(), "the number")
    digits = exact_digits(abs(number)) if verb.letter == "d" else format(size, verb.letter)
    if verb.precision is not None:
        digits = digits.rjust(verb.precision, "0")
    if verb.alternate and verb.letter in "oxXb":
        digits = {"o": "0", "x": "0x", "X": "0X", "b": "0b"}[verb.letter] + digits
    if verb.precision is not None:
        return _signed(verb, number.sign < 0, digits, fill=False)
    return _signed(verb, number.sign < 0, digits)


def _number(verb: _Verb, number: Number, letter: str) -> str:
    if number.is_infinite:
        return _signed(verb, number.negative, "Inf", fill=False)
    lower = letter.lower()
    if lower == "f":
        digits = _fixed(number, 6 if verb.precision is None else verb.precision)
    elif lower == "e":
        digits = _exponential(number, 6 if verb.precision is None else verb.precision)
    else:
        digits = _shorter(number, verb.precision)
    return _signed(verb, number.negative, digits.upper() if letter.isupper() else digits)


def _decimal(number: Number) -> Decimal:
    return Decimal(exact_digits(abs(number)))


def _fixed(number: Number, places: int) -> str:
    exact = _decimal(number)
    context = Context(prec=max(exact.adjusted(), 0) + places + 8, rounding=ROUND_HALF_EVEN)
    return format(exact.quantize(Decimal(1).scaleb(-places), context=context), "f")


def _exponential(number: Number, places: int) -> str:
    exact = _decimal(number)
    rounded = Context(prec=places + 1, rounding=ROUND_HALF_EVEN).plus(exact) if exact else exact
    digits = "".join(map(str, rounded.as_tuple().digits)).ljust(places + 1, "0")
    return _with_exponent(digits[: places + 1], rounded.adjusted() if exact else 0)


def _with_exponent(digits: str, power: int) -> str:
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _shorter(number: Number, precision: int | None) -> str:
    """`%g`: the shorter of plain digits and an exponent, by the fewest digits or a number of them."""
    if precision is None:
        digits, point = shortest_digits(abs(number))
        limit = 6
        if limit > len(digits) >= point:
            limit = len(digits)
        limit = max(limit, 6)
    else:
        exact = _decimal(number)
        rounded = Context(prec=max(precision, 1), rounding=ROUND_HALF_EVEN).plus(exact)
        digits = "".join(map(str, rounded.as_tuple().digits)).rstrip("0") if exact else ""
        point = rounded.adjusted() + 1 if exact else 0
        limit = max(precision, 1)
        if limit > len(digits) >= point:
            limit = max(len(digits), point)
    if not digits:
        return "0"
    power = point - 1
    if power < -4 or power >= limit:
        return _with_exponent(digits, power)
    if point <= 0:
        return "0." + "0" * -point + digits
    whole = digits[:point].ljust(point, "0")
    return f"{whole}.{digits[point:]}" if digits[point:] else whole


@function(
    "format",
    _FORMAT,
    variadic=_ARGUMENTS,
    returns=STRING,
    examples=[('format("%s has %03d", "web", 7)', '"web has 007"'), ('format("%v", 1000000)', '"1e+06"')],
)
def format_(template: Value, *arguments: Value) -> Value:
    """The text with its verbs replaced by the arguments."""
    if not all(argument.is_known for argument in arguments):
        return unknown(STRING)
    return text(_format_once(template.raw, arguments))


@function(
    "formatlist",
    _FORMAT,
    variadic=_ARGUMENTS,
    returns=list_of(STRING),
    examples=[('formatlist("%s-%s", "x", ["c", "d"])', '["x-c","x-d"]')],
)
def formatlist(template: Value, *arguments: Value) -> Value:
    """A list of texts: the format applied to each element of the lists among the arguments."""
    if any(argument.raw is UNKNOWN for argument in arguments):
        return unknown(list_of(STRING))
    lists = {}
    for index, argument in enumerate(arguments, 1):
        if kind(argument.term) in ("list", "set", "tuple") and argument.raw is not None:
            lists[index] = argument.raw
    lengths = {len(items) for items in lists.values()}
    if len(lengths) > 1:
        first = next(iter(lists.values()))
        odd = next(index for index, items in lists.items() if len(items) != len(first))
        raise FunctionError(f"argument {odd} has {len(lists[odd])} elements, but an earlier one has {len(first)}", odd)
    found = []
    for row in range(next(iter(lengths), 1)):
        values = [lists[index][row] if index in lists else value for index, value in enumerate(arguments, 1)]
        known = all(value.is_known for value in values)
        found.append(text(_format_once(template.raw, values)) if known else unknown(STRING))
    return list_value(STRING, found)
