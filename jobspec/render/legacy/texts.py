"""How HCL2 spells the texts and numbers of HCL1: as they stood where that means the same, else with what it needs."""

from __future__ import annotations

import re

from jobspec.hcl.evaluator import Scope, evaluate
from jobspec.hcl.parser import parse_expression
from jobspec.hcl.values import object_value
from jobspec.render.hcl_values import heredoc_body, literal, quoted

_PLAIN = re.compile(r'"[ -#&-\[\]-~]*"')
"""A quoted text that every HCL reads alike: printable ASCII without escapes and templates."""

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_SCOPE = Scope({name: object_value({}) for name in ("var", "local")})

NUMBER = "so HCL1 read it, and HCL2 knows decimal numbers only"
TEMPLATE = 'in HCL2 "${" and "%{" begin a template'
ESCAPE = "HCL2 has other escapes"
INDENTATION = "HCL2 takes the indentation of a heredoc, and its end, otherwise"


def text_spelling(source: str, value: str) -> tuple[str, str]:
    """A quoted text or heredoc of HCL1 in HCL2, and why it had to change; empty if it did not."""
    if _PLAIN.fullmatch(source) or means(source, value):
        return source, ""
    if source.startswith("<<"):
        return _heredoc(source, value)
    return _quoted(value), TEMPLATE if "{" in source and "\\" not in source else ESCAPE


def _quoted(value: str) -> str:
    """A text in quotes: references that Nomad resolves stay if they are read so, else all is escaped."""
    spelled = quoted(value)
    return spelled if means(spelled, value) else literal(value)


def means(expression: str, value: str) -> bool:
    """Whether HCL2 reads an expression as a text."""
    node, problems = parse_expression(expression + "\n" if expression.startswith("<<") else expression)
    if node is None or problems:
        return False
    found, problems = evaluate(node, _SCOPE)
    return not problems and found.raw == value


def _heredoc(source: str, value: str) -> tuple[str, str]:
    opener, *lines, closer = source.split("\n")
    kept = "\n".join([opener, heredoc_body(lines), closer])
    if means(kept, value):
        return kept, TEMPLATE
    name = closer.strip()
    plain = "\n".join([f"<<{name}", heredoc_body(value.split("\n")[:-1]), name])
    return (plain if means(plain, value) else _quoted(value)), INDENTATION


def number_spelling(source: str, value: str) -> tuple[str, str]:
    """A number of HCL1 in HCL2, and why it had to change; `value` are its decimal digits.

    >>> number_spelling("0644", "420")
    ('420', 'so HCL1 read it, and HCL2 knows decimal numbers only')
    """
    if _WHOLE.fullmatch(source) or (source[:1].isdigit() and "." in source and source == value):
        return source, ""
    return (value, NUMBER) if value != source else (source, "")
