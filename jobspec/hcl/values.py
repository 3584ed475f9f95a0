"""Values of the language: immutable, typed, possibly null or unknown.

What a value holds by its type: `str`, `Number`, `bool`; a tuple of values for lists, tuples and sets (a set's in its
order, each once); a dict of values in the order of its keys for maps and objects; None for null. Knows nothing of
expressions or jobs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from jobspec.hcl import types
from jobspec.hcl.numbers import Number, parse, plain
from jobspec.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, Type


class _Unknown:
    """What an unknown value holds."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


class Value:
    """A value of the language with its type.

    >>> value = Value.from_python({"count": 2, "names": ["a", "b"]})
    >>> value.type
    ['object', {'count': 'number', 'names': ['tuple', ['string', 'string']]}]
    >>> value.to_json()
    '{"count":2,"names":["a","b"]}'
    """

    __slots__ = ("_term", "raw")

    raw: Any
    """The content; see the module. For the language's own use: not part of the public interface."""

    def __init__(self, term: Type | None, raw: Any) -> None:
        self._term = term
        self.raw = raw

    @property
    def term(self) -> Type:
        """The type as a term of `types`; that of a tuple or object is worked out when first asked for."""
        if self._term is None:
            if isinstance(self.raw, tuple):
                self._term = types.tuple_of(item.term for item in self.raw)
            else:
                self._term = types.object_of({name: item.term for name, item in self.raw.items()})
        return self._term

    @property
    def type(self) -> str | list[Any]:
        """The type as JSON describes it: `"string"`, `["list", "string"]`, `["object", {"a": "bool"}]`."""
        return types.to_json(self.term)

    @property
    def is_null(self) -> bool:
        """Whether it is the absence of a value."""
        return self.raw is None

    @property
    def is_unknown(self) -> bool:
        """Whether the value as a whole is unknown."""
        return self.raw is UNKNOWN

    @property
    def is_known(self) -> bool:
        """Whether nothing in it is unknown."""
        return self.raw is not UNKNOWN and all(item.is_known for item in self.parts())

    def parts(self) -> Iterable[Value]:
        """The values directly inside of it."""
        if isinstance(self.raw, tuple):
            return self.raw
        return self.raw.values() if isinstance(self.raw, dict) else ()

    def items(self) -> Iterator[tuple[Value, Value]]:
        """Keys and values of a known collection or structure, in its order; a set's elements are their own keys."""
        if isinstance(self.raw, dict):
            for name, item in self.raw.items():
                yield Value(STRING, name), item
        elif types.kind(self.term) == "set":
            for item in self.raw:
                yield item, item
        else:
            for index, item in enumerate(self.raw):
                yield number(index), item

    def to_python(self) -> Any:
        """The value as str, bool, int, float, None, list or dict; a `ValueError` if it is not wholly known."""
        if self.raw is UNKNOWN:
            raise ValueError("the value is not wholly known")
        if isinstance(self.raw, Number):
            return int(self.raw) if self.raw.is_whole else float(self.raw)
        if isinstance(self.raw, tuple):
            return [item.to_python() for item in self.raw]
        if isinstance(self.raw, dict):
            return {name: item.to_python() for name, item in self.raw.items()}
        return self.raw

    def to_json(self) -> str:
        """The value as JSON text: numbers in all their digits, `{"$unknown": type}` and `{"$infinity": "+"}` marked."""
        raw = self.raw
        if raw is UNKNOWN:
            return f'{{"$unknown":{_dumped(self.type)}}}'
        if isinstance(raw, Number):
            if raw.is_infinite:
                return '{"$infinity":"-"}' if raw.negative else '{"$infinity":"+"}'
            return plain(raw)
        if isinstance(raw, tuple):
            return "[" + ",".join(item.to_json() for item in raw) + "]"
        if isinstance(raw, dict):
            inside = (f"{_dumped(name)}:{item.to_json()}" for name, item in raw.items())
            return "{" + ",".join(inside) + "}"
        return _dumped(raw)

    @classmethod
    def from_python(cls, value: object, type: str | list[Any] | None = None) -> Value:
        """The value that a Python object stands for: a mapping is an object, a sequence a tuple.

        With a type, the value is converted to it; a `ValueError` if it does not convert.
        """
        made = _from_python(value)
        if type is None:
            return made
        return _CONVERT(made, types.from_json(type))

    @classmethod
    def unknown(cls, type: str | list[Any] = DYNAMIC) -> Value:
        """A value of which only the type is known."""
        return unknown(types.from_json(type))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value):
            return NotImplemented
        return same(self, other)

    def __hash__(self) -> int:
        if isinstance(self.raw, dict):
            return hash(tuple(self.raw.items()))
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"Value({self.type!r}, {self.to_json()})"


def _no_conversion(value: Value, term: Type) -> Value:
    raise ValueError(f"cannot make {types.describe(term)} of {types.describe(value.term)}")


_CONVERT = _no_conversion


