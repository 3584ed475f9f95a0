"""Functions of files and paths: refused unless allowed, and held below a root if one is given."""

from __future__ import annotations

import binascii
import fnmatch
import os
import posixpath
import re
import stat
from collections.abc import Callable, Iterator

from jobspec.hcl.functions.registry import LARGEST_RESULT, Context, FunctionError, Parameter, function
from jobspec.hcl.types import BOOL, STRING, set_of
from jobspec.hcl.values import Value, set_value, text, truth

_PATH = Parameter("path", STRING)
_MOST_FILES = 100_000


def _home(context: Context, path: str) -> str:
    """The path with a leading `~` replaced by the home directory."""
    if not path.startswith("~"):
        return path
    if len(path) > 1 and path[1] not in "/\\":
        raise FunctionError("the home directory of another user is not known")
    home = context.environ.get("HOME", "")
    if not home:
        raise FunctionError("the environment has no HOME")
    return posixpath.normpath(home + path[1:]) if len(path) > 1 else home


def _absolute(context: Context, path: str) -> str:
    """The place of a file, relative to the base directory, held below the root."""
    expanded = _home(context, path)
    base = context.base_dir or os.getcwd()
    absolute = posixpath.normpath(posixpath.join(os.path.abspath(base), expanded))
    if "\0" in absolute:
        raise FunctionError("a path cannot hold a NUL character", 0)
    _require_inside(context, absolute)
    return absolute


def _require_inside(context: Context, path: str) -> None:
    """Refuse what lies outside of the root once symbolic links are followed."""
    root = context.filesystem_root
    if root is None:
        return
    resolved_root = os.path.realpath(root)
    resolved = os.path.realpath(path)
    if resolved != resolved_root and not resolved.startswith(resolved_root.rstrip("/") + "/"):
        raise FunctionError(f'"{path}" lies outside of "{root}", below which files may be read', 0)


def _read(context: Context, path: str) -> bytes:
    place = _absolute(context, path)
    if not os.path.lexists(place):
        raise FunctionError(f'there is no file "{place}"')
    try:
        if not stat.S_ISREG(os.stat(place).st_mode):
            raise FunctionError(f'"{place}" is not a regular file')
        with open(place, "rb") as stream:
            content = stream.read(LARGEST_RESULT + 1)
    except OSError as error:
        raise FunctionError(f'"{place}" cannot be read: {error.strerror}') from None
    if len(content) > LARGEST_RESULT:
        raise FunctionError(f'"{place}" is larger than {LARGEST_RESULT} bytes')
    return content


@function("file", _PATH, returns=STRING, contextual=True)
def file(context: Context, path: Value) -> Value:
    """The text of a file, which must be UTF-8."""
    try:
        return text(_read(context, path.raw).decode("utf-8"))
    except UnicodeDecodeError:
        raise FunctionError(f'the content of "{path.raw}" is not UTF-8') from None


@function("filebase64", _PATH, returns=STRING, contextual=True)
def filebase64(context: Context, path: Value) -> Value:
    """The bytes of a file in base64."""
    return text(binascii.b2a_base64(_read(context, path.raw), newline=False).decode())


@function("fileexists", _PATH, returns=BOOL, contextual=True)
def fileexists(context: Context, path: Value) -> Value:
    """Whether there is a file; an error for a folder."""
    place = _absolute(context, path.raw)
    try:
        mode = os.stat(place).st_mode
    except FileNotFoundError:
        return truth(False)
    except OSError as error:
        raise FunctionError(f'"{place}" cannot be looked at: {error.strerror}') from None
    if not stat.S_ISREG(mode):
        raise FunctionError(f'"{place}" is not a regular file')
    return truth(True)


@function("fileset", _PATH, Parameter("pattern", STRING), returns=set_of(STRING), contextual=True)
def fileset(context: Context, path: Value, pattern: Value) -> Value:
    """The files below a folder that match a pattern: `*` and `?` within a name, `**` across folders."""
    folder = _absolute(context, path.raw)
    matches = _matcher(pattern.raw)
    return set_value(STRING, (text(name) for name in _files_below(context, folder) if matches(name)))


