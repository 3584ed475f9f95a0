"""Numbers of the language: binary floats that each have a precision of their own.

Text gives 512 bits, counting functions 64, functions that compute in doubles 53; a sum or quotient has the larger
precision of its operands, a product as many bits as it needs up to 512. A number prints as the fewest decimal digits
that tell it apart at its own precision.
"""

from __future__ import annotations

import re
from functools import lru_cache, total_ordering

from jobspec.patterns import pattern

PRECISION = 512
"""Bits of a number that was written as text."""

COUNT_PRECISION = 64
DOUBLE_PRECISION = 53

MAX_EXPONENT = 1 << 20
"""Beyond this power of two a number is infinite: its plain digits would not fit in memory."""

_INFINITE = -1
_DECIMAL = pattern(r"([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?", re.ASCII)


class NumberError(ArithmeticError):
    """An operation has no result, as infinity minus infinity has none."""


@total_ordering
class Number:
    """An immutable binary float: sign, odd mantissa, exponent of two, precision.

    >>> print(parse("0.1") + parse("0.2"))
    0.3
    """

    __slots__ = ("exponent", "mantissa", "negative", "precision")

    def __init__(self, mantissa: int, exponent: int = 0, precision: int = PRECISION, *, negative: bool = False) -> None:
        if mantissa < 0:
            mantissa, negative = -mantissa, True
        excess = mantissa.bit_length() - precision
        if excess > 0:
            mantissa = _shift_right(mantissa, excess)
            exponent += excess
        if mantissa == 0:
            exponent = 0
        elif not mantissa & 1:
            zeros = (mantissa & -mantissa).bit_length() - 1
            mantissa >>= zeros
            exponent += zeros
        if exponent + mantissa.bit_length() > MAX_EXPONENT:
            mantissa, exponent = _INFINITE, 0
        self.mantissa = mantissa
        self.exponent = exponent
        self.precision = precision
        self.negative = negative

    @property
    def is_infinite(self) -> bool:
        """Whether it is beyond all numbers."""
        return self.mantissa == _INFINITE

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number; an infinity is none."""
        return self.exponent >= 0 and self.mantissa != _INFINITE

    @property
    def is_zero(self) -> bool:
        """Whether it is 0 or -0."""
        return self.mantissa == 0

    @property
    def sign(self) -> int:
        """-1, 0 or 1."""
        return 0 if self.mantissa == 0 else -1 if self.negative else 1

    def with_precision(self, precision: int) -> Number:
        """The same value, rounded to a precision."""
        if self.is_infinite:
            return infinity(self.negative, precision)
        return Number(self.mantissa, self.exponent, precision, negative=self.negative)

    def truncate(self) -> int:
        """The whole part, towards zero."""
        size = self.mantissa << self.exponent if self.exponent >= 0 else self.mantissa >> -self.exponent
        return -size if self.negative else size

    def floor(self) -> int:
        """The largest whole number that is not larger."""
        whole = self.truncate()
        return whole - 1 if self.negative and self.exponent < 0 else whole

    def __neg__(self) -> Number:
        if self.mantissa == 0:
            return Number(0, 0, self.precision, negative=not self.negative)
        if self.is_infinite:
            return infinity(not self.negative, self.precision)
        return Number(self.mantissa, self.exponent, self.precision, negative=not self.negative)

    def __abs__(self) -> Number:
        return -self if self.negative else self

    def __add__(self, other: Number) -> Number:
        precision = max(self.precision, other.precision)
        if self.is_infinite or other.is_infinite:
            if self.is_infinite and other.is_infinite and self.negative != other.negative:
                raise NumberError("the difference of two infinities has no value")
            return infinity((self if self.is_infinite else other).negative, precision)
        low = min(self.exponent, other.exponent)
        total = (self._signed() << (self.exponent - low)) + (other._signed() << (other.exponent - low))
        if total == 0:
            return Number(0, 0, precision, negative=self.negative and other.negative)
        return Number(total, low, precision)

    def __sub__(self, other: Number) -> Number:
        return self + (-other)

    def __mul__(self, other: Number) -> Number:
        negative = self.negative != other.negative
        precision = max(self.precision, other.precision)
        if self.is_infinite or other.is_infinite:
            if self.mantissa == 0 or other.mantissa == 0:
                raise NumberError("zero times infinity has no value")
            return infinity(negative, precision)
        product = Number(
            self.mantissa * other.mantissa, self.exponent + other.exponent, max(PRECISION, precision), negative=negative
        )
        return product.with_precision(max(precision, product.mantissa.bit_length()))

    def __truediv__(self, other: Number) -> Number:
        negative = self.negative != other.negative
        precision = max(self.precision, other.precision)
        if (self.is_infinite and other.is_infinite) or (self.mantissa == 0 and other.mantissa == 0):
            raise NumberError("the quotient of two zeros or two infinities has no value")
        if self.is_infinite or other.mantissa == 0:
            return infinity(negative, precision)
        if other.is_infinite or self.mantissa == 0:
            return Number(0, 0, precision, negative=negative)
        shift = max(precision + 2 + other.mantissa.bit_length() - self.mantissa.bit_length(), 0)
        quotient, rest = divmod(self.mantissa << shift, other.mantissa)
        # A sticky bit keeps rounding honest where the division does not come out even.
        quotient = quotient << 1 | (rest != 0)
        return Number(quotient, self.exponent - other.exponent - shift - 1, precision, negative=negative)

    def __mod__(self, other: Number) -> Number:
        if self.is_infinite or other.is_infinite:
            return self * other
        if other.mantissa == 0:
            return self
        whole = (self / other).truncate()
        work = Number(whole, 0, self.precision)
        taken = Number(
            work.mantissa * other.mantissa,
            work.exponent + other.exponent,
            self.precision,
            negative=work.negative != other.negative,
        )
        return (self + -taken).with_precision(self.precision)

    def _signed(self) -> int:
        return -self.mantissa if self.negative else self.mantissa

    def compare(self, other: Number) -> int:
        """-1, 0 or 1, by value: precision and the sign of zero do not count."""
        if self.sign != other.sign:
            return -1 if self.sign < other.sign else 1
        if self.is_infinite or other.is_infinite:
            return (self.is_infinite - other.is_infinite) * self.sign
        low = min(self.exponent, other.exponent)
        difference = (self._signed() << (self.exponent - low)) - (other._signed() << (other.exponent - low))
        return (difference > 0) - (difference < 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Number):
            return NotImplemented
        if self.mantissa != other.mantissa or self.exponent != other.exponent:
            return False
        return self.negative == other.negative or self.mantissa == 0

    def __lt__(self, other: Number) -> bool:
        return self.compare(other) < 0

    def __hash__(self) -> int:
        return hash((self.mantissa, self.exponent, self.negative and self.mantissa != 0))

    def __str__(self) -> str:
        return plain(self)

    def __repr__(self) -> str:
        return f"<Number {self} of {self.precision} bits>"

    def __int__(self) -> int:
        return self.truncate()

    def __float__(self) -> float:
        if self.is_infinite:
            return float("-inf" if self.negative else "inf")
        return float(exact_digits(self)) if self.exponent < 0 else _float_of(self)


def _float_of(number: Number) -> float:
    try:
        return float(number._signed() << number.exponent) if number.mantissa else float(str(number))
    except OverflowError:
        return float("-inf" if number.negative else "inf")


def _shift_right(mantissa: int, bits: int) -> int:
    """Shifted right, rounded to nearest, ties to even."""
    result = mantissa >> bits
    rest = mantissa & ((1 << bits) - 1)
    half = 1 << (bits - 1)
    if rest > half or (rest == half and result & 1):
        result += 1
    return result


def infinity(negative: bool = False, precision: int = PRECISION) -> Number:
    """Positive or negative infinity."""
    number = Number(0, 0, precision, negative=negative)
    number.mantissa = _INFINITE
    return number


def count(value: int) -> Number:
    """A whole number as counting functions give it: 64 bits, or as many as it needs."""
    return Number(value, 0, max(COUNT_PRECISION, value.bit_length()))


def from_double(value: float) -> Number:
    """The exact value of a double, with its 53 bits; not for NaN."""
    if value in (float("inf"), float("-inf")):
        return infinity(value < 0, DOUBLE_PRECISION)
    top, bottom = abs(value).as_integer_ratio()
    negative = str(value).startswith("-")
    return Number(top, -(bottom.bit_length() - 1), DOUBLE_PRECISION, negative=negative)


@lru_cache(maxsize=1024)
def parse(text: str) -> Number | None:
    """The number that decimal text means, or None if it means none.

    >>> print(parse("1e3"), parse("-0"), parse("0x1F"))
    1000 -0 None
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    sign, digits, power = match.groups()
    whole, _, fraction = digits.partition(".")
    ten = int(power or 0) - len(fraction)
    if len(digits) > MAX_EXPONENT // 4 or abs(ten) > MAX_EXPONENT // 4:
        return None
    mantissa = _digits_to_int(whole + fraction)
    if mantissa and ten < 0:
        return _quotient(mantissa, 10**-ten, sign == "-")
    number = Number(mantissa * 10 ** max(ten, 0), 0, PRECISION, negative=sign == "-")
    return None if number.is_infinite else number


