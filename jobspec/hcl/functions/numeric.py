"""Functions of numbers."""

from __future__ import annotations

import math
from fractions import Fraction

from jobspec.hcl.functions.registry import FunctionError, Parameter, function, whole
from jobspec.hcl.numbers import Number, from_double
from jobspec.hcl.types import DYNAMIC, NUMBER, STRING
from jobspec.hcl.values import Value, number

_NUM = Parameter("num", NUMBER)
_NUMBERS = Parameter("numbers", NUMBER)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@function("abs", _NUM, returns=NUMBER, examples=[("abs(-1.5)", "1.5")])
def absolute(num: Value) -> Value:
    """The number without its sign."""
    return number(abs(num.raw))


@function("ceil", _NUM, returns=NUMBER, examples=[("ceil(-1.5)", "-1")])
def ceil(num: Value) -> Value:
    """The smallest whole number that is not smaller."""
    if num.raw.is_infinite:
        return num
    return number(_rounded(num.raw, -(-num.raw).floor()))


@function("floor", _NUM, returns=NUMBER, examples=[("floor(-1.5)", "-2")])
def floor(num: Value) -> Value:
    """The largest whole number that is not larger."""
    if num.raw.is_infinite:
        return num
    return number(_rounded(num.raw, num.raw.floor()))


def _rounded(given: Number, whole: int) -> Number:
    """A whole number as precise as the one that it was made of."""
    return Number(abs(whole), 0, given.precision, negative=whole < 0)


@function("signum", _NUM, returns=NUMBER, examples=[("signum(-7)", "-1")])
def signum(num: Value) -> Value:
    """-1, 0 or 1 as the whole number is negative, zero or positive."""
    size = whole(num)
    return number((size > 0) - (size < 0))


@function("max", variadic=_NUMBERS, returns=NUMBER, examples=[("max(1, 3, 2)", "3")])
def largest(*numbers: Value) -> Value:
    """The largest of the numbers."""
    if not numbers:
        raise FunctionError("at least one number is required")
    best = numbers[0]
    for one in numbers[1:]:
        best = one if best.raw < one.raw else best
    return best


@function("min", variadic=_NUMBERS, returns=NUMBER, examples=[("min(2, 1, 3)", "1")])
def smallest(*numbers: Value) -> Value:
    """The smallest of the numbers."""
    if not numbers:
        raise FunctionError("at least one number is required")
    best = numbers[0]
    for one in numbers[1:]:
        best = one if one.raw < best.raw else best
    return best


@function(
    *("log", _NUM, Parameter("base", NUMBER)),
    returns=NUMBER,
    examples=[("log(16, 2)", "4"), ("log(10, 1)", '{"$infinity":"+"}')],
)
def logarithm(num: Value, base: Value) -> Value:
    """The logarithm of a number in a base, computed in doubles."""
    return _from_computed(_divide(_log(float(num.raw)), _log(float(base.raw))))


@function(
    *("pow", _NUM, Parameter("power", NUMBER)), returns=NUMBER, examples=[("pow(2, 10)", "1024"), ("pow(9, 0.5)", "3")]
)
def power(num: Value, exponent: Value) -> Value:
    """A number raised to a power, computed in doubles."""
    return _from_computed(_pow(float(num.raw), float(exponent.raw)))


def _from_computed(result: float) -> Value:
    if math.isnan(result):
        raise FunctionError("the result is not a number")
    return number(from_double(result))


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


# The natural logarithm as a series of odd powers, with the coefficients that most mathematical libraries share. The
# platform's own differs in the last bit, which shows when numbers are printed.
_ODD = (0.6666666666666735130, 0.2857142874366239149, 0.1818357216161805012, 0.1479819860511658591)
_EVEN = (0.3999999999940941908, 0.2222219843214978396, 0.1531383769920937332)
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10


def _log(x: float) -> float:
    if math.isnan(x) or x < 0:
        return math.nan
    if x == 0:
        return -math.inf
    if math.isinf(x):
        return x
    fraction, twos = math.frexp(x)
    if fraction < math.sqrt(2) / 2:
        fraction, twos = fraction * 2, twos - 1
    f = fraction - 1
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (_ODD[0] + s4 * (_ODD[1] + s4 * (_ODD[2] + s4 * _ODD[3])))
    even = s4 * (_EVEN[0] + s4 * (_EVEN[1] + s4 * _EVEN[2]))
    half = 0.5 * f * f
    return twos * _LN2_HIGH - ((half - (s * (half + (odd + even)) + twos * _LN2_LOW)) - f)


