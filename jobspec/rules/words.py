"""How values read in messages: durations, quoted names, lists of what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_UNITS = ((HOUR, "h"), (MINUTE, "m"), (SECOND, "s"), (1_000_000, "ms"), (1_000, "µs"), (1, "ns"))


def duration(nanoseconds: int) -> str:
    """A duration as a jobspec writes it.

    >>> duration(90_000_000_000), duration(1_500_000_000), duration(0)
    ('1m30s', '1s500ms', '0s')
    """
    if nanoseconds < 0:
        return "-" + duration(-nanoseconds)
    pieces: list[str] = []
    for size, unit in _UNITS:
        whole, nanoseconds = divmod(nanoseconds, size)
        if whole:
            pieces.append(f"{whole}{unit}")
    return "".join(pieces) or "0s"


def quoted(text: object) -> str:
    """A name or a value in quotes, without line breaks and control characters.

    >>> print(quoted("web"))
    "web"
    """
    shown = str(text)
    shown = shown if len(shown) <= 80 else shown[:77] + "…"
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in shown) + '"'


def sentence(text: str) -> str:
    """A text as the beginning of a sentence; names in it keep their letters.

    >>> print(sentence('task "Web"'))
    Task "Web"
    """
    return text[:1].upper() + text[1:]


def inner(text: str) -> str:
    """A text that begins a sentence as it stands within one."""
    return text[:1].lower() + text[1:]


def one_of(values: Sequence[str]) -> str:
    """What is allowed, as the end of a sentence.

    >>> one_of(("a", "b", "c"))
    '"a", "b" or "c"'
    """
    shown = [quoted(value) for value in values if value]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " or " + shown[-1]


def listed(values: Iterable[object]) -> str:
    """Several names, comma between."""
    return ", ".join(map(quoted, values))