def _files_below(context: Context, folder: str) -> Iterator[str]:
    count = 0
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            full = posixpath.join(place, name)
            count += 1
            if count > _MOST_FILES:
                raise FunctionError(f"there are more than {_MOST_FILES} files")
            if _is_regular(context, full):
                yield posixpath.relpath(full, folder)


def _is_regular(context: Context, path: str) -> bool:
    try:
        _require_inside(context, path)
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, FunctionError):
        return False


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a relative path matches. Patterns are translated piece by piece, so they cannot backtrack far."""
    alternatives = [_segments(one) for one in _braces(pattern)]

    def matches(name: str) -> bool:
        parts = name.split("/")
        return any(_match_parts(segments, parts) for segments in alternatives)

    return matches


def _segments(pattern: str) -> list[re.Pattern[str] | None]:
    """One matcher for each folder of a pattern; None for `**`."""
    cleaned = posixpath.normpath(pattern) if pattern else "."
    segments: list[re.Pattern[str] | None] = []
    for segment in cleaned.split("/"):
        if segment.count("[") > segment.count("]"):
            raise FunctionError(f'the pattern "{pattern}" has a bracket that is not closed')
        segments.append(None if segment == "**" else re.compile(fnmatch.translate(segment.replace("[^", "[!"))))
    return segments


def _match_parts(segments: list[re.Pattern[str] | None], parts: list[str]) -> bool:
    """Whether the folders of a path match, `**` standing for any number of them."""
    reachable = {0}
    for part in parts:
        reachable = _closed(segments, reachable)
        following = set()
        for at in reachable:
            if at < len(segments):
                segment = segments[at]
                if segment is None:
                    following.add(at)
                elif segment.match(part):
                    following.add(at + 1)
        reachable = following
    return len(segments) in _closed(segments, reachable)


def _closed(segments: list[re.Pattern[str] | None], reachable: set[int]) -> set[int]:
    """The places reachable when `**` stands for nothing."""
    closed = set(reachable)
    for at in sorted(reachable):
        while at < len(segments) and segments[at] is None:
            at += 1
            closed.add(at)
    return closed


def _braces(pattern: str) -> list[str]:
    """The alternatives of `{a,b}`."""
    start = pattern.find("{")
    end = pattern.find("}", start)
    if start < 0 or end < 0:
        return [pattern]
    found = []
    for choice in pattern[start + 1 : end].split(","):
        found.extend(_braces(pattern[:start] + choice + pattern[end + 1 :]))
        if len(found) > 1000:
            raise FunctionError("the pattern has too many alternatives")
    return found


@function("basename", _PATH, returns=STRING, contextual=True)
def basename(context: Context, path: Value) -> Value:
    """The last part of a path."""
    stripped = path.raw.rstrip("/")
    if not stripped:
        return text("/" if path.raw else ".")
    return text(posixpath.basename(stripped))


@function("dirname", _PATH, returns=STRING, contextual=True)
def dirname(context: Context, path: Value) -> Value:
    """A path without its last part."""
    return text(_cleaned(path.raw[: path.raw.rfind("/") + 1]))


@function("abspath", _PATH, returns=STRING, contextual=True)
def abspath(context: Context, path: Value) -> Value:
    """A path from the root of the file system, taken from the working directory."""
    return text(_cleaned(posixpath.join(os.getcwd(), path.raw)))


@function("pathexpand", _PATH, returns=STRING, contextual=True)
def pathexpand(context: Context, path: Value) -> Value:
    """A path with a leading `~` replaced by the home directory."""
    return text(_home(context, path.raw))


def _cleaned(path: str) -> str:
    """A path without needless parts; two slashes at its start are one."""
    cleaned = posixpath.normpath(path) if path else "."
    return cleaned[1:] if cleaned.startswith("//") else cleaned
