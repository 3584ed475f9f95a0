"""The kinds of mistake that evaluation finds, each with its stable ID: what it is, and what would be right."""

from __future__ import annotations

from typing import NamedTuple


class Mistake(NamedTuple):
    """One kind of mistake."""

    id: str
    title: str
    explanation: str


UNKNOWN_FUNCTION = Mistake("NJ1001", "Unknown function", "A call names a function that the language does not have.")
ARGUMENT_COUNT = Mistake("NJ1002", "Wrong number of arguments", "A call has fewer or more arguments than the function.")
BAD_ARGUMENT = Mistake("NJ1003", "Unsuitable argument", "An argument has a type or value that the function refuses.")
CALL_FAILED = Mistake("NJ1004", "Call failed", "The function refuses its arguments as a whole, or cannot do its work.")
BAD_EXPANSION = Mistake(
    "NJ1005", "Unsuitable expanded argument", "An argument followed by `...` must be a list, a tuple or a set."
)
BAD_OPERAND = Mistake("NJ1011", "Unsuitable operand", "An operator's operand does not convert to the type it works on.")
OPERATION_FAILED = Mistake("NJ1012", "Operation failed", "The operation has no result, as with a null operand.")
BRANCH_TYPES = Mistake("NJ1013", "Branches of different types", "Both results of a conditional must have one type.")
BAD_CONDITION = Mistake("NJ1014", "Unsuitable condition", "A condition must be true or false, and not null.")
UNKNOWN_NAME = Mistake("NJ1021", "Unknown name", "A name is not declared where no other names are allowed.")
UNKNOWN_ATTRIBUTE = Mistake("NJ1022", "Unknown attribute", "The value has no attribute of this name.")
BAD_INDEX = Mistake("NJ1023", "Unsuitable index", "The value has no element at this key, or no elements at all.")
UNDECLARED = Mistake(
    "NJ1026", "Undeclared variable or local", "A reference names a variable or local that nobody declares."
)
NULL_ACCESS = Mistake("NJ1024", "Access to null", "A null has neither attributes nor elements.")
BAD_SPLAT = Mistake("NJ1025", "Splat of a null list", "A list that is null has no elements to take.")
BAD_KEY = Mistake("NJ1031", "Unsuitable object key", "The key of an object must be a text, and not null.")
AMBIGUOUS_KEY = Mistake(
    "NJ1032", "Ambiguous object key", "A reference as a key needs parentheses, a literal with dots needs quotes."
)
DUPLICATE_KEY = Mistake("NJ1033", "Duplicate object key", "Two rounds of a `for` give the same key without `...`.")
NOT_ITERABLE = Mistake(
    "NJ1034", "Value without elements", "Only lists, tuples, sets, maps and objects can be iterated."
)
BAD_INTERPOLATION = Mistake("NJ1041", "Unsuitable interpolation", "Only texts, numbers and bools can stand in a text.")
TOO_LARGE = Mistake("NJ1051", "Result too large", "An expression would take more memory than a jobspec may.")
TOO_DEEP = Mistake("NJ1052", "Expression nested too deeply", "An expression has more levels than can be followed.")
BAD_NUMBER = Mistake("NJ1053", "Number out of range", "A number has more digits than can be held.")
BAD_TYPE = Mistake("NJ1061", "Unknown type", "A type is a word such as string, or a call such as list(string).")

MISTAKES = tuple(value for value in list(globals().values()) if isinstance(value, Mistake))
"""All of them, for the documentation."""
