"""Positions, ranges and the one diagnostic type; what went wrong as a value, and the errors of the edge.

Knows nothing of HCL, jobs or clusters. Everything here is immutable, and cheap to import: no dataclasses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import total_ordering
from typing import Any, Literal, NamedTuple

Severity = Literal["error", "warning", "info"]

PathElement = str | int
Path = tuple[PathElement, ...]
"""Where something stands in a job's API JSON: `("TaskGroups", 0, "Tasks", 1, "Driver")`."""

DOCUMENTATION = "https://nomad-jobspec.readthedocs.io/en/latest/reference/rules/"

_SEVERITY_ORDER: Mapping[str, int] = {"error": 0, "warning": 1, "info": 2}


class Position(NamedTuple):
    """A place in a text. Line and column count from 1, a column being a grapheme cluster; `byte` from 0, in UTF-8."""

    line: int
    column: int
    byte: int

    def to_dict(self) -> dict[str, int]:
        """The position as the JSON of a diagnostic has it."""
        return {"line": self.line, "column": self.column, "byte": self.byte}


class Range(NamedTuple):
    """A stretch of a file; the end is exclusive. `str()` is `file:line:column`."""

    filename: str
    start: Position
    end: Position

    def to_dict(self) -> dict[str, Any]:
        """The range as the JSON of a diagnostic has it."""
        return {"filename": self.filename, "start": self.start.to_dict(), "end": self.end.to_dict()}

    def __str__(self) -> str:
        return f"{self.filename}:{self.start.line}:{self.start.column}"


class Edit(NamedTuple):
    """One replacement of a stretch of text."""

    range: Range
    text: str

    def to_dict(self) -> dict[str, Any]:
        """The edit as the JSON of a diagnostic has it."""
        return {"range": self.range.to_dict(), "text": self.text}


class Fix(NamedTuple):
    """A safe change that makes the finding go away."""

    title: str
    edits: tuple[Edit, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fix as the JSON of a diagnostic has it."""
        return {"title": self.title, "edits": [edit.to_dict() for edit in self.edits]}


@total_ordering
class Diagnostic:
    """One thing to tell the user. Frozen, hashable, ordered by file, start, severity and ID.

    >>> print(Diagnostic("error", "NJ2050", "The group is empty"))
    error: NJ2050 The group is empty
    """

    __slots__ = ("context", "detail", "fix", "id", "path", "severity", "subject", "summary")

    severity: Severity
    id: str
    summary: str
    detail: str
    subject: Range | None
    context: Range | None
    path: Path
    fix: Fix | None

    def __init__(
        self,
        severity: Severity,
        id: str,
        summary: str,
        detail: str = "",
        *,
        subject: Range | None = None,
        context: Range | None = None,
        path: Path = (),
        fix: Fix | None = None,
    ) -> None:
        put = object.__setattr__
        put(self, "severity", severity)
        put(self, "id", id)
        put(self, "summary", summary)
        put(self, "detail", detail)
        put(self, "subject", subject)
        put(self, "context", context)
        put(self, "path", tuple(path))
        put(self, "fix", fix)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a diagnostic cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a diagnostic cannot be changed: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        # Copies and pickles are made anew: what would set the members one by one is refused.
        return (_made, (self._members(),))

    @property
    def filename(self) -> str | None:
        """The file of the subject, if it has one."""
        return self.subject.filename if self.subject else None

    @property
    def url(self) -> str:
        """The page of this ID."""
        return f"{DOCUMENTATION}{self.id}/"

    def replace(self, **changes: Any) -> Diagnostic:
        """The same diagnostic with some members exchanged."""
        return Diagnostic(**{**self._members(), **changes})

    def to_dict(self) -> dict[str, Any]:
        """The JSON of one finding; absent ranges and fixes are null, the path is a JSON pointer."""
        return {
            "severity": self.severity,
            "id": self.id,
            "summary": self.summary,
            "detail": self.detail,
            "subject": self.subject.to_dict() if self.subject else None,
            "context": self.context.to_dict() if self.context else None,
            "path": json_pointer(self.path),
            "fix": self.fix.to_dict() if self.fix else None,
            "url": self.url,
        }

    def _members(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def _identity(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def _order(self) -> tuple[Any, ...]:
        start = self.subject.start if self.subject else Position(0, 0, 0)
        rest = (self.summary, json_pointer(self.path), self.detail)
        return (self.filename or "", start, _SEVERITY_ORDER[self.severity], self.id, *rest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Diagnostic) and self._identity() == other._identity()

    def __lt__(self, other: Diagnostic) -> bool:
        return self._order() < other._order()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __str__(self) -> str:
        place = f"{self.subject}: " if self.subject else ""
        return f"{place}{self.severity}: {self.id} {self.summary}"

    def __repr__(self) -> str:
        return f"<Diagnostic {self}>"


def _made(members: Mapping[str, Any]) -> Diagnostic:
    return Diagnostic(**members)


class JobspecError(Exception):
    """What a user wrote cannot be used. Has at least one diagnostic, the first error first; `str()` is one a line."""

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        given = tuple(diagnostics)
        if not given:
            raise ValueError("an error needs at least one diagnostic")
        errors = tuple(item for item in given if item.severity == "error")
        self.diagnostics = errors + tuple(item for item in given if item.severity != "error")
        super().__init__("\n".join(map(str, self.diagnostics)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.diagnostics,))


class ParseError(JobspecError):
    """A text, an expression, a variable, a job's JSON or a child ID cannot be read."""


class RefusedError(JobspecError):
    """It can be read, but what is asked would be refused."""


class StateError(JobspecError):
    """A cluster state cannot be read."""


def json_pointer(path: Iterable[PathElement]) -> str:
    """A path as a JSON pointer (RFC 6901).

    >>> json_pointer(("TaskGroups", 0, "Meta", "a/b"))
    '/TaskGroups/0/Meta/a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def did_you_mean(given: str, candidates: Iterable[str]) -> str | None:
    """The nearest candidate within two edits, the alphabetically first of equals.

    >>> did_you_mean("drivr", ["driver", "user"])
    'driver'
    """
    best: tuple[int, str] | None = None
    for candidate in candidates:
        if abs(len(candidate) - len(given)) > 2:
            continue
        distance = edit_distance(given, candidate)
        if distance <= 2 and distance < max(len(given), 2) and (best is None or (distance, candidate) < best):
            best = (distance, candidate)
    return best[1] if best else None


def edit_distance(left: Sequence[Any], right: Sequence[Any]) -> int:
    """Levenshtein's distance: insert, delete and replace cost one each."""
    previous = list(range(len(right) + 1))
    for row, one in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (one != other)))
        previous = current
    return previous[-1]
