"""Brings any JSON of a job into the one inner form, as the API's own decoder reads it.

Keys are matched exactly, else in any letter case; unknown ones are left out, and null is the same as absent. Numbers
are whole and in the range of their type, durations are numbers of nanoseconds, and nothing is converted from text. The
server's spelling of a job differs only in letter case and in keys that are left out, so it needs no rule of its own.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from jobspec.diagnostics import Diagnostic, Path, did_you_mean
from jobspec.model.states import Tree
from jobspec.model.table import STRUCTS, Field

RANGES: Mapping[str, tuple[int, int]] = {
    "int": (-(2**63), 2**63 - 1),
    "int8": (-(2**7), 2**7 - 1),
    "uint": (0, 2**64 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "duration": (-(2**63), 2**63 - 1),
}
"""Lowest and highest value of each number type."""

Problems = list[Diagnostic]
Reader = Callable[[Any, Path, Problems], Any]


class Entry(NamedTuple):
    """How one key is read."""

    key: str
    plain: type | None
    """The type of values that need no reader: text, bools, and numbers of 64 bits."""
    read: Reader
    stays: bool
    """Whether a later null leaves it as it is: values that are never null do not hear of one."""


class Plan(NamedTuple):
    """How one struct is read, worked out once."""

    unset: Tree
    exact: dict[str, Entry]
    folded: dict[str, Entry]


DEPTH = 100
"""How deeply settings of drivers and the like may be nested; a limit of ours, so that no input exhausts the stack."""

NEVER_NULL = frozenset({"Port"})
"""Structs that are no pointers in the client's lists: a null among them is one in which nothing is set."""

PLAIN: Mapping[str, type] = {"string": str, "bool": bool, "int": int, "duration": int}
LEAST, GREATEST = RANGES["int"]
LAST_BYTE = 255


def complete(data: Any, struct: str = "Job", path: Path = ()) -> tuple[Tree, list[Diagnostic]]:
    """The inner form of a job, or of the struct named, and what cannot be read of it.

    What cannot be read is left unset.

    >>> tree, problems = complete({"attempts": 3, "Delay": "15s"}, "RestartPolicy")
    >>> tree["Attempts"], tree["Mode"], [problem.path for problem in problems]
    (3, None, [('Delay',)])
    """
    problems: Problems = []
    tree = read_struct(struct)(data, path, problems)
    return (plan(struct).unset.copy() if tree is None else tree), problems


@cache
def plan(struct: str) -> Plan:
    """The plan of a struct, by its name in the table."""
    fields = STRUCTS[struct]
    exact = {
        field.json: Entry(field.json, PLAIN.get(field.type), reader(field), field.unset is not None) for field in fields
    }
    folded = {key.lower(): entry for key, entry in reversed(exact.items())}
    return Plan({field.json: field.unset for field in fields}, exact, folded)


def reader(field: Field) -> Reader:
    """What reads the values of a field."""
    if field.type == "struct":
        return read_struct(field.struct)
    if field.type == "structs":
        read_item = read_struct(field.struct)
        return read_list(or_unset(read_item) if field.struct in NEVER_NULL else read_item)
    if field.type == "struct_map":
        return read_map(read_struct(field.struct))
    return VALUES[field.type]


def or_unset(read_item: Reader) -> Reader:
    """A reader that takes null for a struct in which nothing is set."""
    return lambda value, path, problems: read_item({} if value is None else value, path, problems)


@cache
def read_struct(struct: str) -> Reader:
    """A reader of objects with the struct's keys."""
    # The plan is fetched at the first object, as structs nest.

    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is not dict and not isinstance(value, Mapping):
            return refuse(value, path, problems, f"an object ({struct})")
        unset, exact, folded = plan(struct)
        tree = unset.copy()
        spelled_oddly = False
        for key, inner in value.items():
            if inner is None and not spelled_oddly and key in exact:
                continue
            entry = exact.get(key) or (folded.get(fold(key)) if isinstance(key, str) else None)
            if entry is None:
                continue
            spelled_oddly = spelled_oddly or entry.key != key
            if inner is None:
                # A null unsets what the same key in other letter cases said before it, but for plain values.
                tree[entry.key] = tree[entry.key] if entry.stays else unset[entry.key]
                continue
            name, plain, read_inner, _ = entry
            kind = type(inner)
            if kind is plain and (kind is not int or LEAST <= inner <= GREATEST):
                tree[name] = inner
                continue
            if kind is dict and tree[name]:
                inner = met_before(value, key) | inner
            if (found := read_inner(inner, (*path, name), problems)) is not None:
                tree[name] = found
        return tree

    return read


def fold(key: str) -> str:
    """The key in small letters; the long s is one, too."""
    return key.lower().replace("\u017f", "s")


def met_before(data: Mapping[Any, Any], key: str) -> dict[Any, Any]:
    """What the same key holds in other letter cases before it: objects met twice are merged, the later keys win."""
    merged: dict[Any, Any] = {}
    for other, value in data.items():
        if other == key:
            break
        if isinstance(other, str) and fold(other) == fold(key) and isinstance(value, Mapping):
            merged |= value
    return merged