def _digits_to_int(digits: str) -> int:
    """`int`, also for texts longer than Python's own limit on digits."""
    result = 0
    for start in range(0, len(digits), 4000):
        piece = digits[start : start + 4000]
        result = result * 10 ** len(piece) + int(piece)
    return result


def _quotient(top: int, bottom: int, negative: bool) -> Number:
    shift = max(PRECISION + 2 + bottom.bit_length() - top.bit_length(), 0)
    quotient, rest = divmod(top << shift, bottom)
    return Number(quotient << 1 | (rest != 0), -shift - 1, PRECISION, negative=negative)


def shortest_digits(number: Number) -> tuple[str, int]:
    """The fewest digits that identify a number at its precision, and the power of ten before which they stand.

    The number is 0.DIGITS times ten to that power; "" for zero.
    """
    if number.mantissa == 0:
        return "", 0
    shift = number.precision + 1 - number.mantissa.bit_length()
    middle, exponent = number.mantissa << shift, number.exponent - shift
    scale = 1 << exponent if exponent >= 0 else 5**-exponent
    texts = [_int_text(bound * scale) for bound in (middle - 1, middle, middle + 1)]
    width = max(map(len, texts))
    lower, exact, upper = (text.rjust(width, "0") for text in texts)
    digits = _shortest(lower, exact, upper, inclusive=not middle & 2)
    point = width - max(-exponent, 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    return stripped.rstrip("0"), point


def _shortest(lower: str, exact: str, upper: str, *, inclusive: bool) -> str:
    lower_end, upper_end = len(lower.rstrip("0")), len(upper.rstrip("0"))
    for index, digit in enumerate(exact):
        may_cut = lower[index] != digit or (inclusive and index + 1 == lower_end)
        high = upper[index]
        may_raise = digit != high and (inclusive or int(digit) + 1 < int(high) or index + 1 < upper_end)
        if may_cut and may_raise:
            return _raise(exact[: index + 1]) if _rest_rounds_up(exact, index) else exact[: index + 1]
        if may_cut:
            return exact[: index + 1]
        if may_raise:
            return _raise(exact[: index + 1])
    return exact


def _rest_rounds_up(exact: str, index: int) -> bool:
    rest = exact[index + 1 :].rstrip("0")
    if rest == "5":
        return int(exact[index]) % 2 == 1
    return rest > "5"


def _raise(digits: str) -> str:
    return _int_text(_digits_to_int(digits) + 1).rjust(len(digits), "0")


def _int_text(value: int) -> str:
    """`str`, also for whole numbers longer than Python's own limit on digits."""
    if value.bit_length() < 13000:
        return str(value)
    half = value.bit_length() * 3 // 20
    high, low = divmod(value, 10**half)
    return _int_text(high) + _int_text(low).rjust(half, "0")


def plain(number: Number) -> str:
    """A number in plain digits, the fewest that identify it, never with an exponent."""
    sign = "-" if number.negative else ""
    if number.is_infinite:
        return "-Inf" if sign else "+Inf"
    if number.exponent >= 0 and number.mantissa.bit_length() + number.exponent <= number.precision:
        return sign + _int_text(number.mantissa << number.exponent)
    digits, point = shortest_digits(number)
    return sign + place_point(digits, point)


def place_point(digits: str, point: int) -> str:
    """Digits with the decimal point after `point` of them."""
    if point <= 0:
        return "0." + "0" * -point + digits
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return digits[:point] + "." + digits[point:]


def exact_digits(number: Number) -> str:
    """All decimal digits of a finite number, without an exponent."""
    sign = "-" if number.negative else ""
    if number.exponent >= 0:
        return sign + _int_text(number.mantissa << number.exponent)
    digits = _int_text(number.mantissa * 5**-number.exponent)
    return sign + place_point(digits, len(digits) + number.exponent)