def use_conversion(convert: Any) -> None:
    """Give `Value.from_python` the conversion, which lies above this module."""
    global _CONVERT  # noqa: PLW0603 - set once, while the package is imported
    _CONVERT = convert


TRUE: Final = Value(BOOL, True)
FALSE: Final = Value(BOOL, False)
NULL: Final = Value(DYNAMIC, None)
DYNAMIC_UNKNOWN: Final = Value(DYNAMIC, UNKNOWN)


def text(content: str) -> Value:
    """A string, in Unicode's composed normal form."""
    return Value(STRING, content if content.isascii() else _composed(content))


def _composed(content: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", content)


def truth(condition: bool) -> Value:
    """A bool."""
    return TRUE if condition else FALSE


def number(value: Number | int) -> Value:
    """A number; of an `int`, one with 64 bits of precision as counting functions give it."""
    if isinstance(value, int):
        value = Number(value, 0, max(64, value.bit_length()))
    return Value(NUMBER, value)


def null(term: Type) -> Value:
    """The null of a type."""
    return Value(term, None)


def unknown(term: Type) -> Value:
    """The unknown value of a type."""
    return Value(term, UNKNOWN)


def tuple_value(items: Iterable[Value]) -> Value:
    """A tuple."""
    return Value(None, tuple(items))


def object_value(attributes: Mapping[str, Value]) -> Value:
    """An object."""
    return Value(None, dict(sorted(attributes.items())))


def list_value(element: Type, items: Iterable[Value]) -> Value:
    """A list; the items have the element type already."""
    return Value(("list", element), tuple(items))


def map_value(element: Type, items: Mapping[str, Value]) -> Value:
    """A map; the items have the element type already."""
    return Value(("map", element), dict(sorted(items.items())))


def set_value(element: Type, items: Iterable[Value]) -> Value:
    """A set; unknown as a whole if any item holds something unknown, since it might equal another."""
    given = tuple(items)
    if not all(item.is_known for item in given):
        return unknown(("set", element))
    unique = dict.fromkeys(given)
    return Value(("set", element), tuple(sorted(unique, key=_set_order)))


def _set_order(item: Value) -> tuple[bool, Any]:
    """Nulls last; primitives by value, compound elements by their encoding."""
    if item.raw is None:
        return True, ""
    return False, item.raw if isinstance(item.raw, (str, bool, Number)) else _encoding(item)


def _encoding(item: Value) -> str:
    """A text that orders compound elements of sets as the reference does."""
    raw = item.raw
    if raw is None:
        return "~"
    if isinstance(raw, bool):
        return "T" if raw else "F"
    if isinstance(raw, Number):
        return plain(raw) if raw.is_infinite else _ten_digits(raw)
    if isinstance(raw, str):
        return _dumped(raw)
    if isinstance(raw, tuple):
        return "[" + "".join(_encoding(part) + ";" for part in raw) + "]"
    if types.kind(item.term) == "map":
        return "{" + "".join(f"{_dumped(key)}:{_encoding(part)};" for key, part in raw.items()) + "}"
    return "<" + "".join(_encoding(part) + ";" for part in raw.values()) + ">"


def _dumped(content: object) -> str:
    # Few evaluations ask for JSON: the others do not wait for its module, nor for decimals below.
    import json

    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _ten_digits(number: Number) -> str:
    """The number with ten digits, in the shorter of plain digits and an exponent."""
    from decimal import Context

    rounded = Context(prec=10).create_decimal(plain(number))
    power = rounded.adjusted()
    digits = "".join(map(str, rounded.as_tuple().digits)).rstrip("0") or "0"
    sign = "-" if number.negative else ""
    if -4 <= power < 10:
        return f"{rounded.normalize():f}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{'-' if power < 0 else '+'}{abs(power):02d}"


def same(left: Value, right: Value) -> bool:
    """Whether two values are the same in type and content; unknowns of one type are the same."""
    if left.raw is UNKNOWN or right.raw is UNKNOWN or left.raw is None or right.raw is None:
        return left.raw is right.raw and left.term == right.term
    if type(left.raw) is not type(right.raw):
        return False
    if isinstance(left.raw, tuple):
        return len(left.raw) == len(right.raw) and left.term == right.term and all(map(same, left.raw, right.raw))
    if isinstance(left.raw, dict):
        if left.raw.keys() != right.raw.keys() or left.term != right.term:
            return False
        return all(same(item, right.raw[name]) for name, item in left.raw.items())
    return bool(left.raw == right.raw)


def _from_python(value: object) -> Value:
    if isinstance(value, Value):
        return value
    if value is None:
        return NULL
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return object_value({str(name): _from_python(item) for name, item in value.items()})
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple_value(_from_python(item) for item in value)
    return _number_from_python(value)


def _number_from_python(value: object) -> Value:
    from decimal import Decimal

    if isinstance(value, (int, float, Decimal)):
        made = parse(format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f"))
        if made is None:
            raise ValueError(f"not a number of the language: {value!r}")
        return Value(NUMBER, made)
    raise TypeError(f"no value of the language: {value!r}")
