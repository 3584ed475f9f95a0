"""Rules of artifacts: source, destination, checksum."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.paths import escapes
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import one_of, quoted

ARTIFACT_MODES = ("any", "file", "dir")
DIGEST_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
_RUNTIME_VALUE = pattern(r"\$\{[a-zA-Z0-9_\-.]+\}")


def _artifact(item: Item) -> str:
    return f"Artifact {item.number} of {of_task(item)}"


@rule("NJ6010", "artifact-source", "artifact", bad='source = ""', good='source = "https://example.com/app.tar.gz"')
def artifact_source(artifact: Item, context: Context) -> Iterator[Finding]:
    """An artifact says where it comes from."""
    if not artifact["GetterSource"]:
        yield artifact.finding(f"{_artifact(artifact)} has no source", "Give the address to fetch.", "GetterSource")


@rule(
    "NJ6011",
    "artifact-mode",
    "artifact",
    bad='source = "https://example.com/a"\nmode = "archive"',
    good='source = "https://example.com/a"\nmode = "file"',
)
def artifact_mode(artifact: Item, context: Context) -> Iterator[Finding]:
    """An artifact's mode is any, file or dir."""
    if artifact["GetterMode"] not in (*ARTIFACT_MODES, ""):
        yield artifact.finding(
            f"{_artifact(artifact)} has the unknown mode {quoted(artifact['GetterMode'])}",
            f"It is {one_of(ARTIFACT_MODES)}.",
            "GetterMode",
        )


@rule(
    "NJ6012",
    "artifact-destination",
    "artifact",
    bad='source = "https://example.com/a"\ndestination = "../../x"',
    good='source = "https://example.com/a"\ndestination = "local/x"',
)
def artifact_destination(artifact: Item, context: Context) -> Iterator[Finding]:
    """An artifact stays in the allocation's directory; `../alloc` reaches the directory that the tasks share."""
    if escapes("task", artifact["RelativeDest"]):
        yield artifact.finding(
            f"{_artifact(artifact)} goes to {quoted(artifact['RelativeDest'])}, out of the allocation",
            "Name a place below the task's directory, such as local/.",
            "RelativeDest",
        )


def _checksum(artifact: Item) -> str | None:
    """The checksum that can be judged now: one with a run-time value cannot."""
    checksum = (artifact["GetterOptions"] or {}).get("checksum")
    if checksum is None or _RUNTIME_VALUE.search(checksum):
        return None
    return str(checksum).strip()


def _parts(artifact: Item) -> tuple[str, str] | None:
    """Kind and digest of a checksum of the right form."""
    checksum = _checksum(artifact)
    parts = checksum.split(":") if checksum else []
    return (parts[0], parts[1]) if len(parts) == 2 else None


def _is_hexadecimal(text: str) -> bool:
    return len(text) % 2 == 0 and all(char in "0123456789abcdefABCDEF" for char in text)


def _checked(artifact: Item, problem: str, detail: str) -> Finding:
    return artifact.finding(f"{_artifact(artifact)}: {problem}", detail, "GetterOptions/checksum")


_CHECKSUM = 'source = "https://example.com/a"\noptions {\nchecksum = "%s"\n}'
_GOOD_CHECKSUM = _CHECKSUM % "md5:df6a4178aec9fbdc1d6d7e3634d1bc33"


@rule("NJ6013", "artifact-checksum-empty", "artifact", bad=_CHECKSUM % "", good=_GOOD_CHECKSUM)
def checksum_empty(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum that is written is not empty."""
    if _checksum(artifact) == "":
        yield _checked(artifact, "the checksum is empty", "Write TYPE:DIGEST, or remove it.")


@rule("NJ6014", "artifact-checksum-form", "artifact", bad=_CHECKSUM % "d41d8cd98f00", good=_GOOD_CHECKSUM)
def checksum_form(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum reads TYPE:DIGEST."""
    checksum = _checksum(artifact)
    if checksum and _parts(artifact) is None:
        yield _checked(
            artifact,
            f"the checksum {quoted(checksum)} does not say its kind",
            f"Write TYPE:DIGEST; the kind is {one_of(tuple(DIGEST_SIZES))}.",
        )


@rule("NJ6015", "artifact-checksum-hex", "artifact", bad=_CHECKSUM % "md5:xyz", good=_GOOD_CHECKSUM)
def checksum_hex(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum's digest is hexadecimal."""
    parts = _parts(artifact)
    if parts and not _is_hexadecimal(parts[1]):
        yield _checked(
            artifact, f"the digest {quoted(parts[1])} is not hexadecimal", "Pairs of the digits 0-9 and a-f."
        )


@rule("NJ6016", "artifact-checksum-type", "artifact", bad=_CHECKSUM % "crc32:abcd1234", good=_GOOD_CHECKSUM)
def checksum_type(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum is of kind md5, sha1, sha256 or sha512."""
    parts = _parts(artifact)
    if parts and _is_hexadecimal(parts[1]) and parts[0] not in DIGEST_SIZES:
        yield _checked(
            artifact, f"there is no checksum kind {quoted(parts[0])}", f"It is {one_of(tuple(DIGEST_SIZES))}."
        )


@rule("NJ6017", "artifact-checksum-length", "artifact", bad=_CHECKSUM % "sha256:abcd", good=_GOOD_CHECKSUM)
def checksum_length(artifact: Item, context: Context) -> Iterator[Finding]:
    """A checksum's digest has the length of its kind."""
    parts = _parts(artifact)
    if parts and parts[0] in DIGEST_SIZES and _is_hexadecimal(parts[1]) and len(parts[1]) != 2 * DIGEST_SIZES[parts[0]]:
        yield _checked(
            artifact,
            f"a {parts[0]} digest has {2 * DIGEST_SIZES[parts[0]]} digits, this one {len(parts[1])}",
            "Copy the whole digest.",
        )
