"""HCL's JSON syntax: objects that become bodies once it is known which names are arguments and which are blocks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from jobspec.diagnostics import Diagnostic, Range
from jobspec.hcl.evaluation import Evaluation, Scope, evaluates
from jobspec.hcl.json_values import JsonValue, name_token, read_json
from jobspec.hcl.node import Node
from jobspec.hcl.numbers import parse
from jobspec.hcl.parser import parse_template
from jobspec.hcl.source import Source
from jobspec.hcl.structure import Attribute, Block, Body
from jobspec.hcl.types import NUMBER
from jobspec.hcl.values import DYNAMIC_UNKNOWN, NULL, Value, object_value, text, truth, tuple_value, unknown

Problems = list[Diagnostic]

_COMMENT = "//"
"""A property of this name is a comment."""


class JsonBody(Body):
    """A body that still has to be told its names: `resolved` or `all_arguments` give an ordinary one."""

    __slots__ = ("given",)

    def __init__(self, source: Source, first: int, last: int, given: list[JsonValue]) -> None:
        super().__init__(source, first, last, {}, [])
        self.given = given

    def _properties(self) -> Iterator[tuple[str, JsonValue]]:
        for value in self.given:
            for name, inner in value.properties:
                if name != _COMMENT:
                    yield name, inner

    def resolved(self, arguments: Collection[str], blocks: Mapping[str, int], problems: Problems) -> Body:
        """The body whose properties are arguments or blocks by these names; others are unknown arguments."""
        found: dict[str, Attribute] = {}
        made: list[Block] = []
        for name, value in self._properties():
            if name in blocks and name not in arguments:
                made.extend(_blocks(name, value, blocks[name], [], problems))
            else:
                _put(found, name, value, problems)
        return Body(self.source, self.first, self.last, found, made)

    def all_arguments(self, problems: Problems) -> Body:
        """The body whose properties are all arguments."""
        found: dict[str, Attribute] = {}
        for name, value in self._properties():
            _put(found, name, value, problems)
        return Body(self.source, self.first, self.last, found, [])

    def children(self) -> Iterator[Node]:
        return iter(self.given)


class JsonBlock(Block):
    """A block made of a property; all its places are those of its value."""

    __slots__ = ("value",)

    def __init__(self, type: str, labels: list[str], value: JsonValue, body: Body) -> None:
        super().__init__(value.source, name_token(value), value.last, type, labels, body)
        self.value = value

    @property
    def label_ranges(self) -> list[Range]:
        return [self.type_range for _ in self.labels]

    @property
    def open_range(self) -> Range:
        return self.source.range(self.value.first, self.value.first + 1)

    @property
    def header_range(self) -> Range:
        return self.open_range


def _put(found: dict[str, Attribute], name: str, value: JsonValue, problems: Problems) -> None:
    at = name_token(value)
    attribute = Attribute(value.source, at, value.last, name, value)
    if name in found:
        detail = f"It was set before at {found[name].range}."
        summary = f'Argument "{name}" set twice'
        problems.append(Diagnostic("error", "NJ0202", summary, detail, subject=attribute.name_range))
        return
    found[name] = attribute


def _blocks(name: str, value: JsonValue, labels: int, used: list[str], problems: Problems) -> Iterator[Block]:
    """The blocks of a property: one level of objects for each label, then an object or a list of them."""
    if labels > len(used):
        levels = [value, *value.items] if value.kind != "object" else [value]
        count = 0
        for level in levels:
            for label, inner in level.properties:
                count += label != _COMMENT
                if label != _COMMENT:
                    yield from _blocks(name, inner, labels, [*used, label], problems)
        if not count:
            subject = value.source.range(value.first, value.first + 1)
            summary = f'Missing label of block "{name}"'
            detail = "An object is required whose properties are named by the label."
            problems.append(Diagnostic("error", "NJ0203", summary, detail, subject=subject))
        return
    for one in value.items if value.kind == "array" else [value]:
        if one.kind == "object":
            yield JsonBlock(name, used, one, JsonBody(one.source, one.first, one.last, [one]))
        elif one.content is not None:
            summary = f'Block "{name}" is no object'
            detail = "A block is an object, or a list of objects."
            problems.append(Diagnostic("error", "NJ0204", summary, detail, subject=one.range))


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
