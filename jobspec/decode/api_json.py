"""A job's API JSON as `nomad job run -json` reads it: with or without a wrapper, keys in any letter case."""

from __future__ import annotations

from typing import Any

from jobspec.decode import mistakes
from jobspec.decode.decoding import Decoding
from jobspec.diagnostics import Position, Range
from jobspec.model import complete
from jobspec.patterns import pattern

Tree = dict[str, Any]
SURROGATE = pattern("[\ud800-\udfff]")


def read_api_json(run: Decoding, text: str, filename: str) -> Tree | None:
    """The job of a JSON text; what stands behind the first value is not read."""
    value = _first_value(run, text, filename)
    if value is None:
        return None
    if not isinstance(value, dict):
        run.report(
            mistakes.NOT_A_JOB, _start(filename), "The JSON is a job, or an object with a job as its member Job."
        )
        return None
    wrapped = next((inner for key, inner in value.items() if key == "Job"), None)
    if wrapped is None:
        wrapped = next((inner for key, inner in value.items() if key.lower() == "job"), None)
    tree, problems = complete(value)
    run.problems.extend(problems)
    if wrapped is not None:
        # What stands beside the wrapped job is read, too, and only then left out.
        tree, problems = complete(wrapped)
        run.problems.extend(problems)
    return tree


def _first_value(run: Decoding, text: str, filename: str) -> Any:
    import json

    try:
        value, _ = json.JSONDecoder(parse_constant=_refuse).raw_decode(text.lstrip(" \t\r\n"))
    except json.JSONDecodeError as error:
        skipped = len(text) - len(text.lstrip(" \t\r\n"))
        place = _position(text, skipped + error.pos)
        run.report(mistakes.BAD_JSON, Range(filename, place, place), _in_words(text[: skipped + error.pos], error.msg))
        return None
    except (ValueError, RecursionError) as error:
        run.report(mistakes.BAD_JSON, _start(filename), f"{error}.")
        return None
    if value is None:
        run.report(mistakes.NOT_A_JOB, _start(filename))
    return without_surrogates(value) if "\\ud" in text.lower() else value


def without_surrogates(value: Any) -> Any:
    """The value with the mark of a lost character for each half of a pair that stands alone."""
    if isinstance(value, str):
        return SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(inner) for key, inner in value.items()}
    return value


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _start(filename: str) -> Range:
    start = Position(1, 1, 0)
    return Range(filename, start, start)


def _in_words(before: str, message: str) -> str:
    """What is wrong, and what would be right."""
    if before.rstrip().endswith(",") and ("property name" in message or message == "Expecting value"):
        return "Another element must follow the comma before this: remove the comma, if that was the last one."
    if "delimiter" in message:
        return f"{message}: between two elements stands a comma, between a name and its value a colon."
    if "property name" in message:
        return "The name of a property is a text in double quotes, and a colon follows it."
    return f"{message}."


def _position(text: str, offset: int) -> Position:
    before = text[:offset]
    line = before.count("\n") + 1
    column = offset - (before.rfind("\n") + 1) + 1
    return Position(line, column, len(before.encode("utf-8", "surrogatepass")))


def is_labelled_job(text: str) -> bool:
    """Whether a JSON text is HCL's JSON syntax: its member `job` holds blocks by label."""
    import json

    try:
        value, _ = json.JSONDecoder().raw_decode(text.lstrip(" \t\r\n"))
    except (ValueError, RecursionError):
        return False
    inner = value.get("job") if isinstance(value, dict) else None
    if isinstance(inner, list):
        return True
    return isinstance(inner, dict) and all(isinstance(body, (dict, list)) for body in inner.values())