def read_list(read_item: Reader) -> Reader:
    """A reader of lists of what `read_item` reads."""

    def read(value: Any, path: Path, problems: Problems) -> Any:
        if not isinstance(value, list | tuple):
            return refuse(value, path, problems, "a list")
        items = [read_item(item, (*path, index), problems) for index, item in enumerate(value)]
        return [item for item in items if item is not None]

    return read


def read_map(read_item: Reader) -> Reader:
    """A reader of maps from text to what `read_item` reads."""

    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is not dict and not isinstance(value, Mapping):
            return refuse(value, path, problems, "an object")
        items = ((str(key), read_item(item, (*path, str(key)), problems)) for key, item in value.items())
        return {key: item for key, item in items if item is not None}

    return read


def read_lists(value: Any, path: Path, problems: Problems) -> Any:
    """A map of lists of text, where null is a list that is not there."""
    if not isinstance(value, Mapping):
        return refuse(value, path, problems, "an object")
    return {key: None if item is None else READ_STRINGS(item, (*path, key), problems) for key, item in value.items()}


def read_string(value: Any, path: Path, problems: Problems) -> Any:
    """Text; numbers and bools are not converted."""
    return value if isinstance(value, str) else refuse(value, path, problems, "text")


def read_bytes(value: Any, path: Path, problems: Problems) -> Any:
    """Bytes in base64, or as a list of numbers."""
    if isinstance(value, list) and all(type(item) is int and 0 <= item <= LAST_BYTE for item in value):
        return b2a_base64(bytes(value), newline=False).decode()
    if not isinstance(value, str):
        return refuse(value, path, problems, "base64 text")
    try:
        a2b_base64(value.replace("\n", "").replace("\r", ""), strict_mode=True)
    except ValueError:
        return refuse(value, path, problems, "base64 text")
    return value


def read_element(value: Any, path: Path, problems: Problems) -> Any:
    """Text in a list or map, where null stands for no text at all."""
    return "" if value is None else read_string(value, path, problems)


def read_bool(value: Any, path: Path, problems: Problems) -> Any:
    """True or false."""
    return value if isinstance(value, bool) else refuse(value, path, problems, "true or false")


def read_number(type_name: str) -> Reader:
    """A reader of whole numbers in the range of a type."""
    low, high = RANGES[type_name]
    wanted = "a number of nanoseconds" if type_name == "duration" else "a whole number"

    def read(value: Any, path: Path, problems: Problems) -> Any:
        if type(value) is not int:
            return refuse(value, path, problems, wanted)
        if low <= value <= high:
            return value
        detail = f"It can be {low} to {high}, not {value}."
        problems.append(Diagnostic("error", "NJ2902", f'"{path[-1]}" is out of range', detail, path=path))
        return None

    return read


def read_object(value: Any, path: Path, problems: Problems) -> Any:
    """An object of anything, as deep as anybody can mean."""
    if not isinstance(value, Mapping):
        return refuse(value, path, problems, "an object")
    if is_deeper(value, DEPTH):
        detail = f"It can be {DEPTH} levels deep."
        problems.append(Diagnostic("error", "NJ2904", f'"{path[-1]}" is nested too deeply', detail, path=path))
        return None
    return dict(value)


def is_deeper(value: Any, levels: int) -> bool:
    """Whether objects and lists are nested more deeply than these levels."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(not levels or is_deeper(item, levels - 1) for item in inner if isinstance(item, dict | list))


def read_anything(value: Any, path: Path, problems: Problems) -> Any:
    """Whatever is there."""
    return value


def refuse(value: Any, path: Path, problems: Problems, wanted: str) -> Any:
    """Nothing, and a note that the value has a wrong type."""
    where = f'"{path[-1]}"' if path else "The job"
    if value is None:
        problems.append(Diagnostic("error", "NJ2903", f"{where} is null", f"It must be {wanted}.", path=path))
        return None
    summary = f"{where} has a wrong type"
    problems.append(Diagnostic("error", "NJ2901", summary, f"It must be {wanted}, not {described(value)}.", path=path))
    return None


def described(value: Any) -> str:
    """What a JSON value is, in words."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) < 40 else "a text"
    return "a list" if isinstance(value, list | tuple) else "an object"


READ_STRINGS = read_list(read_element)

VALUES: Mapping[str, Reader] = {
    "string": read_string,
    "bytes": read_bytes,
    "bool": read_bool,
    **{name: read_number(name) for name in RANGES},
    "any": read_anything,
    "strings": READ_STRINGS,
    "uint16s": read_list(read_number("uint16")),
    "string_map": read_map(read_element),
    "strings_map": read_lists,
    "any_map": read_object,
}
"""What reads the values of each type that is no struct."""


def nearest_key(key: str, struct: str = "Job") -> str | None:
    """The key of a struct that is most like an unknown one."""
    return did_you_mean(key, plan(struct).exact)
