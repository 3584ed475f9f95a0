"""HCL's JSON syntax: reads a text into a body, and evaluates what stands in an expression's place."""

from __future__ import annotations

from jobspec.diagnostics import Diagnostic
from jobspec.hcl.evaluation import Evaluation, Scope, evaluates
from jobspec.hcl.json_nodes import JsonBody, JsonValue, Problems
from jobspec.hcl.json_values import read_json
from jobspec.hcl.numbers import parse
from jobspec.hcl.parser import parse_template
from jobspec.hcl.structure import Body
from jobspec.hcl.types import NUMBER
from jobspec.hcl.values import DYNAMIC_UNKNOWN, NULL, Value, object_value, text, truth, tuple_value, unknown


@evaluates(JsonValue)
def json_value(run: Evaluation, node: JsonValue, scope: Scope) -> Value:
    """The value of JSON in an expression's place: its strings are templates, but plain where nothing is in scope."""
    if node.kind == "string":
        return _string(run, node, str(node.content), scope)
    if node.kind == "number":
        number = parse(str(node.content))
        return unknown(NUMBER) if number is None else Value(NUMBER, number)
    if node.kind == "array":
        return tuple_value([json_value(run, item, scope) for item in node.items])
    if node.kind == "object":
        members: dict[str, Value] = {}
        for name, inner in node.properties:
            key = _string(run, node, name, scope)
            members[str(key.raw) if isinstance(key.raw, str) else name] = json_value(run, inner, scope)
        return object_value(members)
    return NULL if node.content is None else truth(bool(node.content))


def _string(run: Evaluation, node: JsonValue, content: str, scope: Scope) -> Value:
    if not scope.functions or ("${" not in content and "%{" not in content):
        return text(content)
    template, problems = parse_template(content, node.source.filename)
    if template is not None and not problems:
        inner = Evaluation()
        inner.spent = run.spent
        value = inner.value(template, scope)
        run.spent, problems = inner.spent, inner.problems
    else:
        value = DYNAMIC_UNKNOWN
    # Places within the string would have to be counted in escapes: the whole string stands for them.
    run.problems.extend(problem.replace(subject=node.range, context=None) for problem in problems)
    return value


def parse_json_body(content: str, filename: str) -> tuple[Body | None, Problems]:
    """The body of a text in HCL's JSON syntax, or what is wrong with it."""
    value, problems = read_json(content, filename)
    if value is None:
        return None, problems
    levels = value.items if value.kind == "array" else [value]
    for one in levels:
        if one.kind != "object":
            detail = "The text is an object, or a list of objects."
            return None, [Diagnostic("error", "NJ0204", "The root is no object", detail, subject=one.range)]
    return JsonBody(value.source, value.first, value.last, levels), []
