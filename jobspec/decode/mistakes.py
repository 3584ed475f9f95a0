"""The kinds of mistake that decoding finds, each with its stable ID: what it is, and what would be right."""

from __future__ import annotations

from jobspec.hcl.mistakes import Mistake

UNKNOWN_ARGUMENT = Mistake("NJ2001", "Unknown argument", "An argument of this name is not known here.")
UNKNOWN_BLOCK = Mistake("NJ2002", "Unknown block", "A block of this type is not known here.")
MISSING_ARGUMENT = Mistake("NJ2003", "Missing argument", "The block needs an argument that is not there.")
MISSING_LABEL = Mistake("NJ2004", "Missing label", "The block needs a label between its type and the opening brace.")
EXTRA_LABEL = Mistake("NJ2005", "Extra label", "The block has more labels than it can have.")
DUPLICATE_BLOCK = Mistake("NJ2006", "Duplicate block", "The block can be given once.")
WRONG_TYPE = Mistake("NJ2011", "Wrong type", "The value does not convert to the argument's type.")
NULL_VALUE = Mistake("NJ2012", "Null value", "The argument cannot be null; leave it out instead.")
OUT_OF_RANGE = Mistake("NJ2013", "Number out of range", "The number does not fit the argument.")
BAD_DURATION = Mistake("NJ2014", "Unreadable duration", "A duration is written as 30s, 1h30m or 500ms.")
NOT_KNOWN = Mistake("NJ2015", "Unknown value", "The value depends on something that is not known.")
BAD_SCALING = Mistake("NJ2021", "Unsuitable scaling block", "A scaling block has a label or type that does not fit.")
BAD_DYNAMIC = Mistake(
    "NJ2031", "Unsuitable dynamic block", "A dynamic block has for_each, content, iterator and labels."
)
MISSING_JOB = Mistake("NJ2041", "Missing job block", 'A jobspec has one job: write job "name" { … }.')
EMPTY_SPEC = Mistake("NJ2042", "Empty jobspec", "The text holds nothing.")
DUPLICATE_VARIABLE = Mistake("NJ2101", "Duplicate variable", "A variable is declared once.")
VARIABLE_NAME = Mistake("NJ2102", "Unsuitable variable name", "A name has letters, digits, _ and -, a letter first.")
VARIABLE_UNSET = Mistake("NJ2103", "Unset variable", "Every declared variable needs a value, or a default.")
VARIABLE_UNDECLARED = Mistake("NJ2104", "Undeclared variable", "A value is given for a variable that is not declared.")
VARIABLE_TYPE = Mistake("NJ2105", "Value of a wrong type", "The value does not convert to the variable's type.")
DECLARED_IN_VALUES = Mistake("NJ2106", "Declaration among values", "A file of values holds no variable blocks.")
VALIDATION_FAILED = Mistake("NJ2107", "Variable not valid", "The value breaks a validation of its variable.")
BAD_VALIDATION = Mistake("NJ2108", "Unsuitable validation", "A validation is a condition on its own variable.")
UNREADABLE_FILE = Mistake("NJ2109", "Unreadable file", "A file of values cannot be read.")
LOCAL_CYCLE = Mistake("NJ2110", "Locals in a circle", "A local refers to itself, directly or over others.")
LEGACY_SYNTAX = Mistake("NJ2201", "Legacy syntax", "The text is HCL1, which servers of today do not read.")
BAD_JSON = Mistake("NJ2301", "Unreadable JSON", "The text is not JSON.")
NOT_A_JOB = Mistake("NJ2302", "Not a job", "The JSON does not hold a job.")

MISTAKES = tuple(value for value in list(globals().values()) if isinstance(value, Mistake))
"""All of them, for the documentation."""
