"""One field of a cron expression: which values it allows, how an item is written, and the set it selects.

A set is an integer whose bit `n` stands for the value `n` (of a year, for the value less 1970). What is no plain set -
last days, workdays, numbered weekdays - is said beside it, in `Selection`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

FIRST_YEAR = 1970
LAST_YEAR = 2099

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


class Field(NamedTuple):
    """A field of the language: its name, its bounds, its words, and how a single value is written."""

    name: str
    low: int
    high: int
    value: str
    words: dict[str, int]


class Selection(NamedTuple):
    """What a field selects."""

    values: int = 0
    unrestricted: bool = False
    """Some item is `*` or `?`: day of month and day of week then leave the choice to each other."""
    last_day: bool = False
    last_workday: bool = False
    near_workdays: tuple[int, ...] = ()
    """Days of the month; the nearest day from Monday to Friday is meant."""
    last_weekdays: int = 0
    """A set of weekdays, each meaning its last one in the month."""
    numbered_weekdays: tuple[tuple[int, int], ...] = ()
    """(weekday, which one in the month)."""


class FieldError(NamedTuple):
    """Why a field cannot be read: the field's name, the item at fault, and what is wrong with it."""

    field: str
    item: str
    reason: str


def _words(names: tuple[str, ...], first: int) -> dict[str, int]:
    full = {name: number for number, name in enumerate(names, first)}
    return {**full, **{name[:3]: number for name, number in full.items()}}


def _alternatives(digits: str, words: dict[str, int]) -> str:
    return "|".join([digits, *sorted(words, key=len, reverse=True)])


_MONTH_WORDS = _words(_MONTHS, 1)
_DAY_WORDS = _words(_DAYS, 0)

SECOND = Field("second", 0, 59, "0?[0-9]|[1-5][0-9]", {})
MINUTE = Field("minute", 0, 59, "0?[0-9]|[1-5][0-9]", {})
HOUR = Field("hour", 0, 23, "0?[0-9]|1[0-9]|2[0-3]", {})
DAY_OF_MONTH = Field("day-of-month", 1, 31, "0?[1-9]|[12][0-9]|3[01]", {})
MONTH = Field("month", 1, 12, _alternatives("0?[1-9]|1[012]", _MONTH_WORDS), _MONTH_WORDS)
DAY_OF_WEEK = Field("day-of-week", 0, 6, _alternatives("0?[0-7]", _DAY_WORDS), _DAY_WORDS)
YEAR = Field("year", FIRST_YEAR, LAST_YEAR, "19[789][0-9]|20[0-9][0-9]", {})

FIELDS = (SECOND, MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR)


class _Forms(NamedTuple):
    span: re.Pattern[str]
    near_workday: re.Pattern[str]
    last_weekday: re.Pattern[str]
    numbered_weekday: re.Pattern[str]


def _forms(field: Field) -> _Forms:
    one = f"(?:{field.value})"
    step = "(?:/(?P<step>[0-9]+))?"
    return _Forms(
        re.compile(rf"(?:(?P<all>\*)|(?P<first>{one})(?:-(?P<last>{one}))?){step}"),
        re.compile(f"({one})w"),
        re.compile(f"({one})l"),
        re.compile(f"({one})#([1-5])"),
    )


_FORMS = {field.name: _forms(field) for field in FIELDS}


def select(field: Field, text: str) -> Selection | FieldError:
    """What the text of a field selects. Letter case does not matter, empty items are passed over."""
    chosen = Selection()
    items = [item for item in text.lower().split(",") if item]
    if not items:
        return FieldError(field.name, text, "it selects nothing")
    for item in items:
        added = _item(field, item)
        if isinstance(added, FieldError):
            return added
        chosen = _union(chosen, added)
    return chosen


def _union(one: Selection, other: Selection) -> Selection:
    return Selection(
        one.values | other.values,
        one.unrestricted or other.unrestricted,
        one.last_day or other.last_day,
        one.last_workday or other.last_workday,
        one.near_workdays + other.near_workdays,
        one.last_weekdays | other.last_weekdays,
        one.numbered_weekdays + other.numbered_weekdays,
    )


def _item(field: Field, item: str) -> Selection | FieldError:
    if item == "?":
        return Selection(_range(field, field.low, field.high, 1), unrestricted=True)
    forms = _FORMS[field.name]
    if match := forms.span.fullmatch(item):
        return _span(field, item, match)
    special = _special_day(field, item, forms)
    return special or FieldError(field.name, item, f"it is no {field.name} from {field.low} to {field.high}")


def _special_day(field: Field, item: str, forms: _Forms) -> Selection | None:
    if field is DAY_OF_MONTH:
        if item == "l":
            return Selection(last_day=True)
        if item == "lw":
            return Selection(last_workday=True)
        if match := forms.near_workday.fullmatch(item):
            return Selection(near_workdays=(int(match[1]),))
    if field is DAY_OF_WEEK:
        if match := forms.last_weekday.fullmatch(item):
            return Selection(last_weekdays=1 << _weekday(match[1]))
        if match := forms.numbered_weekday.fullmatch(item):
            return Selection(numbered_weekdays=((_weekday(match[1]), int(match[2])),))
    return None


def _span(field: Field, item: str, match: re.Match[str]) -> Selection | FieldError:
    step = 1
    if match["step"] is not None:
        step = _step(field, match["step"])
        if not step:
            return FieldError(field.name, item, f"the step must be from 1 to {field.high}, in at most two digits")
    if match["all"]:
        return Selection(_range(field, field.low, field.high, step), unrestricted=match["step"] is None)
    first = _number(field, match["first"])
    if match["last"] is not None:
        last = _number(field, match["last"])
        # The reference reads Sunday at the end of a range as the end of the week before it.
        last = field.high if field is DAY_OF_WEEK and last == 0 else last
    else:
        last = field.high if match["step"] is not None else first
    return Selection(_range(field, first, last, step))


def _step(field: Field, digits: str) -> int:
    """The step, or 0 for one that the reference does not know: its numbers end at 59 and begin again with the years."""
    known = len(digits) <= 2 or (len(digits) == 4 and FIRST_YEAR <= int(digits) <= LAST_YEAR)
    step = int(digits) if known else 0
    return 0 if 59 < step < FIRST_YEAR or step > field.high else step


def _number(field: Field, text: str) -> int:
    if field is DAY_OF_WEEK:
        return _weekday(text)
    return field.words[text] if text in field.words else int(text)


def _weekday(text: str) -> int:
    """A weekday from Sunday = 0. The reference reads any weekday in two digits as Sunday."""
    if text in _DAY_WORDS:
        return _DAY_WORDS[text]
    return int(text) % 7 if len(text) == 1 else 0


def _range(field: Field, first: int, last: int, step: int) -> int:
    base = FIRST_YEAR if field is YEAR else 0
    return sum(1 << (value - base) for value in range(first, last + 1, step))
