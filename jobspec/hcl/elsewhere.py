"""What functions and types are called in other tools, for people who come from there."""

from __future__ import annotations

from collections.abc import Collection

from jobspec.diagnostics import did_you_mean

TYPE_WORDS = {
    **dict.fromkeys(("int", "integer", "float", "double", "num"), "number"),
    **dict.fromkeys(("str", "text"), "string"),
    "boolean": "bool",
    "array": "list(string)",
    "dict": "map(string)",
    "hash": "map(string)",
}
"""What types are called elsewhere."""

_ELSEWHERE = {
    "tostring": "convert(value, string)",
    "tonumber": "convert(value, number)",
    "tobool": "convert(value, bool)",
    "tolist": "convert(value, list(string))",
    "toset": "convert(value, set(string))",
    "tomap": "convert(value, map(string))",
    "lowercase": "lower(text)",
    "uppercase": "upper(text)",
    "tolower": "lower(text)",
    "toupper": "upper(text)",
    "len": "length(list)",
    "size": "length(list)",
    "uuid": "uuidv4()",
    "concatenate": '"${a}${b}"',
    "env": "var.name, and NOMAD_VAR_name in the environment",
    "getenv": "var.name, and NOMAD_VAR_name in the environment",
    "regexreplace": "regex_replace(text, from, to)",
    "regex": "regex_replace(text, pattern, replacement)",
    "startswith": "substr(text, 0, strlen(start)) == start",
    "templatefile": "a template block with source",
    "json": "jsonencode(value)",
    "yaml": "yamlencode(value)",
    "sprintf": 'format("%s", value)',
    "printf": 'format("%s", value)',
    "count": "length(list)",
}
"""What stands for functions that other tools have."""


def no_function(name: str, functions: Collection[str]) -> str:
    """What to do about a function that is not there."""
    if not functions:
        return "Functions cannot be called here: write the value out, or make it in a local."
    if instead := _ELSEWHERE.get(name.lower()):
        return f"Instead of it there is {instead}."
    hint = did_you_mean(name, sorted(functions))
    if hint:
        return f'Did you mean "{hint}"?'
    alike = sorted(known for known in functions if name[:4].lower() in known or known in name.lower())
    listed = f" Similar ones: {', '.join(alike[:_MOST_ALIKE])}." if alike else ""
    return f"The language has no function of this name: correct the name, or do without.{listed}"


_MOST_ALIKE = 6
