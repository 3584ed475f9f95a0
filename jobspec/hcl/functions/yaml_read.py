"""The function `yamldecode`: one document of YAML as a value.

Block and flow collections, all five kinds of scalars, anchors, aliases, merge keys and the standard tags are known. The
reader keeps a place in the text and the indentation that a node must exceed.
"""

from __future__ import annotations

import re

from jobspec.hcl.functions.registry import FunctionError, Parameter, function
from jobspec.hcl.functions.yaml_document import only_document
from jobspec.hcl.functions.yaml_scalars import resolve, resolve_number
from jobspec.hcl.functions.yaml_texts import block_text, double_quoted, folded, single_quoted
from jobspec.hcl.types import DYNAMIC, NUMBER, STRING
from jobspec.hcl.values import NULL, Value, null, object_value, text, tuple_value
from jobspec.patterns import pattern

_BLANKS = pattern(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*")
_COMMENT = pattern(r"[ \t]+#[^\n]*|[ \t]+")
_PROPERTY = pattern(r"([&!])([^\s,\[\]{}]*)[ \t]*")
_ALIAS = pattern(r"\*([^\s,\[\]{}]+)")
_KEY_END = pattern(r"[ \t]*:(?=[ \t\n]|$)")
_QUOTED_KEY_END = pattern(r"\s*:")
"""Behind a quoted key the value may begin at once, as in JSON."""
_FLOW_KEY_END = pattern(r"\s*:(?=[\s,\[\]{}]|$)")
_DEEPEST = 100
_MOST_NODES = 200_000


@function(
    *("yamldecode", Parameter("src", STRING)),
    returns=DYNAMIC,
    examples=[('yamldecode("a: [1, yes]\\nb: x")', '{"a":[1,true],"b":"x"}')],
)
def yamldecode(src: Value) -> Value:
    """The value of a YAML document."""
    return _Reader(only_document(src.raw)).document()


class _Reader:
    """Reads nodes from a place in the text on."""

    def __init__(self, source: str) -> None:
        self.source = source if source.endswith("\n") else source + "\n"
        self.at = 0
        self.anchors: dict[str, Value] = {}
        self.nodes = 0

    def document(self) -> Value:
        value = self.node(-1, 0)
        self.skip()
        if self.at < len(self.source):
            raise self.wrong("something stands behind the value")
        return value

    def wrong(self, reason: str) -> FunctionError:
        line = self.source.count("\n", 0, self.at) + 1
        return FunctionError(f"line {line}: {reason}")

    def skip(self) -> None:
        """Over blanks, comments and empty lines."""
        match = _BLANKS.match(self.source, self.at)
        assert match is not None
        end = match.end()
        if end < len(self.source) and self.source[end] == "#":
            end = self.source.find("\n", end)
        self.at = end

    def column(self) -> int:
        return self.at - (self.source.rfind("\n", 0, self.at) + 1)

    def peek(self, count: int = 1) -> str:
        return self.source[self.at : self.at + count]

    def node(self, indent: int, depth: int, *, compact: bool = False) -> Value:
        """The node that is indented by more than `indent`; null if there is none."""
        self.nodes += 1
        if depth > _DEEPEST or self.nodes > _MOST_NODES:
            raise self.wrong("the document is nested too deeply or too large")
        self.skip()
        if self.at >= len(self.source) or self.column() <= indent:
            return NULL
        properties = self.properties()
        if properties and self.at_line_end():
            self.skip()
            if self.at >= len(self.source) or self.column() <= indent:
                return self.finish(NULL, properties, "")
        column = self.column()
        if not properties and self.starts_sequence():
            return self.sequence(column, depth)
        if properties and self.starts_sequence() and self.is_line_start():
            return self.finish(self.sequence(column, depth), properties, None)
        if self.is_key():
            owner = [] if not self.is_line_start() and properties else properties
            first = properties if not owner else []
            value = self.mapping(column if owner or not properties else self.line_indent(), depth, first)
            return self.finish(value, owner, None)
        return self.content(indent, depth, properties)

    def at_line_end(self) -> bool:
        return self.peek() in ("\n", "", "#")

    def is_line_start(self) -> bool:
        start = self.source.rfind("\n", 0, self.at) + 1
        return not self.source[start : self.at].strip(" -?:")

    def line_indent(self) -> int:
        start = self.source.rfind("\n", 0, self.at) + 1
        line = self.source[start : self.at]
        return len(line) - len(line.lstrip(" -"))

    def properties(self) -> list[tuple[str, str]]:
        found = []
        while match := _PROPERTY.match(self.source, self.at):
            found.append((match[1], match[2]))
            self.at = match.end()
        return found

    def finish(self, value: Value, properties: list[tuple[str, str]], scalar: str | None) -> Value:
        """The value with its tag applied and its anchor remembered."""
        for mark, name in properties:
            if mark == "!":
                value = self.tagged(value, name, scalar)
        for mark, name in properties:
            if mark == "&":
                self.anchors[name] = value
        return value

    def tagged(self, value: Value, tag: str, scalar: str | None) -> Value:
        if tag in ("!map", "!seq", "") or (scalar is None and tag == "!merge"):
            return text(scalar) if tag == "" and scalar is not None else value
        if scalar is not None and tag in ("!str", "!binary", "!timestamp"):
            return text(scalar)
        if scalar is not None and tag in ("!int", "!float"):
            number = resolve_number(scalar)
            if number is None:
                raise self.wrong(f'"{scalar}" is no number')
            return Value(NUMBER, number)
        if scalar is not None and tag == "!bool":
            return value
        if scalar is not None and tag == "!null":
            return NULL
        raise self.wrong(f'the tag "!{tag}" is not known')

    def starts_sequence(self) -> bool:
        return self.peek() == "-" and self.source[self.at + 1 : self.at + 2] in (" ", "\t", "\n")

    def sequence(self, column: int, depth: int) -> Value:
        items = []
        while self.at < len(self.source) and self.column() == column and self.starts_sequence():
            self.at += 1
            items.append(self.node(column, depth + 1))
            self.skip()
        if self.at < len(self.source) and self.column() > column:
            raise self.wrong("a line is indented further than its list")
        return tuple_value(items)

    def is_key(self) -> bool:
        """Whether a key and a colon stand on this line."""
        if self.peek() == "?" and self.source[self.at + 1 : self.at + 2] in (" ", "\n"):
            return True
        start, nodes, anchors = self.at, self.nodes, dict(self.anchors)
        try:
            self.key_text()
        except FunctionError:
            return False
        else:
            return "\n" not in self.source[start : self.at] and _KEY_END.match(self.source, self.at) is not None
        finally:
            self.at, self.nodes, self.anchors = start, nodes, anchors

    def key_text(self) -> Value:
        """A key: a quoted or plain scalar, or an alias, on one line."""
        properties = self.properties()
        letter = self.peek()
        if letter in ("'", '"'):
            value = text(self.quoted())
        elif match := _ALIAS.match(self.source, self.at):
            self.at = match.end()
            value = self.alias(match[1])
        elif letter in ("[", "{", "|", ">", "", "\n"):
            raise self.wrong("a key must be a scalar")
        else:
            line = self.source[self.at : self.source.find("\n", self.at)]
            end = re.search(r"[ \t]*:(?:[ \t]|$)|[ \t]#", line)
            if end is None or line[end.start() :].lstrip().startswith("#"):
                raise self.wrong("there is no colon behind the key")
            value = resolve(line[: end.start()])
            self.at += end.start()
        return self.finish(value, properties, None)

    def mapping(self, column: int, depth: int, first: list[tuple[str, str]]) -> Value:
        members: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        while self.at < len(self.source) and (first or self.column() == column) and self.is_key():
            if self.peek(2).rstrip() == "?":
                raise self.wrong("complex keys are not supported")
            name = self.finish(self.key_text(), first, None)
            first = []
            colon = _KEY_END.match(self.source, self.at)
            assert colon is not None
            self.at = colon.end()
            value = self.member(column, depth)
            self.put(members, merged, name, value)
            self.skip()
        if self.at < len(self.source) and self.column() > column:
            raise self.wrong("a line is indented further than its mapping")
        return object_value({**merged, **members})

    def member(self, column: int, depth: int) -> Value:
        """The value behind a colon; a list may stand as far to the left as its key."""
        blank = _COMMENT.match(self.source, self.at)
        if blank is not None:
            self.at = blank.end()
        on_line = not self.at_line_end()
        if not on_line:
            self.skip()
            if self.at < len(self.source) and self.column() == column and self.starts_sequence():
                return self.sequence(column, depth + 1)
        elif self.starts_sequence():
            raise self.wrong("a list cannot begin behind its key")
        elif self.peek() not in ("&", "!") and self.is_key():
            raise self.wrong("a mapping cannot begin behind its key")
        return self.node(column, depth + 1)

    def put(self, members: dict[str, Value], merged: dict[str, Value], key: Value, value: Value) -> None:
        if isinstance(key.raw, str) and key.raw == "<<":
            for one in value.raw if isinstance(value.raw, tuple) else (value,):
                if not isinstance(one.raw, dict):
                    raise self.wrong("only mappings can be merged")
                for name, item in one.raw.items():
                    merged.setdefault(name, item)
            return
        members[_key_name(self, key)] = value

    def alias(self, name: str) -> Value:
        if name not in self.anchors:
            raise self.wrong(f'there is no anchor "{name}"')
        value = self.anchors[name]
        self.nodes += 1 + sum(1 for _ in value.parts())
        if self.nodes > _MOST_NODES:
            raise self.wrong("the document is too large")
        return value

    def quoted(self) -> str:
        read = double_quoted if self.peek() == '"' else single_quoted
        content, end = read(self.source, self.at)
        if end < 0:
            raise self.wrong("a quoted text is not closed or has an unknown escape")
        self.at = end
        return content

    def content(self, indent: int, depth: int, properties: list[tuple[str, str]]) -> Value:
        """A scalar, an alias or a flow collection."""
        letter = self.peek()
        if letter in ("[", "{"):
            value = self.flow(depth)
            self.line_must_end()
            return self.finish(value, properties, None)
        if match := _ALIAS.match(self.source, self.at):
            self.at = match.end()
            self.line_must_end()
            return self.alias(match[1])
        if letter in ("'", '"'):
            scalar = self.quoted()
            self.line_must_end()
            return self.finish(text(scalar), _of_quoted(properties), scalar)
        if letter in ("|", ">"):
            scalar, end = block_text(self.source, self.at, indent)
            if end < 0:
                raise self.wrong("a block text has a header that cannot be read")
            self.at = end
            return self.finish(text(scalar) if scalar else null(STRING), properties, scalar)
        scalar = self.plain(indent)
        return self.finish(resolve(scalar), properties, scalar)

    def line_must_end(self) -> None:
        blank = _COMMENT.match(self.source, self.at)
        end = blank.end() if blank else self.at
        if end < len(self.source) and self.source[end] != "\n":
            raise self.wrong("something stands behind the value")

    def plain(self, indent: int) -> str:
        """A scalar without quotes; further lines belong to it if they are indented."""
        if self.peek() in "%@`&*!|>'\"#,[]{}" or (self.peek() in "-?:" and self.source[self.at + 1] in " \t\n"):
            raise self.wrong(f'a value cannot begin with "{self.peek()}"')
        lines: list[str] = []
        while True:
            end = self.source.find("\n", self.at)
            line = self.source[self.at : end]
            comment = re.search(r"[ \t]#|^#", line)
            content = (line[: comment.start()] if comment else line).rstrip()
            if lines and re.search(r":(\s|$)", content):
                raise self.wrong("a mapping begins within a text")
            lines.append(content)
            self.at += len(content) if comment else end - self.at
            if comment or not self.continues(indent, lines):
                return folded(lines)

    def continues(self, indent: int, lines: list[str]) -> bool:
        """Go on to the next line of a plain scalar, if there is one; empty ones between are kept."""
        at, empty = self.at, 0
        while at < len(self.source):
            start = at + 1
            end = self.source.find("\n", start)
            if end < 0:
                return False
            line = self.source[start:end]
            if line.strip():
                stripped = line.lstrip(" ")
                if len(line) - len(stripped) <= indent or stripped.startswith("#"):
                    return False
                lines.extend([""] * empty)
                self.at = start + len(line) - len(line.lstrip())
                return True
            at, empty = end, empty + 1
        return False

    def flow(self, depth: int) -> Value:
        """A collection in brackets or braces."""
        if depth > _DEEPEST:
            raise self.wrong("the document is nested too deeply")
        closing = "]" if self.peek() == "[" else "}"
        self.at += 1
        items: list[Value] = []
        members: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        while True:
            self.skip_flow()
            if self.peek() == closing:
                self.at += 1
                return tuple_value(items) if closing == "]" else object_value({**merged, **members})
            key_end = _QUOTED_KEY_END if self.peek() in ("'", '"') else _FLOW_KEY_END
            key = self.flow_node(depth + 1)
            pair = key_end.match(self.source, self.at)
            if pair is not None or closing == "}":
                value = NULL
                if pair is not None:
                    self.at = pair.end()
                    value = self.flow_value(depth + 1)
                if closing == "}":
                    self.put(members, merged, key, value)
                else:
                    items.append(object_value({_key_name(self, key): value}))
            else:
                items.append(key)
            self.skip_flow()
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != closing:
                raise self.wrong(f'"," or "{closing}" is missing')

    def skip_flow(self) -> None:
        self.skip()
        if self.at >= len(self.source):
            raise self.wrong("a bracket is not closed")

    def flow_value(self, depth: int) -> Value:
        self.skip_flow()
        return NULL if self.peek() in ",]}" else self.flow_node(depth)

    def flow_node(self, depth: int) -> Value:
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            raise self.wrong("the document is too large")
        properties = self.properties()
        letter = self.peek()
        if letter in ("[", "{"):
            return self.finish(self.flow(depth), properties, None)
        if letter in ("'", '"'):
            scalar = self.quoted()
            return self.finish(text(scalar), _of_quoted(properties), scalar)
        if match := _ALIAS.match(self.source, self.at):
            self.at = match.end()
            return self.alias(match[1])
        match = re.compile(r"(?:[^\s,\[\]{}:#]|:(?=[^\s,\[\]{}])|(?<=\S)#|\s+(?=[^\s,\[\]{}:#]))+").match(
            self.source, self.at
        )
        if match is None:
            if properties:
                return self.finish(NULL, properties, "")
            raise self.wrong(f'"{letter}" is not expected')
        self.at = match.end()
        scalar = " ".join(match[0].split())
        return self.finish(resolve(scalar), properties, scalar)


def _of_quoted(properties: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The tags and anchors that count for a quoted text: it stays a text, whatever type a tag names."""
    return [one for one in properties if one[0] != "!" or one[1] not in ("!int", "!float", "!bool", "!null")]


def _key_name(reader: _Reader, key: Value) -> str:
    if isinstance(key.raw, (tuple, dict)):
        raise reader.wrong("a key must be a scalar")
    if key.raw is None:
        return "null"
    return key.raw if isinstance(key.raw, str) else key.to_json()