_LN2_PARTS = (0.69314718055966295651160180568695068359375, 0.28235290563031577122588448175013436025525412068e-12)


def _exp(x: float) -> float:
    """The exponential of what `_pow` asks for, which is never large.

    The remainder of x by ln 2 is divided by 16, goes through the series, and is squared four times; a product and a sum
    are rounded once, as processors of today do it: again the last bit shows.
    """
    twos = round(x * 1.4426950408889634)  # one over ln 2
    for part in _LN2_PARTS:
        x = _fused(-float(twos), part, x)
    x *= 0.0625
    series = 1 / math.factorial(8)
    for degree in range(7, 0, -1):
        series = _fused(series, x, 1 / math.factorial(degree))
    less_one = x * series
    for _ in range(3):
        less_one *= less_one + 2
    return math.ldexp(_fused(less_one, less_one + 2, 1.0), twos)


def _fused(one: float, other: float, added: float) -> float:
    """A product and a sum with one rounding."""
    return float(Fraction(one) * Fraction(other) + Fraction(added))


def _pow(x: float, y: float) -> float:
    if y == 0 or x == 1:
        return 1.0
    if math.isinf(x) or math.isinf(y) or x == 0 or (x < 0 and y != math.floor(y)):
        return _special_pow(x, y)
    if abs(y) == 0.5:
        return math.sqrt(x) if y > 0 else 1 / math.sqrt(x)
    fraction, whole_part = math.modf(abs(y))
    if fraction > 0.5:
        fraction, whole_part = fraction - 1, whole_part + 1
    result = _exp(fraction * _log(x)) if fraction else 1.0
    result, twos = _whole_power(x, int(min(whole_part, 2.0**62)), result)
    if y < 0:
        result, twos = 1 / result, -twos
    try:
        return math.ldexp(result, twos)
    except OverflowError:
        return math.copysign(math.inf, result)


def _whole_power(x: float, exponent: int, result: float) -> tuple[float, int]:
    """The result times x to a whole power, as a fraction and a power of two, by repeated squaring."""
    fraction, twos = math.frexp(x)
    total = 0
    while exponent:
        if abs(twos) > 1 << 12:
            return result, total + twos
        if exponent & 1:
            result *= fraction
            total += twos
        fraction *= fraction
        twos *= 2
        if fraction < 0.5:
            fraction += fraction
            twos -= 1
        exponent >>= 1
    return result, total


def _special_pow(x: float, y: float) -> float:
    if x == 0 and y < 0:
        odd = y == math.floor(y) and math.isfinite(y) and y % 2 == 1
        return math.copysign(math.inf, x) if odd else math.inf
    try:
        return math.pow(x, y)
    except ValueError:
        return math.nan


def _parseint_type(digits: Value, base: Value) -> str:
    if digits.term not in (STRING, DYNAMIC):
        raise FunctionError("the digits must be a string", 0)
    return NUMBER


@function(
    *("parseint", Parameter("number", DYNAMIC), Parameter("base", NUMBER)),
    returns=_parseint_type,
    examples=[('parseint("ff", 16)', "255"), ('parseint("z", 62)', "35")],
)
def parseint(digits: Value, base: Value) -> Value:
    """The whole number that digits mean in a base from 2 to 62."""
    _parseint_type(digits, base)
    radix = int(base.raw) if base.raw.is_whole else 0
    if not 2 <= radix <= 62:
        raise FunctionError("the base must be a whole number from 2 to 62", 1)
    text = digits.raw
    body = text[1:] if text[:1] in ("+", "-") else text
    table = {digit: size for size, digit in enumerate(_DIGITS[:radix])}
    if radix <= 36:
        table |= {digit.upper(): size for digit, size in table.items()}
    if not body or any(digit not in table for digit in body):
        raise FunctionError(f'"{text}" is no whole number in base {radix}', 0)
    if len(body) > 100_000:
        raise FunctionError("the number has too many digits", 0)
    total = 0
    for digit in body:
        total = total * radix + table[digit]
    return Value(NUMBER, Number(-total if text[0] == "-" else total, 0, max(64, total.bit_length())))
