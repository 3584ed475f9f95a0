"""Comments that keep the linter quiet about one place: `# jobspec: ignore[NJ9001] we pin it elsewhere`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jobspec.diagnostics import Diagnostic
from jobspec.patterns import pattern

_COMMENT = pattern(r"(?:#|//)\s*jobspec:\s*ignore\[([A-Z0-9,\s]+)\]")


def unsuppressed(findings: Iterable[Diagnostic], text: str) -> Iterator[Diagnostic]:
    """The findings that no comment names, on their own line or on a line of its own right above."""
    ignored = _ignored(text)
    for finding in findings:
        line = finding.subject.start.line if finding.subject else 0
        if not finding.id.startswith(ignored.get(line, ())):
            yield finding


def _ignored(text: str) -> dict[int, tuple[str, ...]]:
    """The IDs, or their beginnings, that are ignored on each line."""
    found: dict[int, tuple[str, ...]] = {}
    if "jobspec:" not in text:
        return found
    for number, line in enumerate(text.split("\n"), 1):
        for comment in _COMMENT.finditer(line):
            names = tuple(filter(None, map(str.strip, comment[1].split(","))))
            alone = not line[: comment.start()].strip()
            place = number + 1 if alone else number
            found[place] = found.get(place, ()) + names
    return found
